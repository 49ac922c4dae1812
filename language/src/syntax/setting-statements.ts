import { t } from '#l10n';
import type { Argument, Name, Setting } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseGroup, parseName, startsExpression } from './expressions.ts';
import { fitted } from './lists.ts';
import { replacement, takeUnquotedPath } from './slips.ts';
import type { Token } from './tokens.ts';
import {
  isArgumentName,
  isMetricName,
  isSelectionName,
  isSettingName,
  isValueName,
} from './vocabulary.ts';

/** A setting: the cursor stands at its name. */
export function parseSetting(cursor: Cursor): Setting {
  return parseSettingAfter(cursor, cursor.take());
}

/** A setting whose name is taken; `text` is the name that was meant. */
export function parseSettingAfter(
  cursor: Cursor,
  { start, end, text: written }: Token,
  text: string = written,
): Setting {
  const before = cursor.problems.length;
  const joined = `${written}_${cursor.token.text}`;
  if (cursor.sameLine && isSettingName(joined)) {
    const range = { start, end: cursor.take().end };
    cursor.report(t`A name is one word: ${joined}.`, range, replacement(range, joined));
    return parseSettingAfter(cursor, { ...cursor.peek(-1), start }, joined);
  }
  const name: Name = { kind: 'name', name: text, range: { start, end }, broken: false };
  const separated = takeSeparatedWord(cursor, name);
  if (separated)
    return {
      kind: 'setting',
      name,
      values: [separated],
      range: cursor.rangeFrom(start),
      broken: true,
    };
  if (cursor.at('=') || cursor.at(':')) reportSettingSign(cursor, name);
  const values: Argument[] = [];
  if (cursor.sameLine && (startsExpression(cursor.token) || cursor.at('['))) {
    do values.push(parseSettingValue(cursor, values.length > 0));
    while (takeComma(cursor) || lacksComma(cursor, values));
  }
  if (!reportMissingCommas(cursor, values)) reportLabelSigns(cursor, values);
  const range = cursor.rangeFrom(start);
  const broken = cursor.problems.length > before;
  return { kind: 'setting', name, values: fitted(values), range, broken };
}

/** `loss cross entropy`, `loss: cross-entropy`: a word of the catalogue in pieces. Takes it; undefined where there is none. */
function takeSeparatedWord(cursor: Cursor, { range: name }: Name): Argument | undefined {
  const sign = cursor.at(':') || cursor.at('=') ? 1 : 0;
  const words = [cursor.peek(sign).text.toLowerCase()];
  let length = sign + 1;
  let end = 0;
  while (words.length < MOST_PIECES && !cursor.peek(length).lineBreakBefore) {
    const dash = cursor.peek(length).text === '-' ? 1 : 0;
    const word = cursor.peek(length + dash);
    if (word.kind !== 'word' || word.lineBreakBefore) break;
    words.push(word.text.toLowerCase());
    length += dash + 1;
    if (isValueName(words.join('_'))) end = length;
  }
  if (end === 0 || !cursor.sameLine || cursor.peek(sign).kind !== 'word') return undefined;
  const { start } = cursor.peek(sign);
  for (let taken = 0; taken < end; taken++) cursor.take();
  const range = { start, end: cursor.lastEnd };
  const joined = cursor
    .sourceBetween(start, range.end)
    .trim()
    .replaceAll(/[\s-]+/g, '_');
  const word = joined.toLowerCase();
  const fix = replacement({ start: name.end, end: range.end }, ` ${word}`);
  cursor.report(t`A name is one word: ${word}.`, range, fix);
  if (cursor.at('(') && cursor.sameLine) parseGroup(cursor);
  const value = { kind: 'missing', range, broken: true } as const;
  return { kind: 'argument', name: undefined, value, range, broken: true };
}

/** `binary cross entropy` */
const MOST_PIECES = 3;

function reportSettingSign(cursor: Cursor, { range }: Name): void {
  const { start, end, text } = cursor.take();
  const stretch = { start: range.end, end: cursor.sameLine ? cursor.token.start : end };
  const fix = { title: t`Remove '${text}'`, range: stretch, text: ' ' };
  cursor.report(
    t`The value stands right after the setting's name, without '${text}'.`,
    { start, end },
    fix,
  );
}

/** The comma before another value. One that ends its line before another setting is too much. */
function takeComma(cursor: Cursor): boolean {
  if (!cursor.at(',')) return false;
  const next = cursor.peek(1);
  if (next.kind === 'end' || next.text === '}') return false;
  if (next.lineBreakBefore && isSettingName(next.text)) return false;
  cursor.take();
  return true;
}

/** True where another value follows and only the comma is missing: `split train 70% test 30%`, `metrics f1 recall`. */
function lacksComma(cursor: Cursor, values: readonly Argument[]): boolean {
  const { token } = cursor;
  if (!cursor.sameLine || token.kind !== 'word' || isSettingName(token.text)) return false;
  const last = values.at(-1);
  if (last?.name) return isLabelled(cursor);
  return last?.value.kind === 'name' && isMetricName(last.value.name) && isMetricName(token.text);
}

