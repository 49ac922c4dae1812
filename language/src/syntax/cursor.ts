import type { SyntaxProblem } from './ast.ts';
import type { Range, Token } from './tokens.ts';

/** Walks the tokens of a file and collects what is wrong with them, at most one problem at a position. */
export class Cursor {
  readonly tokens: readonly Token[];
  readonly problems: SyntaxProblem[] = [];
  private index = 0;
  private readonly reported = new Set<number>();

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get token(): Token {
    return this.tokens[this.index] as Token;
  }

  /** The end of the last token taken; 0 at the start. */
  get lastEnd(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** How far the cursor has come: for loops that must not stand still. */
  get position(): number {
    return this.index;
  }

  peek(distance: number): Token {
    return (this.tokens[this.index + distance] ?? this.tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  /** True at this punctuation mark or word. */
  at(text: string): boolean {
    return this.token.text === text && this.token.kind !== 'string';
  }

  /** True when the next token stands on the same line as the last one taken. */
  get sameLine(): boolean {
    return !this.token.lineBreakBefore && this.token.kind !== 'end';
  }

  takeIf(text: string): Token | undefined {
    return this.at(text) ? this.take() : undefined;
  }

  rangeFrom(start: number): Range {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  report(message: string, range: Range, fix?: SyntaxProblem['fix']): void {
    if (this.reported.has(range.start)) return;
    this.reported.add(range.start);
    this.problems.push(fix ? { message, range, fix } : { message, range });
  }

  /**
   * Reports what should stand here. The place is the token found, or, where the line is already over, the end of the token
   * before it; `insertion` is the text that repairs it there.
   */
  expected(what: string, insertion?: string): void {
    const found = this.token;
    const place = this.sameLine
      ? { start: found.start, end: found.end }
      : { start: Math.max(0, this.lastEnd - 1), end: this.lastEnd };
    const fix = insertion && {
      title: `Insert '${insertion.trim()}'`,
      range: { start: this.lastEnd, end: this.lastEnd },
      text: insertion,
    };
    this.report(
      `Expected ${what}, found ${describe(found, this.sameLine)}.`,
      place,
      fix || undefined,
    );
  }
}

function describe(token: Token, sameLine: boolean): string {
  if (token.kind === 'end') return 'the end of the file';
  if (!sameLine) return 'the end of the line';
  return token.kind === 'string' ? token.text : `'${token.text}'`;
}
