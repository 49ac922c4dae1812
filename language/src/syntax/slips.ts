import { t } from '#l10n';
import type { SyntaxProblem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { Range, Token } from './tokens.ts';
import { beginsStatement } from './vocabulary.ts';

/** Slips that are easily understood: each is told once, in words of its own, with the edit that repairs it. */

export function removal({ text, start, end }: Token): NonNullable<SyntaxProblem['fix']> {
  return { title: t`Remove '${text}'`, range: { start, end }, text: '' };
}

export function replacement(range: Range, text: string): NonNullable<SyntaxProblem['fix']> {
  return { title: t`Write ${text.trim()}`, range, text };
}

/** A comma or semicolon that separates nothing. */
export function skipSeparator(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token.text !== ';' && token.text !== ',') return false;
  const range = { start: token.start, end: token.end };
  cursor.report(t`No '${token.text}' is needed between statements.`, range, removal(token));
  cursor.take();
  return true;
}

/** A bracket that closes nothing, with the fix that takes it away; true where there was one. */
export function skipStrayBracket(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token.text !== ')' && token.text !== ']') return false;
  const range = { start: token.start, end: token.end };
  cursor.report(t`This '${token.text}' closes nothing.`, range, removal(token));
  cursor.take();
  return true;
}

/** Comments as other languages begin them; the second token stands right after the first. */
const COMMENT_SIGNS: readonly (readonly [string, string | undefined])[] = [
  ['#', undefined],
  ['/', '*'],
  ['-', '-'],
  ['/', undefined],
];

/** Skips `# …`, `-- …`, `/ …` and `/* … *\/`; true where one was there. */
export function skipForeignComment(cursor: Cursor): boolean {
  const { token, position } = cursor;
  const next = cursor.peek(1);
  const sign = COMMENT_SIGNS.find(
    ([first, second]) =>
      token.text === first &&
      (second === undefined || (next.text === second && next.start === token.end)),
  );
  if (!sign || token.kind === 'string') return false;
  const isBlock = sign[1] === '*';
  const closed = isBlock ? closingDistance(cursor) : undefined;
  do cursor.take();
  while (closed === undefined ? cursor.sameLine : cursor.position < position + closed);
  const text = isBlock
    ? asLines(cursor.sourceSince(position))
    : cursor.sourceSince(position).replace(/^(#+|-+|\/)/, '//');
  const range = { start: token.start, end: cursor.lastEnd };
  const word = `${sign[0]}${sign[1] ?? ''}`;
  const fix = { title: t`Begin the comment with '//'`, range, text };
  cursor.report(
    t`A comment begins with '//', not with '${word}'.`,
    range,
    isBlock && cursor.sameLine ? undefined : fix,
  );
  return true;
}

/** `/ of each layer` behind a value: no one divides by two words, unless the second begins something else. */
export function beginsProse(cursor: Cursor): boolean {
  const [first, second] = [cursor.peek(1), cursor.peek(2)];
  return (
    cursor.at('/') &&
    [first, second].every(({ kind, lineBreakBefore }) => kind === 'word' && !lineBreakBefore) &&
    !beginsStatement(second.text)
  );
}

/** How many tokens a comment of C has, its end included; undefined where it has none. */
function closingDistance(cursor: Cursor): number | undefined {
  for (let distance = 2; ; distance++) {
    const [star, slash] = [cursor.peek(distance), cursor.peek(distance + 1)];
    if (slash.kind === 'end') return undefined;
    if (star.text === '*' && slash.text === '/' && slash.start === star.end) return distance + 2;
  }
}

function asLines(comment: string): string {
  const lines = comment
    .replace(/^\/\*+\s*/, '')
    .replace(/\s*\*+\/$/, '')
    .split(/\r?\n/);
  const [first = '', ...rest] = lines;
  return [`// ${first}`, ...rest.map((line) => line.replace(/^(\s*)\*?\s?/, '$1// '))].join('\n');
}

/** A path without its quotes: `source data/digits.csv`. Takes it; undefined where there is none. */
export function takeUnquotedPath(cursor: Cursor): Range | undefined {
  if (cursor.token.kind !== 'word' && !/^[./]$/.test(cursor.token.text)) return undefined;
  let length = 1;
  while (cursor.peek(length).start === cursor.peek(length - 1).end) {
    if (!/^([\w.-]+|\/)$/.test(cursor.peek(length).text)) break;
    length++;
  }
  const tokens = Array.from({ length }, (_, distance) => cursor.peek(distance).text);
  const path = tokens.join('');
  if (!/\w\.(csv|tsv|npz|idx|safetensors|nnspec)(\.gz)?$|-ubyte(\.gz)?$/i.test(path)) {
    return undefined;
  }
  const { start } = cursor.token;
  for (let taken = 0; taken < length; taken++) cursor.take();
  // The quote at its end opens a text that is none.
  const half = cursor.token.kind === 'string' && cursor.token.start === cursor.lastEnd;
  const range = { start, end: cursor.lastEnd + (half ? 1 : 0) };
  if (half) cursor.take();
  cursor.report(t`A path stands in quotes: "${path}".`, range, replacement(range, `"${path}"`));
  return range;
}

/**
 * Values in square brackets: `[3, 3]`. NNSpec writes tuples in parentheses and lists of words without anything. Takes
 * them; undefined where there are none.
 */
export function takeBracketed(cursor: Cursor): Range | undefined {
  if (!cursor.at('[')) return undefined;
  const { position, token } = cursor;
  do cursor.take();
  while (cursor.sameLine && !cursor.at(']') && !cursor.at('}'));
  const closed = cursor.takeIf(']') !== undefined;
  const range = { start: token.start, end: cursor.lastEnd };
  const inside = cursor.sourceSince(position).slice(1, closed ? -1 : undefined);
  const numbers = /^[\s\d.,%*+/()-]*$/.test(inside);
  const text = numbers ? `(${inside.trim()})` : inside.trim().replaceAll(/["']/g, '');
  const message = numbers
    ? t`Several numbers stand in parentheses, not in brackets: ${text}.`
    : t`Values stand without brackets: ${text}.`;
  cursor.report(message, range, replacement(range, text));
  return range;
}

/** Writes a name as names are written: `My-Net` → `My_Net`, `"Net"` → `Net`; undefined where nothing is like a name. */
export function takeMisspelledName(cursor: Cursor): Range | undefined {
  const { token, position } = cursor;
  if (token.kind === 'string') {
    const inside = token.text.slice(1, -1);
    cursor.take();
    return reportName(cursor, token.start, inside, t`A name stands without quotes`);
  }
  if (token.kind !== 'word' && token.kind !== 'number') return undefined;
  do cursor.take();
  while (cursor.token.start === cursor.lastEnd && /^([\w.]+|-)$/.test(cursor.token.text));
  return reportName(
    cursor,
    token.start,
    cursor.sourceSince(position),
    t`A name is a letter, then letters, digits and _`,
  );
}

function reportName(cursor: Cursor, start: number, written: string, rule: string): Range {
  const range = { start, end: cursor.lastEnd };
  const folded = written.replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(?=\p{N})/u, '_');
  const name = folded === '' || folded === '_' ? 'Name' : folded;
  cursor.report(`${rule}: ${name}.`, range, replacement(range, name));
  return range;
}
