import type { ActivationPlan, LayerPlan, LayerType } from '#plan';
import { paddings, windowsOf } from '../geometry.ts';
import type { LayerOf } from '../layer-of.ts';
import { activation } from './activations.ts';
import { type Context, type OnnxLayer, type Value, withChannels } from './flow.ts';
import { INT64 } from './graph.ts';
import { recurrent } from './recurrent.ts';

type Convolution = LayerOf<'conv1d'> | LayerOf<'conv2d'>;
type Pool = LayerOf<'max_pool1d'> | LayerOf<'max_pool2d'>;

/** An array of the layer as a constant, as the engine has it. */
function constant({ id }: LayerPlan, name: string, { graph, weights }: Context): string {
  const { shape, values } = weights(`${id}.${name}`);
  return graph.floats(`${id}.${name}`, shape, values);
}

/** The activation of a layer; prelu's slopes stand along the channels, which are last then. */
function activated(layer: LayerPlan, plan: ActivationPlan, value: Value, context: Context): Value {
  const { graph } = context;
  if (plan.name === 'linear') return value;
  if (plan.name === 'prelu') {
    const last = withChannels(graph, value, false);
    const name = graph.node('PRelu', [last.name, constant(layer, 'slope', context)], {}, layer.id);
    return { ...last, name };
  }
  const axis = value.channelsFirst && value.shape.length > 1 ? 1 : -1;
  return { ...value, name: activation(graph, plan, value.name, axis, layer.id) };
}

function dense(layer: LayerOf<'dense'>, input: Value, context: Context): Value {
  const { graph } = context;
  const { name } = withChannels(graph, input, false);
  let sum = graph.node('MatMul', [name, constant(layer, 'weight', context)]);
  if (layer.bias) sum = graph.node('Add', [sum, constant(layer, 'bias', context)]);
  const value = { name: sum, shape: layer.outputShape, channelsFirst: false };
  return activated(layer, layer.activation, value, context);
}

/** Begins of all axes, then ends. */
function pads(layer: Convolution | Pool): number[] {
  const all = paddings(windowsOf(layer));
  return [...all.map(([before]) => before), ...all.map(([, after]) => after)];
}

function windowAttributes(layer: Convolution | Pool) {
  const { window, stride } = windowsOf(layer);
  return { kernel_shape: window, strides: stride, pads: pads(layer) };
}

function convolution(layer: Convolution, input: Value, context: Context): Value {
  const { graph, weights } = context;
  const { name } = withChannels(graph, input, true);
  const { shape, values } = weights(`${layer.id}.weight`);
  const { filters } = layer;
  const channels = shape.at(-2) ?? 1;
  const field = values.length / filters / channels;
  // [kernel…, channels, filters] → [filters, channels, kernel…]
  const kernel = new Float32Array(values.length);
  for (let place = 0; place < field; place++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        const from = (place * channels + channel) * filters + filter;
        kernel[(filter * channels + channel) * field + place] = values[from] as number;
      }
    }
  }
  const kernelShape = [filters, channels, ...shape.slice(0, -2)];
  const inputs = [name, graph.floats(`${layer.id}.weight`, kernelShape, kernel)];
  if (layer.bias) inputs.push(constant(layer, 'bias', context));
  const output = graph.node('Conv', inputs, windowAttributes(layer));
  const value = { name: output, shape: layer.outputShape, channelsFirst: true };
  return activated(layer, layer.activation, value, context);
}

function pool(operator: 'MaxPool' | 'AveragePool'): OnnxLayer<Pool> {
  return (layer, input, { graph }) => {
    const { name } = withChannels(graph, input, true);
    const output = graph.node(operator, [name], windowAttributes(layer), layer.id);
    return { name: output, shape: layer.outputShape, channelsFirst: true };
  };
}

