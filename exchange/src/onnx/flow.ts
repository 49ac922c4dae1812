import type { LayerPlan } from '#plan';
import type { Graph } from './graph.ts';

/** What the layers need of a trained model: an array by the engine's name, `dense_1.weight`, and its shape. */
export type Weights = (name: string) => {
  readonly shape: readonly number[];
  readonly values: Float32Array;
};

/** The values between two layers. */
export interface Value {
  readonly name: string;
  /** Of one sample, channels last. */
  readonly shape: readonly number[];
  /** Whether the channels stand first in the tensor, as ONNX's convolutions want them. */
  readonly channelsFirst: boolean;
}

/** The tensor with its channels where they are wanted. */
export function withChannels(graph: Graph, value: Value, first: boolean): Value {
  const axes = value.shape.length;
  if (value.channelsFirst === first || axes < 2) return { ...value, channelsFirst: first };
  const inner = Array.from({ length: axes - 1 }, (_, axis) => axis + (first ? 1 : 2));
  const perm = first ? [0, axes, ...inner] : [0, ...inner, 1];
  return { ...value, name: graph.node('Transpose', [value.name], { perm }), channelsFirst: first };
}

export interface Context {
  readonly graph: Graph;
  readonly weights: Weights;
}

/** Adds a layer's operators and returns its output. */
export type OnnxLayer<L extends LayerPlan> = (layer: L, input: Value, context: Context) => Value;
