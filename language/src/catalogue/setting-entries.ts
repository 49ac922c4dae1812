import type { Parameter, ParameterType, SettingBlock, SettingEntry } from './types.ts';

type Words = Omit<SettingEntry, 'kind' | 'blocks' | 'form' | 'parameters'> & Partial<SettingEntry>;
type Value = Omit<Parameter, 'name' | 'type' | 'documentation'> & Partial<Parameter>;

/** A setting of one value, or, with form `list`, of several values of one type. */
export function setting(
  words: Words,
  type: ParameterType,
  value: Value = {},
): Omit<SettingEntry, 'blocks'> {
  const parameter = { name: 'value', type, documentation: words.summary, ...value };
  return { form: 'value', parameters: [parameter], ...words, kind: 'setting' };
}

/** Settings of these blocks, in canonical order. */
export function inBlocks(
  blocks: readonly SettingBlock[],
  entries: readonly Omit<SettingEntry, 'blocks'>[],
): SettingEntry[] {
  return entries.map((entry) => ({ ...entry, blocks }));
}

/** From nothing to all. */
export const SHARE = { minimum: 0, maximum: 1 } as const;

/** Of data and of training alike. */
export const SEED = setting(
  {
    name: 'seed',
    summary: 'Start of the random numbers.',
    documentation: 'The same seed gives the same result, bit for bit.',
    snippet: 'seed ${1:1}',
  },
  'integer',
  { default: 1, range: { minimum: 0 } },
);