function globalPool(operator: string): OnnxLayer<LayerOf<'global_avg_pool'>> {
  return (layer, input, { graph }) => {
    const start = input.channelsFirst && input.shape.length > 1 ? 2 : 1;
    const axes = layer.inputShape.slice(0, -1).map((_, axis) => axis + start);
    const output =
      axes.length === 0
        ? input.name
        : graph.node(operator, [input.name], { axes, keepdims: 0 }, layer.id);
    return { name: output, shape: layer.outputShape, channelsFirst: false };
  };
}

const same: OnnxLayer<LayerPlan> = (_layer, input) => input;

const reshaped: OnnxLayer<LayerOf<'flatten'> | LayerOf<'reshape'>> = (layer, input, { graph }) => {
  const { name } = withChannels(graph, input, false);
  const shape = graph.ints('shape', [-1, ...layer.outputShape]);
  const output = graph.node('Reshape', [name, shape], {}, layer.id);
  return { name: output, shape: layer.outputShape, channelsFirst: false };
};

function batchNorm(layer: LayerOf<'batch_norm'>, input: Value, context: Context): Value {
  const value = withChannels(context.graph, input, true);
  const arrays = ['scale', 'shift', 'mean', 'variance'].map((name) =>
    constant(layer, name, context),
  );
  const attributes = { epsilon: { float: layer.epsilon } };
  const inputs = [value.name, ...arrays];
  return { ...value, name: context.graph.node('BatchNormalization', inputs, attributes, layer.id) };
}

function layerNorm(layer: LayerOf<'layer_norm'>, input: Value, context: Context): Value {
  const value = withChannels(context.graph, input, false);
  const arrays = ['scale', 'shift'].map((name) => constant(layer, name, context));
  const attributes = { axis: -1, epsilon: { float: layer.epsilon } };
  const inputs = [value.name, ...arrays];
  return { ...value, name: context.graph.node('LayerNormalization', inputs, attributes, layer.id) };
}

function embedding(layer: LayerOf<'embedding'>, input: Value, context: Context): Value {
  const { graph } = context;
  const [steps = 1] = layer.inputShape;
  const { name } = withChannels(graph, input, false);
  const flat =
    layer.inputShape.length > 1
      ? graph.node('Reshape', [name, graph.ints('shape', [-1, steps])])
      : name;
  const tokens = graph.node('Cast', [flat], { to: INT64 });
  const table = constant(layer, 'weight', context);
  const output = graph.node('Gather', [table, tokens], { axis: 0 }, layer.id);
  return { name: output, shape: layer.outputShape, channelsFirst: false };
}

function residual(layer: LayerOf<'residual'>, input: Value, context: Context): Value {
  const { graph } = context;
  const body = chain(layer.body, input, context);
  const { name } = withChannels(graph, body, input.channelsFirst);
  return { ...input, name: graph.node('Add', [input.name, name], {}, layer.id) };
}

function parallel(layer: LayerOf<'parallel'>, input: Value, context: Context): Value {
  const { graph } = context;
  const branches = layer.branches.map((branch) => {
    const value = chain(branch, input, context);
    return withChannels(graph, value, false).name;
  });
  const name = graph.node('Concat', branches, { axis: -1 }, layer.id);
  return { name, shape: layer.outputShape, channelsFirst: false };
}

const layers: { readonly [T in LayerType]: OnnxLayer<LayerOf<T>> } = {
  dense,
  conv1d: convolution,
  conv2d: convolution,
  max_pool1d: pool('MaxPool'),
  max_pool2d: pool('MaxPool'),
  avg_pool1d: pool('AveragePool'),
  avg_pool2d: pool('AveragePool'),
  global_avg_pool: globalPool('ReduceMean'),
  global_max_pool: globalPool('ReduceMax'),
  flatten: reshaped,
  reshape: reshaped,
  embedding,
  simple_rnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  dropout: same,
  alpha_dropout: same,
  activation: (layer, input, context) => activated(layer, layer.activation, input, context),
  residual,
  parallel,
};

/** Layers one after the other. */
export function chain(all: readonly LayerPlan[], input: Value, context: Context): Value {
  return all.reduce((value, layer) => {
    const add = layers[layer.type] as unknown as OnnxLayer<LayerPlan>;
    return add(layer, value, context);
  }, input);
}
