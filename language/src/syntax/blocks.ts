import { t } from '#l10n';
import type { Block, Name } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseName } from './expressions.ts';
import { ITEM_KEYWORDS } from './keywords.ts';
import { fitted } from './lists.ts';
import {
  skipForeignComment,
  skipSeparator,
  skipStrayBracket,
  takeMisspelledName,
} from './slips.ts';
import type { Range, Token } from './tokens.ts';

/**
 * `{ statement … }`. Where the opening brace is missing and a statement follows, the block is read as if it were there; other
 * brackets are read as braces. Undefined where there is no block at all.
 * @param sibling the keyword of a block that stands beside this one and never in it: `branch`
 */
export function parseBlock<S extends Statement>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
  sibling?: string,
): Block<S> | undefined {
  return cursor.nested(
    () => parseNextBlock(cursor, parseStatement, sibling),
    () => undefined,
  );
}

function parseNextBlock<S extends Statement>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
  sibling: string | undefined,
): Block<S> | undefined {
  const start = cursor.token.start;
  const before = cursor.problems.length;
  if (opensOtherwise(cursor)) return parseOtherBrackets(cursor, parseStatement);
  if (cursor.sameLine && cursor.token.kind === 'word' && braceOnThisLine(cursor) === undefined) {
    return parseLineBlock(cursor, parseStatement);
  }
  const open = openBlock(cursor);
  if (!open) return undefined;
  const wasBroken = cursor.problems.length > before;
  const { statements: read, strays } = parseStatements(cursor, parseStatement, '}', sibling);
  const close = cursor.takeIf('}');
  // A block without any braces is one mistake.
  const statements = close || wasBroken ? read : reportUnclosed(cursor, open, read);
  const broken = wasBroken || strays || !close;
  return { kind: 'block', open, statements, close, range: cursor.rangeFrom(start), broken };
}

interface Statement {
  readonly range: Range;
  readonly broken: boolean;
  readonly body?: Block | undefined;
}

interface Statements<S> {
  readonly statements: readonly S[];
  /** Something stood between them that is no statement, or not on every line. */
  readonly strays: boolean;
}

function parseStatements<S extends Statement>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
  end: string,
  sibling?: string,
): Statements<S> {
  const statements: S[] = [];
  let strays = false;
  const ends = [end, '}', sibling];
  while (!ends.some((text) => text && cursor.at(text)) && !cursor.atEnd && !cursor.startsItem) {
    const { position } = cursor;
    // On a line of its own, where formatting puts a statement, it would be something else.
    strays ||= cursor.readsAsItem;
    const statement = cursor.token.kind === 'word' ? parseStatement(cursor) : undefined;
    if (cursor.position === position) strays = skipStray(cursor) || strays;
    else {
      const whole = endStatement(cursor, end);
      if (statement) statements.push(whole ? statement : { ...statement, broken: true });
    }
  }
  return { statements: fitted(statements), strays };
}

/**
 * Says which block is not closed: where a block inside has taken a brace that stands further left than the block begins, it is
 * that one, and not this. Gives the statements, that one marked as broken.
 */
function reportUnclosed<S extends Statement>(
  cursor: Cursor,
  open: Token,
  statements: readonly S[],
): readonly S[] {
  const range = { start: cursor.lastEnd, end: cursor.lastEnd };
  const message = t`The block is not closed: expected '}'.`;
  const greedy = statements.find(({ body }) => body?.close && closesAnother(cursor, body));
  if (!greedy?.body) {
    const fix = { title: t`Insert '}'`, range, text: '\n}' };
    cursor.report(message, { start: open.start, end: open.end }, fix);
    return statements;
  }
  const { body } = greedy;
  const indent = columnOf(cursor, body.open);
  const outside = body.statements.findIndex(({ range: { start } }) => {
    const token = tokenAt(cursor, start);
    return token?.lineBreakBefore === true && columnAt(cursor, start) <= indent;
  });
  const own = outside < 0 ? body.statements : body.statements.slice(0, outside);
  const end = own.at(-1)?.range.end ?? body.open.end;
  const text = `\n${' '.repeat(indent)}}`;
  const fix = { title: t`Insert '}'`, range: { start: end, end }, text };
  cursor.report(message, { start: body.open.start, end: body.open.end }, fix);
  return statements.map((statement) =>
    statement === greedy ? { ...statement, broken: true } : statement,
  );
}

