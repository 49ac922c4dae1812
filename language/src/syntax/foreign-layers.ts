import { t } from '#l10n';
import {
  FOREIGN_ARGUMENTS,
  type ForeignLayer,
  KERAS_LAYERS,
  TORCH_LAYERS,
} from '../catalogue/foreign-layers.ts';
import { entriesOf, findEntry } from '../catalogue/index.ts';
import { closestName } from '../names.ts';
import type { LayerStatement } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseName } from './expressions.ts';
import type { Token } from './tokens.ts';

/** Names that Python programs give to what flows through a network: they name no layer. */
const FLOWING = new Set(['x', 'y', 'h', 'z', 'out', 'output', 'outputs', 'inputs']);

interface Statement {
  /** `fc1` of `self.fc1 = nn.Linear(8, 4)`. */
  readonly target: string | undefined;
  /** `nn`, `Linear`. */
  readonly path: readonly string[];
  /** How many tokens stand before the opening parenthesis. */
  readonly length: number;
}

/**
 * A layer in the words of Keras or PyTorch: `Dense(32, activation='relu')`, `self.fc1 = nn.Linear(8, 4)`,
 * `model.add(Dropout(0.3))`, `hidden = dense(32)`. It is one mistake, whose fix writes the whole layer as NNSpec does.
 * Undefined, and nothing taken, where the statement is none of that.
 */
export function parseForeignLayer(cursor: Cursor): LayerStatement | undefined {
  const statement = foreignStatement(cursor);
  if (!statement) return undefined;
  const { token: first } = cursor;
  const length = closingDistance(cursor, statement.length);
  const tokens = Array.from({ length: length ?? 0 }, (_, distance) => cursor.peek(distance));
  const written = length && translate(statement, tokens);
  const type = parseName(cursor);
  takeStatement(cursor, length ?? 0);
  const range = cursor.rangeFrom(first.start);
  const word = statement.path.join('.');
  if (written) {
    const fix = { title: t`Write ${written}`, range, text: written };
    cursor.report(t`In NNSpec this layer is written ${written}.`, range, fix);
  } else {
    const message = t`'${word}' is no layer of NNSpec: a layer stands on its line as dense(64, relu).`;
    cursor.report(message, range);
  }
  const nothing = { documentation: '', arguments: undefined, name: undefined };
  return { kind: 'layer', ...nothing, type, range, broken: true };
}

function foreignStatement(cursor: Cursor): Statement | undefined {
  // `let h = dense(32)`
  const declares = cursor.at('let') && cursor.peek(2).text === '=';
  const left = pathAt(cursor, declares ? 1 : 0);
  if (declares) left.length++;
  const sign = cursor.peek(left.length);
  const assigned =
    (sign.text === '=' || (sign.text === ':' && left.path.length === 1)) &&
    cursor.peek(left.length + 1).kind === 'word' &&
    !sign.lineBreakBefore;
  const right = assigned ? pathAt(cursor, left.length + 1) : left;
  const length = assigned ? left.length + 1 + right.length : left.length;
  const opens = cursor.peek(length).text === '(' && !cursor.peek(length).lineBreakBefore;
  if (!opens) return undefined;
  const name = right.path.at(-1) ?? '';
  const foreign = assigned || right.path.length > 1 || isForeign(name) || quotes(cursor, length);
  const target = assigned ? left.path.at(-1) : undefined;
  return foreign ? { target, path: right.path, length } : undefined;
}

/** `word` or `word.word.word` from a distance on. */
function pathAt(cursor: Cursor, start: number): { path: readonly string[]; length: number } {
  const path = [cursor.peek(start).text];
  let length = 1;
  while (
    cursor.peek(start + length).text === '.' &&
    cursor.peek(start + length + 1).kind === 'word'
  ) {
    path.push(cursor.peek(start + length + 1).text);
    length += 2;
  }
  return { path, length };
}

