import type { LayerPlan, LayerType } from '#plan';
import { activate } from './activations.ts';
import { type RecurrentLayer, runRecurrent } from './recurrent.ts';
import {
  add,
  addChannels,
  at,
  channelsOf,
  concatenate,
  map,
  product,
  sizeOf,
  type Tensor,
  tensor,
} from './tensor.ts';
import { convolve, largest, mean, pool } from './windows.ts';

/** Arrays by their full names: `dense_1.weight`. */
export type Weights = ReadonlyMap<string, Tensor>;

/**
 * The forward pass of training in float64, without dropout: written for plainness, from the papers' formulas, and
 * sharing no code with the engine.
 */
export function forward(layers: readonly LayerPlan[], x: Tensor, weights: Weights): Tensor {
  return layers.reduce((value, layer) => run(layer, value, weights), x);
}

type LayerOf<T extends LayerType> = Extract<LayerPlan, { type: T }>;
type Forward<L> = (layer: L, x: Tensor, weights: (name: string) => Tensor, all: Weights) => Tensor;

function run(layer: LayerPlan, x: Tensor, all: Weights): Tensor {
  const find = (name: string) => all.get(`${layer.id}.${name}`) as Tensor;
  return (FORWARD[layer.type] as Forward<LayerPlan>)(layer, x, find, all);
}

function convolution(layer: LayerOf<'conv1d' | 'conv2d'>, x: Tensor, w: (name: string) => Tensor) {
  const windows = {
    size: [layer.kernel].flat(),
    stride: [layer.stride].flat(),
    padding: layer.padding,
  };
  const z = addChannels(convolve(x, w('weight'), windows), w('bias'));
  return activate(z, layer.activation, w('slope'));
}

function pooling(combine: (values: readonly number[]) => number) {
  return (layer: LayerOf<'max_pool1d' | 'max_pool2d' | 'avg_pool1d' | 'avg_pool2d'>, x: Tensor) => {
    const { padding } = layer;
    return pool(x, { size: [layer.pool].flat(), stride: [layer.stride].flat(), padding }, combine);
  };
}

function globalPooling(combine: (values: readonly number[]) => number) {
  return (_: LayerPlan, x: Tensor) => {
    const extents = x.shape.slice(1, -1);
    const pooled = pool(x, { size: extents, stride: extents, padding: 'valid' }, combine);
    return tensor([x.shape[0] ?? 0, channelsOf(x)], pooled.values);
  };
}

function recurrent(layer: RecurrentLayer, x: Tensor, weights: (name: string) => Tensor) {
  return runRecurrent(layer, x, weights);
}

/** (x − mean) / √(variance + ε) over the vectors that `group` assigns the same number to. */
function normalize(x: Tensor, epsilon: number, group: (index: number) => number): Tensor {
  const groups = new Map<number, number[]>();
  x.values.forEach((value, index) => {
    const members = groups.get(group(index)) ?? [];
    members.push(value);
    groups.set(group(index), members);
  });
  const moments = new Map(
    [...groups].map(([key, values]) => {
      const centre = mean(values);
      return [key, { centre, variance: mean(values.map((value) => (value - centre) ** 2)) }];
    }),
  );
  return map(x, (value, index) => {
    const { centre = 0, variance = 0 } = moments.get(group(index)) ?? {};
    return (value - centre) / Math.sqrt(variance + epsilon);
  });
}

/** A frozen batch norm knows mean and variance already. */
function byStatistics(x: Tensor, epsilon: number, centre: Tensor, variance: Tensor): Tensor {
  const channels = channelsOf(x);
  return map(x, (value, i) => {
    const channel = i % channels;
    return (value - at(centre, channel)) / Math.sqrt(at(variance, channel) + epsilon);
  });
}

function affine(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const channels = channelsOf(x);
  return map(x, (value, i) => value * at(scale, i % channels) + at(shift, i % channels));
}

function embed(layer: LayerOf<'embedding'>, x: Tensor, w: (name: string) => Tensor): Tensor {
  const { dimensions } = layer;
  const table = w('weight').values;
  const rows = [...x.values].flatMap((token) => [
    ...table.subarray(token * dimensions, (token + 1) * dimensions),
  ]);
  return tensor([...x.shape, dimensions], rows);
}

const identity = (_: LayerPlan, x: Tensor) => x;

const FORWARD: { readonly [T in LayerType]: Forward<LayerOf<T>> } = {
  dense: (layer, x, w) => {
    const z = addChannels(product(x, w('weight')), w('bias'));
    return activate(z, layer.activation, w('slope'));
  },
  conv1d: convolution,
  conv2d: convolution,
  max_pool1d: pooling(largest),
  max_pool2d: pooling(largest),
  avg_pool1d: pooling(mean),
  avg_pool2d: pooling(mean),
  global_avg_pool: globalPooling(mean),
  global_max_pool: globalPooling(largest),
  flatten: (_, x) => tensor([x.shape[0] ?? 0, sizeOf(x.shape.slice(1))], x.values),
  reshape: ({ shape }, x) => tensor([x.shape[0] ?? 0, ...shape], x.values),
  embedding: embed,
  simple_rnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  batch_norm: ({ epsilon, trainable }, x, w) => {
    const channels = channelsOf(x);
    const normal = trainable
      ? normalize(x, epsilon, (i) => i % channels)
      : byStatistics(x, epsilon, w('mean'), w('variance'));
    return affine(normal, w('scale'), w('shift'));
  },
  layer_norm: ({ epsilon }, x, w) => {
    const channels = channelsOf(x);
    return affine(
      normalize(x, epsilon, (i) => Math.floor(i / channels)),
      w('scale'),
      w('shift'),
    );
  },
  dropout: identity,
  alpha_dropout: identity,
  activation: (layer, x, w) => activate(x, layer.activation, w('slope')),
  residual: ({ body }, x, _, all) => add(x, forward(body, x, all)),
  parallel: ({ branches }, x, _, all) =>
    concatenate(branches.map((branch) => forward(branch, x, all))),
};
