import { t } from '#l10n';
import { CATALOGUE, findEntry, findSetting, settingsOf } from '../catalogue/index.ts';
import type {
  EntryKind,
  EntryValue,
  Parameter,
  SettingBlock,
  SettingEntry,
  Value,
} from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import { closestName } from '../names.ts';
import type { Argument, Setting } from '../syntax/ast.ts';
import { fitted } from '../syntax/lists.ts';
import type { Range } from '../syntax/tokens.ts';
import { matchItems, readValue } from './arguments.ts';
import { defaultArguments } from './defaults.ts';
import type { Resolved, ResolvedSetting, Settings } from './model.ts';
import { changeTo, type Scope } from './scope.ts';

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

const ELSEWHERE: Readonly<Record<SettingBlock, () => string>> = {
  data: () => t`a data block`,
  model: () => t`a model`,
  train: () => t`a train block`,
  phase: () => t`a phase`,
};

function reportUnknown(scope: Scope, syntax: Setting, block: SettingBlock): void {
  const { name } = syntax;
  const here = ELSEWHERE[block]();
  const blocks = Object.keys(ELSEWHERE) as SettingBlock[];
  const other = blocks.find((candidate) => findSetting(candidate, name.name));
  if (other) {
    const message = t`'${name.name}' is a setting of ${ELSEWHERE[other]()}, not of ${here}.`;
    scope.report('unknown-name', message, name.range);
    return;
  }
  if (reportValueAsSetting(scope, syntax, block) || reportPartAsSetting(scope, syntax, block))
    return;
  const names = settingsOf(block).map((entry) => entry.name);
  const message = t`'${name.name}' is no setting of ${here}`;
  scope.unknown('unknown-name', message, name.name, name.range, names);
}

/** `adam(learning_rate: 1e-3)` where `optimizer adam(…)` is meant. */
function reportValueAsSetting(scope: Scope, { name }: Setting, block: SettingBlock): boolean {
  const setting = settingsOf(block).find(({ parameters }) => {
    const kind = ENTRY_KINDS.find((type) => type === parameters[0]?.type);
    return kind !== undefined && findEntry(kind, name.name) !== undefined;
  });
  if (!setting) return false;
  const text = `${setting.name} ${name.name}`;
  const fixes = [{ ...changeTo(text, name.range), title: t`Write ${text}` }];
  const message = t`'${name.name}' is no setting: write ${text}.`;
  scope.report('unknown-name', message, name.range, { fixes });
  return true;
}

/** `learning_rate 1e-3` where `optimizer adam(learning_rate: 1e-3)` is meant. */
function reportPartAsSetting(
  scope: Scope,
  { name, values, range }: Setting,
  block: SettingBlock,
): boolean {
  const owner = findSetting(block, 'optimizer');
  const kind = owner && findEntry('optimizer', String(owner.parameters[0]?.default));
  const names = kind?.parameters.map((parameter) => parameter.name) ?? [];
  const part = names.find((one) => one === closestName(name.name, names));
  const [value] = values;
  if (!owner || !kind || part === undefined) return false;
  const written = value ? scope.text.slice(value.range.start, value.range.end) : '…';
  const text = `${owner.name} ${kind.name}(${part}: ${written})`;
  const fixes = value
    ? [{ ...changeTo(text, range), title: t`Write ${text}`, preferred: false }]
    : [];
  const message = t`${part} is an argument of the ${owner.name}: ${text}.`;
  scope.report('unknown-name', message, name.range, { fixes });
  return true;
}

function reportRepeated(scope: Scope, { name, range }: Setting, first: Range): void {
  const related = [{ message: t`'${name.name}' is set here first.`, range: first }];
  const edits = [{ ...wholeLine(scope.text, range), text: '' }];
  const fixes = [{ title: t`Remove this '${name.name}'`, edits, preferred: false }];
  scope.report('duplicate-name', t`'${name.name}' is set twice.`, name.range, { related, fixes });
}

/** The line of a statement that stands alone on it, line break included; the statement itself otherwise. */
export function wholeLine(text: string, range: Range): Range {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const newline = text.indexOf('\n', range.end);
  const end = newline < 0 ? text.length : newline + 1;
  const alone = (text.slice(start, range.start) + text.slice(range.end, end)).trim() === '';
  return alone ? { start, end } : range;
}

/** The kinds of entries that a setting names. */
const ENTRY_KINDS = [
  'optimizer',
  'schedule',
  'loss',
  'metric',
  'generator',
  'scaling',
  'encoding',
  'filling',
] as const satisfies readonly EntryKind[];