function isForeign(name: string): boolean {
  return (
    findEntry('layer', name) === undefined && (KERAS_LAYERS.has(name) || TORCH_LAYERS.has(name))
  );
}

/** Arguments as Python writes them, two signs of it or more: `dense(units=32, activation="relu")`. */
function quotes(cursor: Cursor, open: number): boolean {
  if (!findEntry('layer', cursor.token.text)) return false;
  let signs = 0;
  for (let distance = open + 1; ; distance++) {
    const { kind, text, lineBreakBefore } = cursor.peek(distance);
    if (kind === 'end' || lineBreakBefore || text === ')') return signs > 1;
    if (kind === 'string' || text === '=') signs++;
  }
}

/** Takes the tokens of a statement, but for its first, and what Python has after them on the line. */
function takeStatement(cursor: Cursor, length: number): void {
  for (let taken = 1; taken < length; taken++) cursor.take();
  while (cursor.sameLine && !cursor.at('}')) cursor.take();
}

const DEPTH: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  ['[', 1],
  [')', -1],
  [']', -1],
]);

/** How many tokens end with the bracket that closes the one at a distance; undefined where none does. */
function closingDistance(cursor: Cursor, open: number): number | undefined {
  let depth = 0;
  for (let distance = open; ; distance++) {
    const { text, kind } = cursor.peek(distance);
    if (kind === 'end' || text === '{' || text === '}') return undefined;
    if (kind === 'punctuation' || kind === 'unknown') depth += DEPTH.get(text) ?? 0;
    if (depth === 0) return distance + 1;
  }
}

/** The statement in NNSpec's words; undefined where a part of it has none. */
function translate(statement: Statement, tokens: readonly Token[]): string | undefined {
  const { path, length, target } = statement;
  const inside = tokens.slice(length + 1, -1);
  const name = path.at(-1) ?? '';
  // `model.add(layer)`: what counts is within.
  if (name === 'add' && path.length > 1) {
    const inner = innerCall(inside);
    return inner && translate(inner, inside);
  }
  const foreign = layerOf(path, inside);
  if (!foreign) return undefined;
  const values = argumentValues(foreign, inside);
  if (!values) return undefined;
  const written = print(foreign, values);
  const given = values.get('name') ?? (target && !FLOWING.has(target) ? target : undefined);
  return given === undefined ? written : `${written} as ${given}`;
}

function innerCall(tokens: readonly Token[]): Statement | undefined {
  const open = tokens.findIndex(({ text }) => text === '(');
  const words = tokens.slice(0, open).filter(({ kind }) => kind === 'word');
  if (open < 0) return undefined;
  return { target: undefined, path: words.map(({ text }) => text), length: open };
}

function layerOf(path: readonly string[], inside: readonly Token[]): ForeignLayer | undefined {
  const name = path.at(-1) ?? '';
  const own = findEntry('layer', name);
  if (own) return { layer: name, positional: own.parameters.map((parameter) => parameter.name) };
  const torch = path.some((word) => word === 'nn' || word === 'torch');
  const sizes = inside.some(({ text }) => text === 'hidden_size' || text === 'in_features');
  const [first, second] =
    torch || sizes ? [TORCH_LAYERS, KERAS_LAYERS] : [KERAS_LAYERS, TORCH_LAYERS];
  return first.get(name) ?? second.get(name);
}

/** What each parameter of the catalogue is given; undefined where an argument has no counterpart. */
function argumentValues(
  foreign: ForeignLayer,
  inside: readonly Token[],
): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [index, tokens] of splitArguments(inside).entries()) {
    const named = tokens[1]?.text === '=' || tokens[1]?.text === ':';
    const parameter = named
      ? parameterNamed(tokens[0]?.text ?? '', foreign)
      : foreign.positional[index];
    if (parameter === null) continue;
    if (parameter === undefined) return undefined;
    const plain = plainValue(named ? tokens.slice(2) : tokens, parameter);
    const pixels = parameter === 'padding' && /^\d+$/.test(plain ?? '');
    const value = pixels ? paddingOf(plain ?? '', values.get('kernel')) : plain;
    if (value === undefined) return undefined;
    if (value !== 'none') values.set(parameter, value);
  }
  return values;
}

