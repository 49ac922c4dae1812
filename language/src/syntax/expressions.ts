import { t } from '#l10n';
import type { Argument, Expression, Group, Missing, Name, StringLiteral } from './ast.ts';
import { type Cursor, DEEPEST } from './cursor.ts';
import { fitted } from './lists.ts';
import { beginsProse, removal, replacement, skipForeignComment, takeBracketed } from './slips.ts';
import type { Token } from './tokens.ts';
import { isArgumentName, isLayerName, isValueName } from './vocabulary.ts';

type Operator = '+' | '-' | '*' | '/';

/** Sums and differences of products and quotients. In parentheses (`grouped`) it may go on in the next line. */
export function parseExpression(cursor: Cursor, grouped = false): Expression {
  return parseBinary(cursor, grouped, ['+', '-'], () =>
    parseBinary(cursor, grouped, ['*', '/'], () => parseUnary(cursor, grouped)),
  );
}

function parseBinary(
  cursor: Cursor,
  grouped: boolean,
  operators: readonly Operator[],
  operand: () => Expression,
): Expression {
  let left = operand();
  for (let terms = 2; ; terms++) {
    const operator = operators.find((symbol) => cursor.at(symbol));
    if (!operator || !(grouped || cursor.sameLine)) return left;
    if (!grouped && beginsProse(cursor)) return left;
    cursor.take();
    const right = operand();
    const broken = left.broken || right.broken;
    const range = { start: left.range.start, end: right.range.end };
    if (terms > DEEPEST) {
      cursor.report(t`These are more than ${DEEPEST} terms: give some of them a name.`, range);
      left = { kind: 'missing', range, broken: true };
      continue;
    }
    left = { kind: 'binary', operator, left, right, range, broken };
  }
}

function parseUnary(cursor: Cursor, grouped: boolean): Expression {
  const start = cursor.token.start;
  const operator = cursor.at('-') ? '-' : cursor.at('+') ? '+' : undefined;
  if (!operator) return parsePrimary(cursor, grouped);
  cursor.take();
  const operand = cursor.nested(
    () => parseUnary(cursor, grouped),
    () => nothing(cursor),
  );
  return {
    kind: 'unary',
    operator,
    operand,
    range: cursor.rangeFrom(start),
    broken: operand.broken,
  };
}

function parsePrimary(cursor: Cursor, grouped: boolean): Expression {
  const { token } = cursor;
  if (!grouped && !cursor.sameLine) return missing(cursor);
  if (token.kind === 'number') return parseNumber(cursor);
  if (token.kind === 'string') return parseString(cursor);
  if (cursor.at('(')) {
    return cursor.nested<Expression>(
      () => parseGroup(cursor),
      () => nothing(cursor),
    );
  }
  const bracketed = takeBracketed(cursor);
  if (bracketed) return { kind: 'missing', range: bracketed, broken: true };
  if (token.kind !== 'word' || (grouped && cursor.startsItem)) return missing(cursor);
  const name = parseName(cursor);
  if (!cursor.at('(') || !cursor.sameLine) return name;
  const group = cursor.nested(
    () => parseGroup(cursor),
    () => undefined,
  );
  if (!group) return nothing(cursor);
  const range = cursor.rangeFrom(token.start);
  return { kind: 'call', callee: name, arguments: group, range, broken: group.broken };
}

function missing(cursor: Cursor): Missing {
  if (cursor.at(',') && cursor.sameLine) cursor.unexpected(t`a value`, removal(cursor.token));
  else cursor.expected(t`a value`);
  return nothing(cursor);
}

function nothing({ lastEnd }: Cursor): Missing {
  return { kind: 'missing', range: { start: lastEnd, end: lastEnd }, broken: true };
}

/** `64`, `1_000`, `1e-3`, `70%`. */
function parseNumber(cursor: Cursor): Expression {
  const token = cursor.take();
  const percent = cursor.at('%') && cursor.token.start === token.end;
  if (percent) cursor.take();
  const number = Number(token.text.replaceAll('_', ''));
  const runOn = !percent && takeRunOn(cursor, token);
  const range = cursor.rangeFrom(token.start);
  const broken = runOn || !Number.isFinite(number);
  if (!runOn && broken) {
    cursor.report(t`'${token.text}' is no number that can be computed with.`, range);
  }
  const value = percent ? number / 100 : number;
  return { kind: 'number', value, percent, text: token.text + (percent ? '%' : ''), range, broken };
}

const MAGNITUDES: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['K', 1e3],
  ['m', 1e6],
  ['M', 1e6],
]);

/** What runs on from a number without being part of it: `32k`, `1e`, `.3.`; true where there was such. */
function takeRunOn(cursor: Cursor, number: Token): boolean {
  const { position } = cursor;
  while (cursor.token.start === cursor.lastEnd && /^[\w.]+$/.test(cursor.token.text)) cursor.take();
  if (cursor.position === position) return false;
  const written = number.text + cursor.sourceSince(position);
  const magnitude = MAGNITUDES.get(written.slice(number.text.length));
  const meant = magnitude === undefined ? number.text : String(Number(number.text) * magnitude);
  const range = cursor.rangeFrom(number.start);
  cursor.report(t`'${written}' is no number.`, range, replacement(range, meant.replace(/\.$/, '')));
  return true;
}