function resolveSetting(
  scope: Scope,
  entry: SettingEntry,
  syntax: Setting,
): ResolvedSetting | undefined {
  const nameRange = syntax.name.range;
  const common = { name: entry.name, entry, syntax, range: syntax.range, nameRange };
  if (entry.form === 'arguments' || entry.form === 'labels') {
    const items = flatItems(syntax.values);
    if (entry.form === 'labels' && reportWholePercents(scope, syntax, items)) return undefined;
    const { matched } = matchItems(scope, entry, items, nameRange);
    return { ...common, arguments: matched, values: [] };
  }
  const values = readValues(scope, entry, syntax);
  const [first] = values;
  if (!first) return undefined;
  const named = { ...defaultArguments(entry, nameRange), value: first };
  return { ...common, arguments: named, values };
}

/** `split train 70, test 30`: numbers that add up to 100 are percentages without their signs. */
function reportWholePercents(
  scope: Scope,
  { range }: Setting,
  items: readonly Argument[],
): boolean {
  const numbers = items.flatMap(({ value }) => (value.kind === 'number' ? [value] : []));
  const sum = numbers.reduce((total, number) => total + number.value, 0);
  const whole = numbers.length === items.length && numbers.every(({ percent }) => !percent);
  if (!whole || sum !== 100) return false;
  const edits = numbers.map((number) => ({
    start: number.range.end,
    end: number.range.end,
    text: '%',
  }));
  const fixes = [{ title: t`Make them percentages`, edits, preferred: true }];
  const written = numbers.map(({ text }) => `${text}%`).join(', ');
  scope.report('argument-range', t`Shares are written with %: ${written}.`, range, { fixes });
  return true;
}

/** The items of the parentheses where the setting's only value is such. */
function flatItems(values: readonly Argument[]): readonly Argument[] {
  const [only] = values;
  return values.length === 1 && only && !only.name && only.value.kind === 'group'
    ? only.value.items
    : values;
}

function readValues(
  scope: Scope,
  entry: SettingEntry,
  syntax: Setting,
): readonly Resolved<Value>[] {
  const [parameter] = entry.parameters;
  if (!parameter) return [];
  if (syntax.values.length === 0) {
    const message = t`${entry.name} needs a value: ${t(entry.summary)}`;
    scope.report('missing-argument', message, syntax.name.range);
  }
  if (reportUngrouped(scope, entry, parameter, syntax.values)) return [];
  const surplus = entry.form === 'value' ? syntax.values[1] : undefined;
  if (surplus) {
    scope.report('unknown-argument', t`${entry.name} takes one value.`, surplus.range);
  }
  const items = entry.form === 'value' ? syntax.values.slice(0, 1) : syntax.values;
  const values = items.flatMap(({ value: expression, name, range }) => {
    if (name) {
      scope.report('unknown-argument', t`${entry.name} has no part '${name.name}'.`, name.range);
      return [];
    }
    const value = readValue(scope, expression, parameter, entry.name);
    return value === undefined ? [] : [{ value, range, written: true }];
  });
  return fitted(values);
}

/** Values that belong into parentheses: `shape 8, 8, 1`, `scale divide 255`, `features id, name`. */
function reportUngrouped(
  scope: Scope,
  entry: SettingEntry,
  parameter: Parameter,
  values: readonly Argument[],
): boolean {
  const [first, ...others] = values;
  const last = values.at(-1);
  if (!first || !last || entry.form !== 'value') return false;
  const written = (argument: Argument) =>
    scope.text.slice(argument.value.range.start, argument.value.range.end);
  const kind = ENTRY_KINDS.find((type) => type === parameter.type);
  let meant: string | undefined;
  if (parameter.type === 'shape' && others.length > 0)
    meant = `(${values.map(written).join(', ')})`;
  else if (first.name && kind && findEntry(kind, first.name.name)) {
    meant = `${first.name.name}(${written(first)})`;
  } else if (parameter.type === 'selection' && isColumn(first) && values.every(isColumn)) {
    meant = `include(${values.map(written).join(', ')})`;
  } else if (parameter.type === 'encoding' && values.every(isUnknownColumn)) {
    meant = `one_hot(${values.map(written).join(', ')})`;
  }
  if (meant === undefined) return false;
  const range = { start: first.range.start, end: last.range.end };
  const fixes = [{ ...changeTo(meant, range), title: t`Write ${meant}` }];
  const message = t`The values stand in parentheses: ${entry.name} ${meant}.`;
  scope.report('argument-type', message, range, { fixes });
  return true;
}

/** `encode city, zip`: words that are neither an encoding nor nearly one. */
function isUnknownColumn({ value, name }: Argument): boolean {
  if (name || value.kind === 'string') return !name;
  const encodings = CATALOGUE.encoding.map((entry) => entry.name);
  return value.kind === 'name' && closestName(value.name, encodings) === undefined;
}

function isColumn({ value, name }: Argument): boolean {
  if (name) return false;
  return value.kind === 'string' || (value.kind === 'name' && !findEntry('selection', value.name));
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

/** A setting that is on or off. */
export function switchSetting(
  settings: Settings,
  block: SettingBlock,
  name: string,
  range: Range,
): Resolved<boolean> {
  const resolved = settingValue(settings, block, name, range);
  return { ...resolved, value: resolved.value === true };
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
