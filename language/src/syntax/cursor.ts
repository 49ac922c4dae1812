import { t } from '#l10n';
import type { SyntaxProblem } from './ast.ts';
import { ITEM_KEYWORDS } from './keywords.ts';
import type { Range, Token } from './tokens.ts';
import { isLayerName } from './vocabulary.ts';

/** How deep blocks and values may stand in each other. */
export const DEEPEST = 100;

/** Walks the tokens of a file and collects what is wrong with them, at most one problem at a position. */
export class Cursor {
  readonly problems: SyntaxProblem[] = [];
  private readonly all: readonly Token[];
  private index: number;
  private furthest: number;
  private readonly reported = new Set<number>();
  private depth = 0;

  /** @param index of the token to begin with */
  constructor(tokens: readonly Token[], index = 0) {
    this.all = tokens;
    this.index = index;
    this.furthest = index;
  }

  /** All tokens of the file. Who asks for them may look at any, so that what is parsed holds for this text alone. */
  get tokens(): readonly Token[] {
    this.furthest = this.all.length - 1;
    return this.all;
  }

  /** The furthest token that was looked at: what was parsed so far does not depend on those after it. */
  get reach(): Token {
    return this.all[Math.min(Math.max(this.furthest, this.index), this.all.length - 1)] as Token;
  }

  get token(): Token {
    return this.all[this.index] as Token;
  }

  /** The end of the last token taken; 0 at the start. */
  get lastEnd(): number {
    return this.all[this.index - 1]?.end ?? 0;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** How far the cursor has come: for loops that must not stand still. */
  get position(): number {
    return this.index;
  }

  peek(distance: number): Token {
    const index = Math.min(this.index + distance, this.all.length - 1);
    if (index > this.furthest) this.furthest = index;
    return (this.all[index] ?? this.all.at(-1)) as Token;
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

  /**
   * Parses what stands in something else: a block in a block, a value in parentheses. What is deeper than any text of a person is
   * reported and skipped, and is `nothing`: all that goes through the tree can rely on its depth.
   */
  nested<T>(parse: () => T, nothing: () => T): T {
    if (this.depth === DEEPEST) {
      const { start, end } = this.token;
      this.report(t`This stands more than ${DEEPEST} levels deep.`, { start, end });
      this.skipNested();
      return nothing();
    }
    this.depth++;
    const parsed = parse();
    this.depth--;
    return parsed;
  }

  /** Skips signs, and brackets with all that is in them. */
  private skipNested(): void {
    let open = 0;
    let text: string;
    do {
      text = this.take().text;
      if (text === '(' || text === '{') open++;
      if (text === ')' || text === '}') open--;
    } while (!this.atEnd && !this.startsItem && (open > 0 || text === '-' || text === '+'));
  }

  /** True where a new line begins a declaration, so that the blocks before it must be over: `model DigitNet {`. */
  get startsItem(): boolean {
    return this.token.lineBreakBefore && this.readsAsItem;
  }

  /** True where a declaration would begin, were it on a new line. */
  get readsAsItem(): boolean {
    const { token } = this;
    if (token.kind !== 'word') return false;
    if (!ITEM_KEYWORDS.some((keyword) => keyword === token.text)) return false;
    const next = this.peek(1);
    if (next.lineBreakBefore || (next.kind !== 'word' && next.kind !== 'string')) return false;
    // `let h = dense(32)` is a layer of the model around.
    const [sign, value, open] = [this.peek(2), this.peek(3), this.peek(4)];
    return !(sign.text === '=' && isLayerName(value.text) && open.text === '(');
  }

  rangeFrom(start: number): Range {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  report(message: string, range: Range, fix?: SyntaxProblem['fix']): void {
    if (this.reported.has(range.start)) return;
    this.reported.add(range.start);
    this.problems.push(fix ? { message, range, fix } : { message, range });
  }

  /** Reports the token that stands here in the place of something else, on whatever line. */
  unexpected(what: string, fix?: SyntaxProblem['fix']): void {
    const { token } = this;
    const { start, end } = token;
    this.report(t`Expected ${what}, found ${describe(token, true)}.`, { start, end }, fix);
  }

  /** The source of the tokens taken since a position, without what stands before the first. */
  sourceSince(position: number): string {
    const [first, ...rest] = this.all.slice(position, this.index);
    return (first?.text ?? '') + rest.map(({ trivia, text }) => trivia + text).join('');
  }

  /** The source between two offsets, the first of which ends a token taken. */
  sourceBetween(start: number, end: number): string {
    let text = '';
    for (let index = this.index - 1; index >= 0; index--) {
      const token = this.all[index] as Token;
      if (token.start < start) break;
      if (token.start < end) text = token.trivia + token.text + text;
      else if (token.start === end) text = token.trivia;
    }
    return text;
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
      title: t`Insert '${insertion.trim().replace(/\s+/, ' ')}'`,
      range: { start: this.lastEnd, end: this.lastEnd },
      text: insertion,
    };
    this.report(
      t`Expected ${what}, found ${describe(found, this.sameLine)}.`,
      place,
      fix || undefined,
    );
  }
}

function describe(token: Token, sameLine: boolean): string {
  if (token.kind === 'end') return t`the end of the file`;
  if (!sameLine) return t`the end of the line`;
  return token.kind === 'string' ? token.text : `'${token.text}'`;
}
