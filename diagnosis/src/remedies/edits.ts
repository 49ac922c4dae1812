/**
 * Edits of the text by meaning: "this argument of that layer", "this setting of that block", "a layer after that one". They
 * touch nothing else, so that comments and formatting stay. Written against the syntax tree, which knows every range.
 */
import type {
  Analysis,
  Argument,
  Block,
  DataBlock,
  Entry,
  Group,
  PlainLayer,
  TextEdit,
  TrainBlock,
} from '#language';

/** Sets an argument of a layer, by name, where it is written or behind the last argument. */
export function setLayerArgument(layer: PlainLayer, name: string, value: string): TextEdit {
  return setArgument(layer.syntax.arguments, layer.syntax.type.range.end, layer.entry, name, value);
}

/** Takes a written argument out, with its comma; null where it is not written by name. */
export function removeLayerArgument(layer: PlainLayer, name: string): TextEdit | null {
  const items = layer.syntax.arguments?.items ?? [];
  const index = items.findIndex((item) => item.name?.name === name);
  const [item, before, after] = [items[index], items[index - 1], items[index + 1]];
  if (!item) return null;
  if (before) return { start: before.range.end, end: item.range.end, text: '' };
  return { start: item.range.start, end: after?.range.start ?? item.range.end, text: '' };
}

/** Sets an argument of a setting's value: the `learning_rate` of `optimizer adam(…)`. */
export function setValueArgument(
  value: Argument,
  entry: Entry,
  name: string,
  text: string,
): TextEdit {
  const expression = value.value;
  const group = expression.kind === 'call' ? expression.arguments : undefined;
  return setArgument(group, expression.range.end, entry, name, text);
}

function setArgument(
  group: Group | undefined,
  wordEnd: number,
  entry: Entry,
  name: string,
  text: string,
): TextEdit {
  const items = group?.items ?? [];
  const position = entry.parameters.findIndex((parameter) => parameter.name === name);
  const placeOf = (item: Argument, i: number) =>
    item.name ? entry.parameters.findIndex((p) => p.name === item.name?.name) : i;
  const written = items.find((item, i) => placeOf(item, i) === position);
  if (written) return replace(written.value.range, text);
  // Canonical form: arguments stand in the catalogue's order, and the activation right behind the first without its name.
  const before = items.findLast((item, i) => placeOf(item, i) < position);
  const unnamed = name === 'activation' && before !== undefined && before.name === undefined;
  const argument = unnamed ? text : `${name}: ${text}`;
  if (before) return insert(before.range.end, `, ${argument}`);
  const [first] = items;
  if (first) return insert(first.range.start, `${argument}, `);
  return group ? insert(group.open.end, argument) : insert(wordEnd, `(${argument})`);
}

/** Sets a setting of a data or train block: replaces it where it is written, else adds a line at the block's end. */
export function setSetting(
  analysis: Analysis,
  block: DataBlock | TrainBlock,
  name: string,
  value: string,
): TextEdit | null {
  const { body } = block;
  if (!body) return null;
  const statements: Block['statements'] = body.statements;
  const written = statements.find((s) => s.kind === 'setting' && s.name.name === name);
  const text = value.startsWith('(') ? `${name}${value}` : `${name} ${value}`;
  if (written) return replace(written.range, text);
  const last = statements.at(-1);
  if (last) return insertAfter(analysis.text, last.range, text);
  return insert(body.open.end, `\n  ${text}`);
}

/** A layer on a line of its own behind another, indented like it. */
export function insertLayerAfter(analysis: Analysis, layer: PlainLayer, text: string): TextEdit {
  return insertAfter(analysis.text, layer.syntax.range, text);
}

/** The layer's statement with its line, where nothing else stands on it. */
export function removeLayer(analysis: Analysis, layer: PlainLayer): TextEdit {
  return removeStatement(analysis, layer.syntax.range);
}

/** A statement with its line, where nothing else stands on it. */
export function removeStatement(
  { text }: Analysis,
  { start, end }: { readonly start: number; readonly end: number },
): TextEdit {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = endOfLine(text, end);
  const alone =
    text.slice(lineStart, start).trim() === '' && /^\s*(\/\/.*)?$/.test(text.slice(end, lineEnd));
  if (alone) return { start: lineStart, end: Math.min(lineEnd + 1, text.length), text: '' };
  const gap = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + gap, text: '' };
}

export function replace(range: { readonly start: number; readonly end: number }, text: string) {
  return { start: range.start, end: range.end, text };
}

function insert(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}

/** On a new line behind the statement's line (a comment there stays with it); in a block of one line, right behind it. */
function insertAfter(
  text: string,
  range: { readonly start: number; readonly end: number },
  statement: string,
): TextEdit {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const lineEnd = endOfLine(text, range.end);
  const rest = text.slice(range.end, lineEnd);
  const before = text.slice(lineStart, range.start);
  if (before.trim() === '' && /^\s*(\/\/.*)?$/.test(rest)) {
    return insert(lineEnd, `\n${before}${statement}`);
  }
  return insert(range.end, `  ${statement}`);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The same edit twice (copies of a `repeat` share their text) counts once. */
export function distinct(edits: readonly TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ start, end, text }) => {
    const key = `${start}:${end}:${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