/** A string with its quotes; one that is not closed ends at the end of the line. Single quotes are understood and reported. */
export function parseString(cursor: Cursor): StringLiteral {
  const { text, start, end } = cursor.take();
  const quote = text.charAt(0);
  const closed = text.length > 1 && text.endsWith(quote);
  const value = text.slice(1, closed ? -1 : undefined);
  const range = { start, end };
  if (!closed) {
    const fix = { title: t`Insert '${quote}'`, range: { start: end, end }, text: quote };
    cursor.report(t`The text is not closed: expected '${quote}' at its end.`, range, fix);
  } else if (quote === "'" && (isValueName(value) || isLayerName(value))) {
    cursor.report(t`'${value}' stands without quotes.`, range, replacement(range, value));
  } else if (quote === "'") {
    const fix = { title: t`Write double quotes`, range, text: `"${value}"` };
    cursor.report(t`Texts stand in double quotes: "${value}".`, range, fix);
  }
  return { kind: 'string', value, range, broken: !closed || quote === "'" };
}

export function parseName(cursor: Cursor): Name {
  const { text, start, end } = cursor.take();
  return { kind: 'name', name: text, range: { start, end }, broken: false };
}

/** Parentheses with arguments, or a tuple: the cursor stands at `(`. */
export function parseGroup(cursor: Cursor): Group {
  const before = cursor.problems.length;
  const open = cursor.take();
  const items: Argument[] = [];
  while (!cursor.at(')') && !groupIsLost(cursor, items)) {
    const { position } = cursor;
    if (skipForeignComment(cursor)) continue;
    items.push(parseArgument(cursor));
    if (cursor.takeIf(',') || cursor.at(')') || groupIsLost(cursor, items)) continue;
    separate(cursor, items);
    if (cursor.at(')')) continue;
    if (cursor.position === position || !startsExpression(cursor.token)) skipInGroup(cursor);
  }
  const close = cursor.takeIf(')');
  if (!close) cursor.expected("')'", ')');
  const broken = cursor.problems.length > before;
  const range = cursor.rangeFrom(open.start);
  return { kind: 'group', open, items: fitted(items), close, range, broken };
}

/** Says what is missing between two arguments: a comma, or the colon after a name. */
function separate(cursor: Cursor, items: readonly Argument[]): void {
  const { token } = cursor;
  const last = items.at(-1);
  if (token.text === ';') {
    const range = { start: token.start, end: token.end };
    cursor.report(t`Arguments are separated by ',', not by ';'.`, range, replacement(range, ','));
    cursor.take();
  } else if (!startsExpression(token)) {
    if (!skipForeignComment(cursor)) cursor.expected("')'");
  } else if (last && !last.name && last.value.kind === 'name' && isArgumentName(last.value.name)) {
    cursor.expected(t`':' after the argument's name`, ':');
  } else cursor.expected(t`',' or ')'`, ',');
}

/** True where the closing parenthesis must have been forgotten. */
function groupIsLost(cursor: Cursor, items: readonly Argument[]): boolean {
  const { token } = cursor;
  if (token.kind === 'end' || cursor.at('{') || cursor.at('}')) return true;
  // The name of a layer stands behind its arguments.
  if (cursor.at('as') && items.length > 0 && cursor.peek(1).kind === 'word') return true;
  if (!token.lineBreakBefore) return false;
  const afterComma = cursor.peek(-1).text === ',' || items.length === 0;
  return (!afterComma && !cursor.at(',')) || cursor.startsItem;
}

/** Skips what no argument can begin with, at least one token. */
function skipInGroup(cursor: Cursor): void {
  do cursor.take();
  while (!cursor.at(')') && !cursor.at(',') && cursor.sameLine && !cursor.at('}'));
  cursor.takeIf(',');
}

/** `64`, `init: he_normal`; `init = he_normal` is understood and reported. */
function parseArgument(cursor: Cursor): Argument {
  const before = cursor.problems.length;
  const { token } = cursor;
  const separator = cursor.peek(1);
  let name: Name | undefined;
  if (token.kind === 'word' && (separator.text === ':' || separator.text === '=')) {
    name = parseName(cursor);
    const { start, end } = cursor.take();
    if (separator.text === '=') {
      const fix = {
        title: t`Replace '=' by ':'`,
        range: { start: name.range.end, end },
        text: ':',
      };
      cursor.report(t`A named argument is written with ':'.`, { start, end }, fix);
    }
  }
  const value = parseExpression(cursor, true);
  const broken = cursor.problems.length > before;
  return { kind: 'argument', name, value, range: cursor.rangeFrom(token.start), broken };
}

/** True where a value can begin. */
export function startsExpression(token: Token): boolean {
  if (token.kind === 'punctuation') return token.text === '(' || token.text === '-';
  return token.kind === 'word' || token.kind === 'number' || token.kind === 'string';
}
