import { ACTIVATIONS, type ActivationEntry } from './activations.ts';
import { GENERATORS } from './generators.ts';
import { INITIALIZERS } from './initializers.ts';
import { BLOCKS, UNCERTAINTIES } from './keywords.ts';
import { CONVOLUTION_LAYERS } from './layers/convolution.ts';
import { DENSE_LAYERS } from './layers/dense.ts';
import { NORMALIZATION_LAYERS, SHAPE_LAYERS } from './layers/normalization.ts';
import { RECURRENT_LAYERS } from './layers/recurrent.ts';
import { LOSSES } from './losses.ts';
import { METRICS, type MetricEntry } from './metrics.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { ENCODINGS, FILLINGS } from './preparations.ts';
import { SCALINGS, SELECTIONS } from './scalings.ts';
import { SCHEDULES } from './schedules.ts';
import { SETTINGS } from './settings.ts';
import { SWEEPS } from './sweeps.ts';
import type {
  Entry,
  EntryKind,
  GeneratorEntry,
  LayerEntry,
  SettingBlock,
  SettingEntry,
} from './types.ts';

/** `init auto`: the initialiser that matches the activation of each layer. */
export const AUTO_INITIALIZER: Entry = {
  kind: 'initializer',
  name: 'auto',
  summary: 'What matches the activation.',
  documentation: 'He for the ReLU family, Glorot for S-curves and outputs, LeCun for SELU.',
  parameters: [],
  snippet: 'auto',
};

/** Every word of the language that has a meaning, by kind, in the order of the reference. */
export const CATALOGUE = {
  layer: [
    ...DENSE_LAYERS,
    ...CONVOLUTION_LAYERS,
    ...RECURRENT_LAYERS,
    ...NORMALIZATION_LAYERS,
    ...SHAPE_LAYERS,
  ],
  block: BLOCKS,
  activation: ACTIVATIONS,
  initializer: INITIALIZERS,
  optimizer: OPTIMIZERS,
  schedule: SCHEDULES,
  loss: LOSSES,
  metric: METRICS,
  scaling: SCALINGS,
  selection: SELECTIONS,
  encoding: ENCODINGS,
  filling: FILLINGS,
  generator: GENERATORS,
  uncertainty: UNCERTAINTIES,
  sweep: SWEEPS,
  setting: SETTINGS,
} as const satisfies Record<EntryKind, readonly Entry[]>;

interface EntryTypes {
  layer: LayerEntry;
  activation: ActivationEntry;
  generator: GeneratorEntry;
  metric: MetricEntry;
  setting: SettingEntry;
}

type EntryOf<K extends EntryKind> = K extends keyof EntryTypes ? EntryTypes[K] : Entry;

const INDEX = new Map<EntryKind, ReadonlyMap<string, Entry>>(
  Object.entries(CATALOGUE).map(([kind, entries]) => [
    kind as EntryKind,
    new Map<string, Entry>(entries.map((entry) => [entry.name, entry])),
  ]),
);

/** All entries of a kind. */
export function entriesOf(kind: EntryKind): readonly Entry[] {
  return CATALOGUE[kind];
}

/** The entry of a name; undefined where there is none. `auto` is an initialiser too. Settings: see `findSetting`. */
export function findEntry<K extends EntryKind>(kind: K, name: string): EntryOf<K> | undefined {
  if (kind === 'initializer' && name === AUTO_INITIALIZER.name)
    return AUTO_INITIALIZER as EntryOf<K>;
  return INDEX.get(kind)?.get(name) as EntryOf<K> | undefined;
}

const SETTINGS_BY_BLOCK = new Map<SettingBlock, ReadonlyMap<string, SettingEntry>>(
  (['data', 'model', 'train', 'phase'] as const).map((block) => [
    block,
    new Map(
      SETTINGS.filter(({ blocks }) => blocks.includes(block)).map((entry) => [entry.name, entry]),
    ),
  ]),
);

/** The setting of a name in a block. */
export function findSetting(block: SettingBlock, name: string): SettingEntry | undefined {
  return SETTINGS_BY_BLOCK.get(block)?.get(name);
}

/** The settings of a block, in canonical order. */
export function settingsOf(block: SettingBlock): SettingEntry[] {
  return [...(SETTINGS_BY_BLOCK.get(block)?.values() ?? [])];
}

export { formatShape } from './layers/shapes.ts';
export * from './tuning-table.ts';
