import type { KernelPlan, LayerPlan, LayerType } from '#plan';
import type { ParameterSpec } from '../parameters.ts';
import { type Build, type Emitted, sizeOf, type Value } from '../program/build.ts';

/** The plan of a layer of type T (some types share a plan). */
export type LayerOf<T extends LayerType> = LayerPlan extends infer L
  ? L extends LayerPlan
    ? T extends L['type']
      ? L
      : never
    : never
  : never;

/** What a person who adds a layer writes: its arrays and its two passes. */
export interface LayerModule<L extends LayerPlan> {
  parameters(layer: L): ParameterSpec[];
  /**
   * Emits the forward pass on `input` and returns how to emit the backward pass; `next` is the
   * layer after, if any.
   */
  emit(layer: L, input: Value, build: Build, next?: LayerPlan): Emitted;
}

/** Emits layers one after the other: what blocks of layers need of the table in which they stand themselves. */
export type EmitChain = (layers: readonly LayerPlan[], input: Value, build: Build) => Emitted;

/** A kernel (weight matrix) with its initialiser and regularisers. */
export function kernelParameter(
  name: string,
  shape: readonly number[],
  fans: { readonly fanIn: number; readonly fanOut: number },
  layer: KernelPlan,
  blocks = 1,
): ParameterSpec {
  const { init, l1, l2, maxNorm } = layer;
  return { name, shape, init, ...fans, learned: true, l1, l2, maxNorm, blocks };
}

/** The bias of a kernel with that many inputs; none where the layer has none. */
export function biasParameters(layer: KernelPlan, units: number, fanIn: number): ParameterSpec[] {
  if (!layer.bias) return [];
  const { biasInit: init } = layer;
  const off = { l1: 0, l2: 0, maxNorm: null, blocks: 1 };
  return [{ name: 'bias', shape: [units], init, fanIn, fanOut: units, learned: true, ...off }];
}

/** The last axis, and how many vectors of that length `rows` samples hold. */
export function rowsAndChannels(
  shape: readonly number[],
  rows: number,
): { readonly rows: number; readonly channels: number } {
  const channels = shape.at(-1) ?? 1;
  return { rows: (rows * sizeOf(shape)) / channels, channels };
}
