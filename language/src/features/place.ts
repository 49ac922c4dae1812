import type { Token } from '../syntax/tokens.ts';

/**
 * Where in the language an offset lies, found from the tokens before it alone, so that it holds while the text is being
 * typed and does not parse yet.
 */
export interface Place {
  /** The braces around the offset, the outermost first; empty at the top of the file. */
  readonly blocks: readonly Statement[];
  /** The tokens of the statement before the offset, those inside of parentheses left out; empty where one may begin. */
  readonly statement: Statement;
  /** The parentheses around the offset within the statement, the outermost first. */
  readonly calls: readonly CallPlace[];
  /** The word or number that the offset is in or at the end of: what is being typed. */
  readonly typed: Token | undefined;
  readonly inside: 'text' | 'string' | 'comment';
}

/** The first token is the statement's keyword, setting or layer. */
export type Statement = readonly Token[];

/** The offset's place within `callee(…)`. */
export interface CallPlace {
  /** The word before the parenthesis; undefined for a tuple. */
  readonly callee: Token | undefined;
  readonly open: Token;
  /** Arguments before the one at the offset. */
  readonly index: number;
  /** Names of those arguments that have one, and of the one at the offset. */
  readonly names: readonly string[];
  /** The name of the argument at the offset, where one stands before it. */
  readonly name: string | undefined;
}

interface Block {
  readonly header: Statement;
  statement: Token[];
  calls: OpenCall[];
}

interface OpenCall {
  readonly callee: Token | undefined;
  readonly open: Token;
  index: number;
  readonly names: string[];
  name: string | undefined;
}

const continuations = new Set([',', '(', ':', '+', '-', '*', '/']);
const declarationKeywords = new Set(['let', 'data', 'model', 'train']);

/** The place of an offset; `tokens` are those of the whole file. */
export function placeAt(text: string, tokens: readonly Token[], offset: number): Place {
  const blocks: Block[] = [{ header: [], statement: [], calls: [] }];
  let index = 0;
  for (; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token || token.kind === 'end' || token.end > offset) break;
    if (token.end === offset && isTypable(token, text)) break;
    read(token, tokens[index - 1], tokens[index + 1], blocks);
  }
  const next = tokens[index];
  const typed = next && next.start < offset && next.kind !== 'end' ? next : undefined;
  const block = blocks.at(-1) ?? { header: [], statement: [], calls: [] };
  const before = tokens[index - 1];
  const lineBreak = typed?.lineBreakBefore ?? /[\r\n]/.test(text.slice(before?.end ?? 0, offset));
  const calls = endsCalls(before, lineBreak) ? [] : block.calls;
  const fresh = calls.length === 0 && beginsStatement(typed, before, lineBreak);
  return {
    blocks: blocks.slice(1).map(({ header }) => header),
    statement: fresh ? [] : block.statement,
    calls,
    typed,
    inside: insideOf(typed, next, offset),
  };
}

/** Words and numbers are typed on at their end; so is a string that is not closed. */
function isTypable(token: Token, text: string): boolean {
  if (token.kind === 'string') return token.end - token.start < 2 || text[token.end - 1] !== '"';
  return token.kind === 'word' || token.kind === 'number';
}

function insideOf(
  typed: Token | undefined,
  next: Token | undefined,
  offset: number,
): Place['inside'] {
  if (typed?.kind === 'string') return 'string';
  const comment = next?.comments.some(({ start, end }) => start < offset && offset <= end);
  return comment ? 'comment' : 'text';
}

function read(token: Token, before: Token | undefined, next: Token | undefined, blocks: Block[]) {
  if (isDeclaration(token, next)) blocks.length = 1;
  const block = blocks.at(-1);
  if (!block) return;
  if (token.kind === 'word' && endsCalls(before, token.lineBreakBefore)) block.calls = [];
  const call = block.calls.at(-1);
  switch (token.text) {
    case '{':
      block.calls = [];
      blocks.push({ header: block.statement, statement: [], calls: [] });
      return;
    case '}':
      if (blocks.length > 1) blocks.pop();
      return;
    case '(':
      block.calls.push({
        callee: before?.kind === 'word' ? before : undefined,
        open: token,
        index: 0,
        names: [],
        name: undefined,
      });
      return;
    case ')':
      block.calls.pop();
      return;
  }
  if (call) readArgument(token, next, call);
  else if (isDeclaration(token, next) || beginsStatement(token, before, token.lineBreakBefore)) {
    block.statement = [token];
  } else block.statement.push(token);
}

function readArgument(token: Token, next: Token | undefined, call: OpenCall): void {
  if (token.text === ',') {
    call.index += 1;
    call.name = undefined;
  } else if (token.kind === 'word' && next?.text === ':') {
    call.name = token.text;
    call.names.push(token.text);
  }
}

/** Arguments go on in the next line after a comma only: elsewhere a closing parenthesis is missing. */
function endsCalls(before: Token | undefined, lineBreak: boolean): boolean {
  return lineBreak && !continuations.has(before?.text ?? '');
}

/** `data Name` and the like at the start of a line begin anew, even where a closing brace is missing before. */
function isDeclaration(token: Token, next: Token | undefined): boolean {
  return (
    token.lineBreakBefore &&
    declarationKeywords.has(token.text) &&
    (next?.kind === 'word' || next?.kind === 'string')
  );
}

/** A line break ends a statement, but for one after a comma; so does a word after a complete value. */
function beginsStatement(
  token: Token | undefined,
  before: Token | undefined,
  lineBreak: boolean,
): boolean {
  if (!before || before.text === '{') return true;
  if (before.text === ',' || before.text === ':') return false;
  if (lineBreak) return true;
  // `as`, typed half, still goes on.
  if (token?.kind !== 'word' || 'as'.startsWith(token.text)) return false;
  return ['number', 'string'].includes(before.kind) || [')', '}', '%'].includes(before.text);
}
