import type { ActivationPlan, InitializerPlan, LayerPlan, LayerType } from '#plan';
import type { KernelLayer, LayerOf, RecurrentLayer } from '../layer-of.ts';
import { call, number, text, tuple } from '../python/text.ts';

/** Activations that Keras knows by a word. */
const WORDS: Partial<Readonly<Record<ActivationPlan['name'], string>>> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'relu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'silu',
  softplus: 'softplus',
  softsign: 'softsign',
  hard_sigmoid: 'hard_sigmoid',
  exponential: 'exponential',
  softmax: 'softmax',
};

/** What an activation is as an argument; null for those that have to be a layer. */
function activationArgument(plan: ActivationPlan): string | null {
  const plain = plan.name === 'elu' && plan.alpha === 1;
  const word = plain ? 'elu' : WORDS[plan.name];
  return word === undefined ? null : text(word);
}

/** Activations with numbers, as layers of their own. */
function activationLayer(plan: ActivationPlan, name: string, axes: number): string | null {
  switch (plan.name) {
    case 'leaky_relu':
      return call('layers.LeakyReLU', [`negative_slope=${number(plan.slope)}`, name]);
    case 'elu':
      if (plan.alpha === 1) return null;
      return call('layers.ELU', [`alpha=${number(plan.alpha)}`, name]);
    case 'prelu': {
      const shared = Array.from({ length: axes - 1 }, (_, axis) => axis + 1);
      const start = `alpha_initializer=keras.initializers.Constant(${number(plan.slope)})`;
      const items = shared.length > 0 ? [start, `shared_axes=[${shared.join(', ')}]`] : [start];
      return call('layers.PReLU', [...items, name]);
    }
    default:
      return null;
  }
}

/** An activation inside a recurrent layer, as a function. */
function activationFunction(plan: ActivationPlan): string {
  switch (plan.name) {
    case 'linear':
      return '"linear"';
    case 'leaky_relu':
      return `lambda x: ops.leaky_relu(x, ${number(plan.slope)})`;
    case 'elu':
      return `lambda x: ops.elu(x, ${number(plan.alpha)})`;
    default:
      return activationArgument(plan) ?? '"linear"';
  }
}

function initializer(init: InitializerPlan): string {
  switch (init.name) {
    case 'default':
      return 'keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform")';
    case 'random_normal':
      return `keras.initializers.RandomNormal(stddev=${number(init.std)})`;
    case 'random_uniform':
      return `keras.initializers.RandomUniform(-${number(init.limit)}, ${number(init.limit)})`;
    case 'constant':
      return `keras.initializers.Constant(${number(init.value)})`;
    default:
      return text(init.name);
  }
}

/** `kernel_initializer=…` and what else of a kernel is not Keras's default. */
function kernelArguments(layer: KernelLayer, constraintAxes: string): string[] {
  const items: string[] = [];
  const { init, bias, biasInit, l1, l2, maxNorm } = layer;
  if (!bias) items.push('use_bias=False');
  if (init.name !== 'glorot_uniform') items.push(`kernel_initializer=${initializer(init)}`);
  if (bias && biasInit.name !== 'zeros') items.push(`bias_initializer=${initializer(biasInit)}`);
  const penalties = [l1 > 0 && `l1=${number(l1)}`, l2 > 0 && `l2=${number(l2)}`].filter(Boolean);
  if (penalties.length > 0) {
    const name = penalties.length === 2 ? 'L1L2' : l1 > 0 ? 'L1' : 'L2';
    items.push(`kernel_regularizer=keras.regularizers.${name}(${penalties.join(', ')})`);
  }
  if (maxNorm !== null) {
    items.push(
      `kernel_constraint=keras.constraints.MaxNorm(${number(maxNorm)}, axis=${constraintAxes})`,
    );
  }
  return items;
}

function sizes(values: number | readonly number[]): string {
  const list = [values].flat();
  return list.every((value) => value === list[0]) ? `${list[0]}` : `(${list.join(', ')})`;
}

/** Calls of layers, one after the other, each without the values that it is applied to. */
type Emit<L extends LayerPlan> = (layer: L) => readonly string[];

function named(name: string, { id }: LayerPlan, items: readonly string[]): string {
  return call(`layers.${name}`, [...items, `name=${text(id)}`], 8);
}

/** A layer with its activation: in its arguments where Keras has a word for it, else behind it. */
function withActivation(
  name: string,
  layer: KernelLayer,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const { activation, id, outputShape } = layer;
  const word = activationArgument(activation);
  const own = named(name, layer, [
    ...before,
    ...(word === null ? [] : [`activation=${word}`]),
    ...after,
  ]);
  const behind = activationLayer(
    activation,
    `name=${text(`${id}_activation`)}`,
    outputShape.length,
  );
  return behind === null ? [own] : [own, behind];
}

