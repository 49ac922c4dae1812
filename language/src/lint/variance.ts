import {
  type ActivationMatch,
  type InitializerFamily,
  MATCHING_INITIALIZERS,
} from '../catalogue/tuning-table.ts';
import type { EntryValue } from '../catalogue/types.ts';
import type { PlainLayer } from '../semantics/model.ts';

/** Inputs and outputs of one unit of a kernel. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

type Variance = (fans: Fans, argument: (name: string) => number) => number;

const GLOROT: Variance = ({ fanIn, fanOut }) => 2 / (fanIn + fanOut);
const HE: Variance = ({ fanIn }) => 2 / fanIn;
const LECUN: Variance = ({ fanIn }) => 1 / fanIn;

/** Variance of a kernel's elements, by initialiser; a uniform distribution on ±a has a²/3. */
const VARIANCES: Readonly<Record<string, Variance>> = {
  default: ({ fanIn }) => 1 / (3 * fanIn),
  glorot_uniform: GLOROT,
  glorot_normal: GLOROT,
  he_uniform: HE,
  he_normal: HE,
  lecun_uniform: LECUN,
  lecun_normal: LECUN,
  orthogonal: ({ fanIn, fanOut }) => 1 / Math.max(fanIn, fanOut),
  random_normal: (_, argument) => argument('std') ** 2,
  random_uniform: (_, argument) => argument('limit') ** 2 / 3,
};

const FAMILIES: Readonly<Record<InitializerFamily, Variance>> = {
  glorot: GLOROT,
  he: HE,
  lecun: LECUN,
};

/** The variance that an initialiser gives a kernel's elements; 0 for constants. */
export function varianceOf(init: EntryValue, fans: Fans): number {
  return VARIANCES[init.name]?.(fans, (name) => Number(init.arguments[name])) ?? 0;
}

/** What the tuning table wants for an activation. */
export function matchOf(activation: string): ActivationMatch {
  return MATCHING_INITIALIZERS[activation as keyof typeof MATCHING_INITIALIZERS];
}

/** The variance that keeps signals the same size through a layer of this activation. */
export function wantedVariance(activation: string, fans: Fans): number {
  return FAMILIES[matchOf(activation).family](fans, () => Number.NaN);
}

/** How much larger than wanted a layer's initial variance is; undefined where its fans are not known. */
export function varianceRatio(layer: PlainLayer, activation: string): number | undefined {
  const fans = fansOf(layer);
  if (!fans || !layer.init) return undefined;
  return varianceOf(layer.init.value, fans) / wantedVariance(activation, fans);
}

export function fansOf(layer: PlainLayer): Fans | undefined {
  return (layer.input && layer.entry.fans(layer.values, layer.input)) ?? undefined;
}
