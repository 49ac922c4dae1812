import { t } from '#l10n';
import { findEntry } from '../catalogue/index.ts';
import { closestName } from '../names.ts';
import type { Group, LayerStatement, Name } from './ast.ts';
import { documentationOf, expectName } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseGroup, parseName } from './expressions.ts';
import { replacement } from './slips.ts';
import type { Token } from './tokens.ts';
import { isLayerName, isValueName, LAYER_NAMES } from './vocabulary.ts';

/** `dense(64, relu) as hidden`: the cursor stands at the layer's type. */
export function parseLayer(cursor: Cursor): LayerStatement {
  const before = cursor.problems.length;
  const { token } = cursor;
  const type = parseName(cursor);
  if (!reportMissingBracket(cursor, type)) reportOpenArguments(cursor, type);
  const group = cursor.at('(') && cursor.sameLine ? parseGroup(cursor) : undefined;
  if (group) reportArgumentsBehind(cursor, type, group);
  const name = parseGivenName(cursor);
  return {
    kind: 'layer',
    documentation: documentationOf(token),
    type,
    arguments: group,
    name,
    range: cursor.rangeFrom(token.start),
    broken: cursor.problems.length > before,
  };
}

/** `dense64, relu)`: the bracket between a layer and its arguments is missing. Takes what is left of them. */
function reportMissingBracket(cursor: Cursor, { name, range }: Name): boolean {
  const follows = cursor.sameLine && (cursor.at(',') || cursor.at(')') || cursor.at(':'));
  const layer = [...LAYER_NAMES].find((one) => name.startsWith(one) && name !== one);
  if (isLayerName(name) || !follows || layer === undefined) return false;
  const { position } = cursor;
  while (cursor.sameLine && !cursor.at('}') && !cursor.at('as')) cursor.take();
  const inside = `${name.slice(layer.length)}${cursor.sourceSince(position)}`;
  const text = `(${inside}${inside.endsWith(')') ? '' : ')'}`;
  const place = { start: range.start + layer.length, end: cursor.lastEnd };
  const fix = replacement(place, text);
  const message = t`The arguments of a layer stand in parentheses: ${layer}${text}.`;
  cursor.report(message, { start: range.start, end: cursor.lastEnd }, fix);
  return true;
}

/** `dense 64, relu`, `dense: 64`, `dense[64]`: the arguments of a layer stand in parentheses. */
function reportOpenArguments(cursor: Cursor, type: Name): void {
  if (!cursor.sameLine) return;
  const { position, token } = cursor;
  const next = cursor.peek(1);
  const signed = (cursor.at(':') || cursor.at('=')) && next.kind === 'number';
  if (cursor.at('[')) takeThrough(cursor, ']');
  else if (cursor.at('{') && next.kind === 'number') takeThrough(cursor, '}');
  else if (signed || token.kind === 'number') {
    do cursor.take();
    while (isOpenArgument(cursor));
  } else return;
  const text = cursor
    .sourceSince(position)
    .replace(/^[[{:=]\s*/, '')
    .replace(/[)\]}\s]+$/, '')
    .replace(/(?<=[\w%])\s+(?=[\w.])/g, ', ');
  const range = { start: type.range.end, end: cursor.lastEnd };
  const written = `${type.name}(${text})`;
  const fix = { title: t`Write ${written}`, range, text: `(${text})` };
  const message = t`The arguments of a layer stand in parentheses: ${written}.`;
  cursor.report(message, { start: token.start, end: cursor.lastEnd }, fix);
}

/** `dense(32), relu`, `dense(32) relu`, `dense(32), init: zeros`: what belongs into a layer's parentheses stands behind them. */
function reportArgumentsBehind(cursor: Cursor, type: Name, { items, close }: Group): void {
  const comma = cursor.at(',') ? 1 : 0;
  const [word, sign] = [cursor.peek(comma), cursor.peek(comma + 1)];
  if (!close || !cursor.sameLine || word.kind !== 'word' || word.lineBreakBefore) return;
  const parameters = findEntry('layer', type.name)?.parameters ?? [];
  const named = sign.text === ':' && parameters.some(({ name }) => name === word.text);
  const isActivation = findEntry('activation', word.text) !== undefined;
  if (!named && (!isActivation || isLayerName(word.text))) return;
  const { lastEnd } = cursor;
  for (let taken = 0; taken < comma + (named ? 2 : 0); taken++) cursor.take();
  const start = cursor.token.start;
  parseExpression(cursor);
  const written = cursor.sourceBetween(start, cursor.lastEnd).trim();
  const range = { start: word.start, end: cursor.lastEnd };
  const place = parameters.findIndex(({ name }) => name === 'activation');
  if (!named && place < 0) {
    const text = `activation(${written})`;
    const fix = replacement({ start: lastEnd, end: cursor.lastEnd }, `  ${text}`);
    const message = t`'${word.text}' is an activation, not a layer: write ${text}.`;
    cursor.report(message, range, fix);
    return;
  }
  const follows = place === items.length && items.every((item) => !item.name);
  const label = named ? `${word.text}: ` : follows ? '' : 'activation: ';
  const inside = `${items.length > 0 ? ', ' : ''}${label}${written})`;
  const fix = replacement(
    { start: items.at(-1)?.range.end ?? close.start, end: cursor.lastEnd },
    inside,
  );
  const before = cursor.sourceBetween(type.range.start, close.start).trimStart();
  const whole = `${before}${inside}`;
  const message = t`The arguments of a layer stand in its parentheses: ${whole}.`;
  cursor.report(message, range, { ...fix, title: t`Write ${whole}` });
}

function takeThrough(cursor: Cursor, end: string): void {
  do cursor.take();
  while (cursor.sameLine && !cursor.at(end));
  if (cursor.sameLine) cursor.takeIf(end);
}

/** What goes on a list of arguments without parentheses, and begins no other statement. */
function isOpenArgument(cursor: Cursor): boolean {
  const { token } = cursor;
  if (!cursor.sameLine) return false;
  if (token.kind === 'number' || [',', ':', '%', ')'].includes(token.text)) return true;
  return token.kind === 'word' && !isLayerName(token.text) && token.text !== 'as';
}

/** `as hidden` */
export function parseGivenName(cursor: Cursor): Name | undefined {
  if (!cursor.sameLine) return undefined;
  if (!cursor.at('as')) reportNameWithoutAs(cursor);
  else {
    cursor.take();
    return expectName(cursor, t`a name for the layer`);
  }
  return undefined;
}

/** `dense(8) hidden`, `dense(8) named hidden`: words that are no layers, at the end of a layer's line. */
function reportNameWithoutAs(cursor: Cursor): void {
  const { token } = cursor;
  const next = cursor.peek(1);
  const isLast = ({ kind, text, lineBreakBefore }: Token) =>
    kind === 'end' || lineBreakBefore || text === '}';
  const [name, after] =
    next.kind === 'word' && !next.lineBreakBefore ? [next, cursor.peek(2)] : [token, next];
  const known = [token, name].some(({ text }) => isLayerName(text) || isValueName(text));
  if (token.kind !== 'word' || known || !isLast(after)) return;
  if (closestName(name.text, LAYER_NAMES) !== undefined) return;
  const range = { start: token.start, end: name.end };
  cursor.take();
  if (name !== token) cursor.take();
  const text = `as ${name.text}`;
  cursor.report(t`A layer is named with 'as': ${text}.`, range, replacement(range, text));
}