const convolution: Emit<LayerOf<'conv1d'> | LayerOf<'conv2d'>> = (layer) => {
  const items = [`${layer.filters}`, sizes(layer.kernel)];
  if ([layer.stride].flat().some((step) => step !== 1))
    items.push(`strides=${sizes(layer.stride)}`);
  if (layer.padding === 'same') items.push('padding="same"');
  const name = layer.type === 'conv1d' ? 'Conv1D' : 'Conv2D';
  const axes = layer.type === 'conv1d' ? '(0, 1)' : '(0, 1, 2)';
  return withActivation(name, layer, items, kernelArguments(layer, axes));
};

function pool(name: string): Emit<LayerOf<'max_pool1d'> | LayerOf<'max_pool2d'>> {
  return (layer) => {
    const items = [sizes(layer.pool)];
    if (sizes(layer.stride) !== sizes(layer.pool)) items.push(`strides=${sizes(layer.stride)}`);
    if (layer.padding === 'same') items.push('padding="same"');
    return [named(`${name}${layer.inputShape.length - 1}D`, layer, items)];
  };
}

const RECURRENT: Readonly<Record<RecurrentLayer['type'], string>> = {
  simple_rnn: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
};

const recurrent: Emit<RecurrentLayer> = (layer) => {
  const items = [`${layer.units}`];
  if (layer.activation.name !== 'tanh') {
    items.push(`activation=${activationFunction(layer.activation)}`);
  }
  if (layer.type !== 'simple_rnn' && layer.recurrentActivation.name !== 'sigmoid') {
    items.push(`recurrent_activation=${activationFunction(layer.recurrentActivation)}`);
  }
  if (layer.returnSequences) items.push('return_sequences=True');
  items.push(...kernelArguments(layer, '0'));
  if (layer.recurrentInit.name !== 'orthogonal') {
    items.push(`recurrent_initializer=${initializer(layer.recurrentInit)}`);
  }
  if (layer.recurrentDropout > 0) items.push(`recurrent_dropout=${number(layer.recurrentDropout)}`);
  if (layer.type === 'lstm' && layer.bias && layer.biasInit.name !== 'zeros') {
    items.push('unit_forget_bias=False');
  }
  if (layer.type === 'gru' && layer.bias) items.push('bias_constraint=OneBias()');
  if (!layer.bidirectional) return [named(RECURRENT[layer.type], layer, items)];
  const inner = call(`layers.${RECURRENT[layer.type]}`, items, 12);
  return [named('Bidirectional', layer, [inner])];
};

/** Layers but blocks, whose forward pass is written by `KerasFlow`. */
export const KERAS_LAYERS: {
  readonly [T in Exclude<LayerType, 'residual' | 'parallel'>]: Emit<LayerOf<T>>;
} = {
  dense: (layer) => withActivation('Dense', layer, [`${layer.units}`], kernelArguments(layer, '0')),
  conv1d: convolution,
  conv2d: convolution,
  max_pool1d: pool('MaxPooling'),
  max_pool2d: pool('MaxPooling'),
  avg_pool1d: pool('AveragePooling'),
  avg_pool2d: pool('AveragePooling'),
  global_avg_pool: (layer) => globalPool('GlobalAveragePooling', layer),
  global_max_pool: (layer) => globalPool('GlobalMaxPooling', layer),
  flatten: (layer) => [named('Flatten', layer, [])],
  reshape: (layer) => [named('Reshape', layer, [tuple(layer.shape)])],
  embedding: (layer) => [
    ...(layer.inputShape.length > 1
      ? [call('layers.Flatten', [`name=${text(`${layer.id}_steps`)}`])]
      : []),
    named('Embedding', layer, [
      `${layer.vocabulary}`,
      `${layer.dimensions}`,
      `embeddings_initializer=${initializer(layer.init)}`,
    ]),
  ],
  simple_rnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  batch_norm: (layer) => [
    named('BatchNormalization', layer, [
      `momentum=${number(layer.momentum)}`,
      `epsilon=${number(layer.epsilon)}`,
    ]),
  ],
  layer_norm: (layer) => [named('LayerNormalization', layer, [`epsilon=${number(layer.epsilon)}`])],
  dropout: (layer) => [named('Dropout', layer, [number(layer.rate)])],
  alpha_dropout: (layer) => [named('AlphaDropout', layer, [number(layer.rate)])],
  activation: (layer) => {
    const { activation, id, outputShape } = layer;
    const own = activationLayer(activation, `name=${text(id)}`, outputShape.length);
    return [own ?? named('Activation', layer, [activationArgument(activation) ?? '"linear"'])];
  },
};

function globalPool(name: string, layer: LayerOf<'global_avg_pool'>): readonly string[] {
  const axes = layer.inputShape.length - 1;
  if (axes === 0) return [named('Identity', layer, [])];
  return [named(`${name}${axes}D`, layer, [])];
}
