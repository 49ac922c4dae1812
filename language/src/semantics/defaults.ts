import { findEntry } from '../catalogue/index.ts';
import type { Entry, EntryKind, EntryValue, Parameter, Value, Values } from '../catalogue/types.ts';
import type { Range } from '../syntax/tokens.ts';
import type { Arguments, Resolved } from './model.ts';

/** The kinds of entries that a default names. */
const ENTRY_KINDS: readonly EntryKind[] = [
  'activation',
  'initializer',
  'optimizer',
  'schedule',
  'scaling',
];

/** Every parameter with a default, at a range; required ones are left out. */
export function defaultArguments(entry: Entry, range: Range): Arguments {
  const defaults: Record<string, Resolved<Value>> = {};
  for (const parameter of entry.parameters) {
    const value = defaultOf(parameter, range);
    if (value !== undefined) defaults[parameter.name] = { value, range, written: false };
  }
  return defaults;
}

/** A parameter's default, a word of the catalogue with its own defaults; undefined where it has none. */
export function defaultOf(parameter: Parameter, range: Range): Value | undefined {
  const value = parameter.default;
  if (typeof value !== 'string') return value;
  const kind = ENTRY_KINDS.find((type) => type === parameter.type);
  if (!kind) return value;
  const entry = findEntry(kind, value);
  return entry && defaultEntryValue(entry, range);
}

/** Arguments without the places where they stand. */
export function valuesOf(matched: Arguments): Values {
  const values: Record<string, Value> = {};
  for (const name in matched) values[name] = (matched[name] as Resolved<Value>).value;
  return values;
}

/** Words without arguments are the same wherever they stand. */
const PLAIN_VALUES = new Map<Entry, EntryValue>();

/** An entry with all arguments at their defaults, standing at a range. */
export function defaultEntryValue(entry: Entry, range: Range): EntryValue {
  if (entry.parameters.length > 0) return entryValue(entry, defaultArguments(entry, range));
  let value = PLAIN_VALUES.get(entry);
  if (!value) {
    value = entryValue(entry, {});
    PLAIN_VALUES.set(entry, value);
  }
  return value;
}

/** A word of the catalogue with its arguments. */
export function entryValue(entry: Entry, matched: Arguments): EntryValue {
  return { entry, name: entry.name, arguments: valuesOf(matched), places: matched };
}