/** One mistake, however many commas; true where any is missing. */
function reportMissingCommas(cursor: Cursor, values: readonly Argument[]): boolean {
  const gaps = values.slice(1).map(({ range }, index) => {
    const start = values[index]?.range.end ?? 0;
    return { start, end: range.start, space: cursor.sourceBetween(start, range.start) };
  });
  const [first] = gaps.filter(({ space }) => !space.includes(','));
  const last = gaps.at(-1);
  if (!first || !last) return false;
  const range = { start: first.start, end: last.end };
  const text = values
    .slice(gaps.indexOf(first) + 1)
    .map((value, index, list) =>
      index < list.length - 1 ? cursor.sourceBetween(value.range.start, value.range.end) : '',
    )
    .map((value) => `, ${value.trimStart()}`)
    .join('');
  const fix = { title: t`Insert ','`, range, text };
  const place = { start: first.end, end: first.end + 1 };
  cursor.report(t`Expected ',' between the values.`, place, fix);
  return true;
}

/** A value, with a label before a number: `train 70%`. After a comma it may stand on the next line. */
function parseSettingValue(cursor: Cursor, afterComma: boolean): Argument {
  const before = cursor.problems.length;
  const { token } = cursor;
  const continues = afterComma && token.lineBreakBefore && !cursor.startsItem;
  const path = cursor.sameLine || continues ? takeUnquotedPath(cursor) : undefined;
  if (path) {
    const value = { kind: 'missing', range: path, broken: true } as const;
    return { kind: 'argument', name: undefined, value, range: path, broken: true };
  }
  const name = isLabelled(cursor) && (cursor.sameLine || continues) ? parseName(cursor) : undefined;
  if (name && (cursor.at(':') || cursor.at('='))) cursor.take();
  const value = parseExpression(cursor, continues && !name);
  if (value.kind === 'name') reportOpenArguments(cursor, value);
  const range = cursor.rangeFrom(token.start);
  return { kind: 'argument', name, value, range, broken: cursor.problems.length > before };
}

/** `optimizer adam learning_rate: 1e-3`, `features exclude id, name`: arguments stand in parentheses. */
function reportOpenArguments(cursor: Cursor, callee: Name): void {
  const { position, token } = cursor;
  if (!cursor.sameLine || token.kind !== 'word') return;
  const next = cursor.peek(1);
  const given = next.text === ':' || next.text === '=' || next.kind === 'number';
  const named = given && isArgumentName(token.text) && !isSettingName(token.text);
  if (!named && !isSelectionName(callee.name)) return;
  do {
    if (named && cursor.token.kind === 'word') cursor.take();
    if (cursor.at(':') || cursor.at('=')) cursor.take();
    if (cursor.sameLine && startsExpression(cursor.token)) parseExpression(cursor);
  } while (takeComma(cursor));
  const inside = cursor
    .sourceSince(position)
    .replaceAll(/\s*[:=]\s*/g, ': ')
    .replaceAll(/([a-z]\w*)\s+(?=[\d.])/g, '$1: ');
  const text = `(${inside})`;
  const fix = replacement({ start: callee.range.end, end: cursor.lastEnd }, text);
  const range = { start: token.start, end: cursor.lastEnd };
  cursor.report(t`Arguments stand in parentheses: ${callee.name}${text}.`, range, fix);
}

/** `train 70%`, or, as other languages write it, `train: 70%`. */
function isLabelled(cursor: Cursor): boolean {
  const [next, after] = [cursor.peek(1), cursor.peek(2)];
  if (cursor.token.kind !== 'word' || next.lineBreakBefore) return false;
  if (next.kind === 'number') return true;
  return (next.text === ':' || next.text === '=') && after.kind === 'number';
}

/** `split train: 70%, test: 30%`: labels stand right before their values. One mistake, however many labels. */
function reportLabelSigns(cursor: Cursor, values: readonly Argument[]): void {
  const signed = values.filter(
    ({ name, value }) =>
      name && /^\s*[:=]/.test(cursor.sourceBetween(name.range.end, value.range.start)),
  );
  const [first] = signed;
  const last = values.at(-1);
  if (!first?.name || !last) return;
  const { end } = first.name.range;
  const sign = cursor.sourceBetween(end, first.value.range.start).trim();
  const text = cursor.sourceBetween(end, last.range.end).replaceAll(/\s*[:=]\s*/g, ' ');
  const fix = { title: t`Remove '${sign}'`, range: { start: end, end: last.range.end }, text };
  const at = end + cursor.sourceBetween(end, first.value.range.start).indexOf(sign);
  const message = t`The value stands right after its label, without '${sign}'.`;
  cursor.report(message, { start: at, end: at + 1 }, fix);
}
