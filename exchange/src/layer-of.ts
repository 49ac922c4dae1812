import type { LayerPlan, LayerType } from '#plan';

/** The plan of a layer of type T (some types share a plan). */
export type LayerOf<T extends LayerType> = LayerPlan extends infer L
  ? L extends LayerPlan
    ? T extends L['type']
      ? L
      : never
    : never
  : never;

export type RecurrentLayer = LayerOf<'simple_rnn'> | LayerOf<'lstm'> | LayerOf<'gru'>;
export type KernelLayer = Extract<LayerPlan, { readonly init: unknown; readonly bias: boolean }>;

/** The product of a shape's axes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
