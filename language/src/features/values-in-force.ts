import { t } from '#l10n';
import { type EntryValue, isEntryValue, type Parameter, type Value } from '../catalogue/types.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { Arguments, PlainLayer, ResolvedSetting } from '../semantics/model.ts';
import type { Token } from '../syntax/tokens.ts';
import { codeBlock } from './documentation.ts';
import { formatValue } from './numbers.ts';
import { contains } from './tree.ts';

/** Every argument of a layer as it is in force, as Markdown; empty where it takes none. */
export function layerValues({ entry, init, arguments: given }: PlainLayer): string {
  return listed(entry.parameters, init ? { ...given, init } : given);
}

/** Every argument of a setting, or of the optimizer, the schedule … that it names; empty where the text says all there is. */
export function settingValues(analysis: Analysis, word: Token): string {
  const setting = settingAt(analysis, word);
  if (!setting) return '';
  const whole = setting.nameRange.start === word.start;
  const values = [...Object.values(setting.arguments), ...setting.values];
  for (const { value, range } of values) {
    if (!isEntryValue(value) || !contains(range, word.start)) continue;
    if (value.name === word.text) return entryValues(value);
  }
  if (!whole) return '';
  const [first] = values;
  if (first && isEntryValue(first.value)) return entryValues(first.value);
  // Shares of a split that are not written are what the others leave.
  const named = 'form' in setting.entry && setting.entry.form === 'arguments';
  return named ? listed(setting.entry.parameters, setting.arguments) : '';
}

function settingAt({ resolved }: Analysis, word: Token): ResolvedSetting | undefined {
  const { data, trains } = resolved;
  const blocks = [...data, ...trains, ...trains.flatMap(({ phases }) => phases)];
  for (const { settings } of blocks) {
    for (const setting of settings.values())
      if (contains(setting.range, word.start)) return setting;
  }
  return undefined;
}

function entryValues({ entry, arguments: values, places }: EntryValue): string {
  const given = Object.entries(values).map(([name, value]) => {
    return [name, { value, written: places[name]?.written ?? false }] as const;
  });
  return listed(entry.parameters, Object.fromEntries(given));
}

interface Given {
  readonly value: Value;
  readonly written: boolean;
}

function listed(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, Given>> | Arguments,
): string {
  const lines = parameters.flatMap(({ name, type }) => {
    const argument = given[name];
    if (!argument) return [];
    const word = type === 'choice' || type === 'monitor';
    const value = word ? String(argument.value) : formatValue(argument.value);
    return [`${name}: ${value}${argument.written ? '' : `  // ${t`default`}`}`];
  });
  return lines.length === 0 ? '' : codeBlock(lines.join('\n'));
}