/** The closing brace begins its line, further left than the line begins that the block begins on. */
function closesAnother(cursor: Cursor, { open, close }: Block): boolean {
  if (!close?.lineBreakBefore) return false;
  return columnAt(cursor, close.start) < columnOf(cursor, open);
}

/** Where the line of a token begins, white space left out. */
function columnOf(cursor: Cursor, token: Token): number {
  const { tokens } = cursor;
  let index = tokens.lastIndexOf(token);
  while (index > 0 && !tokens[index]?.lineBreakBefore) index--;
  return columnAt(cursor, tokens[index]?.start ?? 0);
}

function tokenAt(cursor: Cursor, offset: number): Token | undefined {
  return cursor.tokens.findLast(({ start }) => start <= offset);
}

/** How far the token at an offset is from the start of its line. */
function columnAt(cursor: Cursor, offset: number): number {
  const trivia = tokenAt(cursor, offset)?.trivia ?? '';
  return trivia.length - 1 - Math.max(trivia.lastIndexOf('\n'), trivia.lastIndexOf('\r'));
}

/** The opening brace; where it is missing, the token before it, if what follows reads like the block's content. */
function openBlock(cursor: Cursor): Token | undefined {
  if (cursor.at('{')) return cursor.take();
  const distance = braceOnThisLine(cursor);
  if (distance !== undefined) return skipToBrace(cursor, distance);
  const empty = cursor.atEnd || cursor.startsItem;
  cursor.expected("'{'", empty ? ' {\n}' : ' {');
  return cursor.token.kind === 'word' && !empty ? cursor.peek(-1) : undefined;
}

/** What stands before the brace on its line is too much. */
function skipToBrace(cursor: Cursor, distance: number): Token {
  const { position, token } = cursor;
  const before = cursor.lastEnd;
  for (let taken = 0; taken < distance; taken++) cursor.take();
  const text = cursor.sourceSince(position);
  const fix = {
    title: t`Remove '${text}'`,
    range: { start: before, end: cursor.lastEnd },
    text: '',
  };
  const range = { start: token.start, end: cursor.lastEnd };
  cursor.report(t`Expected '{', found '${text}'.`, range, fix);
  return cursor.take();
}

/** How many tokens away an opening brace stands on this line. */
function braceOnThisLine(cursor: Cursor): number | undefined {
  for (let distance = 0; ; distance++) {
    const { kind, text, lineBreakBefore } = cursor.peek(distance);
    if (kind === 'end' || lineBreakBefore || text === '}') return undefined;
    if (text === '{') return distance;
  }
}

/** `repeat 2 dense(8)`: the rest of the line is the block. */
function parseLineBlock<S extends Statement>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
): Block<S> {
  const { position, token } = cursor;
  const open = cursor.peek(-1);
  const openOnLine = hasOpenBrace(cursor);
  const statements: S[] = [];
  do {
    const statement = parseStatement(cursor);
    if (statement) statements.push(statement);
  } while (cursor.sameLine && cursor.token.kind === 'word');
  const range = cursor.rangeFrom(token.start);
  const close = cursor.sameLine && !openOnLine ? cursor.takeIf('}') : undefined;
  const text = `{ ${cursor.sourceSince(position)}${close ? '' : ' }'}`;
  const place = { start: token.start, end: cursor.lastEnd };
  const fix = { title: t`Put it in braces`, range: place, text };
  const message = t`A block stands in braces: expected '{', found '${token.text}'.`;
  cursor.report(message, { start: token.start, end: token.end }, fix);
  return { kind: 'block', open, statements, close, range, broken: true };
}

