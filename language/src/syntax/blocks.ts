import type { Block, Name } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseName } from './expressions.ts';
import { startsItem } from './keywords.ts';
import type { Token } from './tokens.ts';

/**
 * `{ statement … }`. Where the opening brace is missing and a statement follows on the next line, the block is read as if it
 * were there. Undefined where there is no block at all.
 */
export function parseBlock<S>(
  cursor: Cursor,
  parseStatement: (cursor: Cursor) => S | undefined,
): Block<S> | undefined {
  const start = cursor.token.start;
  const before = cursor.problems.length;
  const open = openBlock(cursor);
  if (!open) return undefined;
  const broken = cursor.problems.length > before;
  const statements: S[] = [];
  while (!cursor.at('}') && cursor.token.kind !== 'end' && !startsItem(cursor)) {
    const { position } = cursor;
    const statement = cursor.token.kind === 'word' ? parseStatement(cursor) : undefined;
    if (statement) statements.push(statement);
    if (cursor.position === position) skipStray(cursor);
    else if (!atStatementEnd(cursor)) skipRest(cursor);
  }
  const close = cursor.takeIf('}');
  if (!close) {
    const fix = {
      title: "Insert '}'",
      range: { start: cursor.lastEnd, end: cursor.lastEnd },
      text: '\n}',
    };
    cursor.report(
      "The block is not closed: expected '}'.",
      { start: open.start, end: open.end },
      fix,
    );
  }
  return { kind: 'block', open, statements, close, range: cursor.rangeFrom(start), broken };
}

/** The opening brace; where it is missing, the token before it, if what follows reads like the block's content. */
function openBlock(cursor: Cursor): Token | undefined {
  if (cursor.at('{')) return cursor.take();
  cursor.expected("'{'", ' {');
  const distance = braceOnThisLine(cursor);
  if (distance !== undefined) {
    for (let i = 0; i < distance; i++) cursor.take();
    return cursor.take();
  }
  return cursor.token.kind === 'word' && !startsItem(cursor) ? cursor.peek(-1) : undefined;
}

/** How many tokens away an opening brace stands on this line. */
function braceOnThisLine(cursor: Cursor): number | undefined {
  for (let distance = 0; ; distance++) {
    const { kind, text, lineBreakBefore } = cursor.peek(distance);
    if (kind === 'end' || lineBreakBefore || text === '}') return undefined;
    if (text === '{') return distance;
  }
}

/** Skips what begins no statement: a stray comma or semicolon alone, anything else with the rest of its line. */
function skipStray(cursor: Cursor): void {
  const { start, end, text } = cursor.token;
  if (text === ';' || text === ',') {
    const fix = { title: `Remove '${text}'`, range: { start, end }, text: '' };
    cursor.report(`No '${text}' is needed between statements.`, { start, end }, fix);
    cursor.take();
    return;
  }
  cursor.expected('a statement');
  skipRest(cursor);
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
  cursor.expected('the end of the statement');
  let depth = 0;
  do {
    if (cursor.at('}') && depth === 0) return;
    if (cursor.at('{')) depth++;
    if (cursor.at('}')) depth--;
    cursor.take();
  } while (depth > 0 ? !startsItem(cursor) && !cursor.atEnd : cursor.sameLine);
}

/** A name that must stand here; reports what it would name where it is missing. */
export function expectName(cursor: Cursor, what: string): Name | undefined {
  if (cursor.token.kind === 'word' && cursor.sameLine) return parseName(cursor);
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
