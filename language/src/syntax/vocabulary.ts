import { CATALOGUE, findEntry } from '../catalogue/index.ts';
import type { EntryKind } from '../catalogue/types.ts';
import { ITEM_KEYWORDS, MODEL_KEYWORDS } from './keywords.ts';

/**
 * What the parser knows of the catalogue. It reads any word as a name; only where something is wrong does it matter which
 * word it is, to say what was meant.
 */

const ARGUMENTS = new Set(
  Object.values(CATALOGUE).flatMap((entries) =>
    entries.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  ),
);

/** Layers and blocks of layers. */
export const LAYER_NAMES: ReadonlySet<string> = new Set(
  [...CATALOGUE.layer, ...CATALOGUE.block].map(({ name }) => name),
);

const SETTINGS = new Set<string>(CATALOGUE.setting.map(({ name }) => name));

/** The name of an argument of a layer, an optimizer … */
export function isArgumentName(word: string): boolean {
  return ARGUMENTS.has(word);
}

/** A layer or a block of layers. */
export function isLayerName(word: string): boolean {
  return LAYER_NAMES.has(word);
}

export function isSettingName(word: string): boolean {
  return SETTINGS.has(word);
}

const KEYWORDS: ReadonlySet<string> = new Set([
  ...ITEM_KEYWORDS,
  ...MODEL_KEYWORDS,
  'phase',
  'unfreeze',
]);

/** A word that can begin a statement or a declaration. */
export function beginsStatement(word: string): boolean {
  return KEYWORDS.has(word) || isLayerName(word) || isSettingName(word);
}

/** The kinds of words that are values. */
const VALUE_KINDS = [
  'activation',
  'initializer',
  'optimizer',
  'schedule',
  'loss',
  'metric',
  'scaling',
  'encoding',
  'filling',
  'generator',
] as const satisfies readonly EntryKind[];

/** A word that can be a value: an activation, a loss … */
export function isValueName(word: string): boolean {
  return VALUE_KINDS.some((kind) => findEntry(kind, word) !== undefined);
}

export function isMetricName(word: string): boolean {
  return findEntry('metric', word) !== undefined;
}

/** `include` or `exclude`, of columns. */
export function isSelectionName(word: string): boolean {
  return findEntry('selection', word) !== undefined;
}

/** An initialiser, `auto` included. */
export function isInitializerName(word: string): boolean {
  return findEntry('initializer', word) !== undefined;
}
