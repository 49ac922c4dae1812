import { findSetting, settingsOf } from '../catalogue/index.ts';
import type { EntryValue, SettingBlock, SettingEntry, Value } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import type { Argument, Setting } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { defaultArguments, matchItems } from './arguments.ts';
import type { Resolved, ResolvedSetting, Settings } from './model.ts';
import type { Scope } from './scope.ts';
import { readValue } from './values.ts';

/** The settings written in a block, by name. Unknown and repeated ones are reported, those without a usable value left out. */
export function resolveSettings(
  scope: Scope,
  statements: readonly { readonly kind: string }[],
  block: SettingBlock,
): Settings {
  const settings = new Map<string, ResolvedSetting>();
  const seen = new Map<string, Range>();
  for (const statement of statements) {
    if (statement.kind !== 'setting') continue;
    const syntax = statement as Setting;
    const { name, range } = syntax.name;
    const entry = findSetting(block, name);
    if (!entry) {
      reportUnknown(scope, syntax, block);
      continue;
    }
    const first = seen.get(name);
    if (first) reportRepeated(scope, syntax, first);
    seen.set(name, first ?? range);
    const resolved = first || syntax.broken ? undefined : resolveSetting(scope, entry, syntax);
    if (resolved) settings.set(name, resolved);
  }
  return settings;
}

const ELSEWHERE: Readonly<Record<SettingBlock, string>> = {
  data: 'a data block',
  model: 'a model',
  train: 'a train block',
  phase: 'a phase',
};

function reportUnknown(scope: Scope, { name }: Setting, block: SettingBlock): void {
  const here = ELSEWHERE[block];
  const blocks = Object.keys(ELSEWHERE) as SettingBlock[];
  const other = blocks.find((candidate) => findSetting(candidate, name.name));
  const names = settingsOf(block).map((entry) => entry.name);
  const message = other
    ? `'${name.name}' is a setting of ${ELSEWHERE[other]}, not of ${here}`
    : `'${name.name}' is no setting of ${here}`;
  if (other) scope.report('unknown-name', `${message}.`, name.range);
  else scope.unknown('unknown-name', message, name.name, name.range, names);
}

function reportRepeated(scope: Scope, { name, range }: Setting, first: Range): void {
  const related = [{ message: `'${name.name}' is set here first.`, range: first }];
  const edits = [{ ...wholeLine(scope.text, range), text: '' }];
  const fixes = [{ title: `Remove this '${name.name}'`, edits, preferred: false }];
  scope.report('duplicate-name', `'${name.name}' is set twice.`, name.range, { related, fixes });
}

/** The line of a statement that stands alone on it, line break included; the statement itself otherwise. */
export function wholeLine(text: string, range: Range): Range {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const newline = text.indexOf('\n', range.end);
  const end = newline < 0 ? text.length : newline + 1;
  const alone = (text.slice(start, range.start) + text.slice(range.end, end)).trim() === '';
  return alone ? { start, end } : range;
}

function resolveSetting(
  scope: Scope,
  entry: SettingEntry,
  syntax: Setting,
): ResolvedSetting | undefined {
  const nameRange = syntax.name.range;
  const common = { name: entry.name, entry, syntax, range: syntax.range, nameRange };
  if (entry.form === 'arguments' || entry.form === 'labels') {
    const { matched } = matchItems(scope, entry, flatItems(syntax.values), nameRange);
    return { ...common, arguments: matched, values: [] };
  }
  const values = readValues(scope, entry, syntax);
  const [first] = values;
  if (!first) return undefined;
  const named = { ...defaultArguments(entry, nameRange), value: first };
  return { ...common, arguments: named, values };
}

/** The items of the parentheses where the setting's only value is such. */
function flatItems(values: readonly Argument[]): readonly Argument[] {
  const [only] = values;
  return values.length === 1 && only && !only.name && only.value.kind === 'group'
    ? only.value.items
    : values;
}

function readValues(scope: Scope, entry: SettingEntry, syntax: Setting): Resolved<Value>[] {
  const [parameter] = entry.parameters;
  if (!parameter) return [];
  if (syntax.values.length === 0) {
    const message = `${entry.name} needs a value: ${entry.summary}`;
    scope.report('missing-argument', message, syntax.name.range);
  }
  const surplus = entry.form === 'value' ? syntax.values[1] : undefined;
  if (surplus) {
    scope.report('unknown-argument', `${entry.name} takes one value.`, surplus.range);
  }
  const items = entry.form === 'value' ? syntax.values.slice(0, 1) : syntax.values;
  return items.flatMap(({ value: expression, name, range }) => {
    if (name) {
      scope.report('unknown-argument', `${entry.name} has no part '${name.name}'.`, name.range);
      return [];
    }
    const value = readValue(scope, expression, parameter, entry.name);
    return value === undefined ? [] : [{ value, range, written: true }];
  });
}

// ── Reading settings by name ──────────────────────────────────────────────────────────────────────

/** A setting's value, or the catalogue's default at the range of the block's name. */
export function settingValue(
  settings: Settings,
  block: SettingBlock,
  name: string,
  blockRange: Range,
): Resolved<Value> {
  const written = settings.get(name)?.arguments.value;
  if (written) return written;
  const entry = findSetting(block, name);
  const byDefault = entry && defaultArguments(entry, blockRange).value;
  return byDefault ?? { value: null, range: blockRange, written: false };
}

/** A number setting. */
export function numberSetting(
  settings: Settings,
  block: SettingBlock,
  name: string,
  range: Range,
): Resolved<number> {
  const resolved = settingValue(settings, block, name, range);
  return { ...resolved, value: Number(resolved.value) };
}

/** A number setting that can be off. */
export function optionalNumber(
  settings: Settings,
  block: SettingBlock,
  name: string,
  range: Range,
): Resolved<number | null> {
  const resolved = settingValue(settings, block, name, range);
  return { ...resolved, value: typeof resolved.value === 'number' ? resolved.value : null };
}

/** A setting whose value is a word of the catalogue and which has a default. */
export function entrySetting(
  settings: Settings,
  block: SettingBlock,
  name: string,
  range: Range,
): Resolved<EntryValue> {
  const resolved = settingValue(settings, block, name, range);
  if (!isEntryValue(resolved.value)) throw new Error(`The setting ${name} has no default entry.`);
  return { ...resolved, value: resolved.value };
}