/** True where a block around begins on this line: its closing brace may stand here too. */
function hasOpenBrace(cursor: Cursor): boolean {
  for (let distance = -1; cursor.position + distance >= 0; distance--) {
    const { text, lineBreakBefore } = cursor.peek(distance);
    if (text === '{') return true;
    if (lineBreakBefore || text === '}' || ITEM_KEYWORDS.some((word) => word === text))
      return false;
  }
  return false;
}

const OTHER_BRACKETS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
]);

/** `model Net [ … ]`: a bracket, and no brace on this line. */
function opensOtherwise(cursor: Cursor): boolean {
  if (!OTHER_BRACKETS.has(cursor.token.text) || !cursor.sameLine) return false;
  return braceOnThisLine(cursor) === undefined;
}

function parseOtherBrackets<S extends Statement>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
): Block<S> {
  const { position } = cursor;
  const open = cursor.take();
  const end = OTHER_BRACKETS.get(open.text) ?? '}';
  const { statements } = parseStatements(cursor, parseStatement, end);
  const close = cursor.takeIf(end) ?? cursor.takeIf('}');
  const text = `{${cursor.sourceSince(position).slice(1, close ? -1 : undefined)}${close ? '' : '\n'}}`;
  const range = cursor.rangeFrom(open.start);
  const place = { start: open.start, end: open.end };
  const fix = { title: t`Write braces`, range, text };
  cursor.report(t`A block stands in braces: expected '{', found '${open.text}'.`, place, fix);
  return { kind: 'block', open, statements, close, range, broken: true };
}

/** Skips what begins no statement; false where it does no harm to what is around it. */
function skipStray(cursor: Cursor): boolean {
  if (skipSeparator(cursor) || skipForeignComment(cursor) || skipStrayBracket(cursor)) return false;
  cursor.unexpected(t`a statement`);
  skipRest(cursor);
  return true;
}

/** Skips what stands after a statement on its line; false where the statement cannot be understood with it. */
function endStatement(cursor: Cursor, end: string): boolean {
  const closes = cursor.peek(-1).text === ')';
  if (atStatementEnd(cursor) || cursor.at(end) || skipForeignComment(cursor)) return true;
  // What it closes may have been opened in this statement, and the opening bracket forgotten.
  if (skipStrayBracket(cursor)) return endStatement(cursor, end) && closes;
  cursor.expected(t`the end of the statement`);
  skipRest(cursor);
  return false;
}

function atStatementEnd(cursor: Cursor): boolean {
  const { token } = cursor;
  return (
    token.lineBreakBefore ||
    token.kind === 'end' ||
    token.kind === 'word' ||
    cursor.at('}') ||
    token.text === ';' ||
    token.text === ','
  );
}

/** Skips to the end of the line, over blocks that begin on it, but not past the brace that closes the block around. */
function skipRest(cursor: Cursor): void {
  let depth = 0;
  do {
    if (cursor.at('}') && depth === 0) return;
    if (cursor.at('{')) depth++;
    if (cursor.at('}')) depth--;
    cursor.take();
  } while (depth > 0 ? !cursor.startsItem && !cursor.atEnd : cursor.sameLine);
}

/** A name that must stand here; reports what it would name where it is missing, and how it is written where it is not. */
export function expectName(cursor: Cursor, what: string): Name | undefined {
  const { kind, end } = cursor.token;
  const next = cursor.peek(1);
  const goesOn = next.start === end && (next.text === '-' || next.text === '.');
  if (kind === 'word' && cursor.sameLine && !goesOn) return parseName(cursor);
  if (cursor.sameLine && takeMisspelledName(cursor)) return undefined;
  cursor.expected(what);
  return undefined;
}

/** The text of the `///` lines right above a token, without the slashes. */
export function documentationOf(token: Token): string {
  const lines: string[] = [];
  for (const comment of [...token.comments].reverse()) {
    if (comment.kind !== 'doc' || !comment.ownLine) break;
    lines.unshift(comment.text.slice(3).trim());
  }
  return lines.join('\n');
}