function parameterNamed(name: string, { layer }: ForeignLayer): string | null | undefined {
  if (name === 'name') return name;
  const parameters = findEntry('layer', layer)?.parameters.map((parameter) => parameter.name) ?? [];
  if (layer === 'embedding' && name === 'input_dim') return 'vocabulary';
  const known = FOREIGN_ARGUMENTS.get(name);
  if (known === null) return null;
  if (layer === 'activation' && (name === 'alpha' || known === 'slope')) return 'slope';
  return [known, name].find((word) => word !== undefined && parameters.includes(word));
}

function splitArguments(tokens: readonly Token[]): Token[][] {
  const list: Token[][] = [];
  let depth = 0;
  let current: Token[] = [];
  for (const token of tokens) {
    depth += token.kind === 'string' ? 0 : (DEPTH.get(token.text) ?? 0);
    if (token.text === ',' && depth === 0) {
      list.push(current);
      current = [];
    } else current.push(token);
  }
  if (current.length > 0) list.push(current);
  return list;
}

/** `'relu'` → `relu`, `True` → `true`, `(3, 3)` → `(3, 3)`; undefined for what is no plain value. */
function plainValue(tokens: readonly Token[], parameter: string): string | undefined {
  const [only] = tokens;
  if (!only) return undefined;
  if (tokens.length > 1) {
    const plain = tokens.every(
      ({ kind, text }) => kind === 'number' || /^[(),[\]+\-*/]$/.test(text),
    );
    if (!plain) return undefined;
    const text = tokens.map((token) => (token.text === ',' ? ', ' : token.text)).join('');
    return text.replaceAll('[', '(').replaceAll(']', ')');
  }
  if (only.kind === 'number') return only.text;
  const word = only.kind === 'string' ? only.text.slice(1, -1) : only.text;
  if (!/^\w+$/.test(word)) return undefined;
  return ['True', 'False', 'None'].includes(word) ? word.toLowerCase() : wordOf(word, parameter);
}

/** A word of another framework in the catalogue's: `xavier_uniform` → `glorot_uniform`. */
function wordOf(word: string, parameter: string): string | undefined {
  const kind = KINDS[parameter];
  if (!kind) return word;
  const names = entriesOf(kind).map(({ name }) => name);
  return names.includes(word) ? word : closestName(word, names);
}

const KINDS: Readonly<Record<string, 'activation' | 'initializer'>> = {
  activation: 'activation',
  recurrent_activation: 'activation',
  init: 'initializer',
  bias_init: 'initializer',
  recurrent_init: 'initializer',
};

/** PyTorch counts padding in pixels: half of an odd kernel keeps the size. */
function paddingOf(pixels: string, kernel: string | undefined): string | undefined {
  if (pixels === '0') return 'none';
  return Number(pixels) * 2 + 1 === Number(kernel) ? 'same' : undefined;
}

/** A layer with its arguments in the catalogue's order, the first two without their names. */
function print({ layer, activation }: ForeignLayer, values: ReadonlyMap<string, string>): string {
  if (activation !== undefined) {
    const list = [...values].filter(([name]) => name !== 'name');
    const inner = list.map(([name, value]) => `${name}: ${value}`).join(', ');
    return `activation(${activation}${inner === '' ? '' : `(${inner})`})`;
  }
  const written = (findEntry('layer', layer)?.parameters ?? []).flatMap(({ name }, index) => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, value, index }];
  });
  const list = written.map(({ name, value, index }, position) =>
    index === position && index < 2 ? value : `${name}: ${value}`,
  );
  return list.length === 0 ? layer : `${layer}(${list.join(', ')})`;
}
