import { t } from '#l10n';
import { flattenLayers, type LayerPlan } from './layer-plan.ts';

/**
 * One array of a layer as a file of weights holds it: under the name and in the layout of the PyTorch module that stands for
 * the layer (`nn.Linear`, `nn.Conv2d`, `nn.LSTM` …), an attribute of the model's module named by the layer's id.
 *
 * The inputs of a dense layer after a flatten are in the engine's order: channels last.
 */
export interface WeightTensor {
  /** `dense_1.weight`, `lstm_1.weight_ih_l0`, `batch_norm_1.running_mean`. */
  readonly name: string;
  /** PyTorch's: dense [out, in], convolutions [out, in, kernel…], recurrent [gates · units, in]. */
  readonly shape: readonly number[];
  readonly layer: string;
  /** The engine's name of the same numbers: `lstm_1.weight`. */
  readonly array: string;
  /** Axis `i` here is axis `axes[i]` of the engine's array. */
  readonly axes: readonly number[];
  /** Which of the engine's blocks of units stands where along the first axis; null for layers without gates. */
  readonly gates: readonly number[] | null;
  /**
   * `second_bias`: what PyTorch's recurrent modules add to the first bias; the engine has one. `counter`: the number of
   * batches that PyTorch's batch norm has seen, which nothing here depends on.
   */
  readonly role: 'values' | 'second_bias' | 'counter';
}

type Recurrent = Extract<LayerPlan, { readonly type: 'simple_rnn' | 'lstm' | 'gru' }>;

/** PyTorch's order of the gates by the engine's blocks: its GRU has reset, update, candidate; Keras and the engine update first. */
const GATES: Readonly<Record<Recurrent['type'], readonly number[]>> = {
  simple_rnn: [0],
  lstm: [0, 1, 2, 3],
  gru: [1, 0, 2],
};

/** The arrays of all layers, blocks' contents included, in the order of execution. */
export function weightTensors(layers: readonly LayerPlan[]): WeightTensor[] {
  return flattenLayers(layers).flatMap(tensorsOf);
}

function tensorsOf(layer: LayerPlan): WeightTensor[] {
  const channels = layer.inputShape.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return kernel(layer, [layer.units, channels], [1, 0]);
    case 'conv1d':
      return kernel(layer, [layer.filters, channels, layer.kernel], [2, 1, 0]);
    case 'conv2d':
      return kernel(layer, [layer.filters, channels, ...layer.kernel], [3, 2, 0, 1]);
    case 'embedding':
      return [tensor(layer, 'weight', [layer.vocabulary, layer.dimensions], 'weight', [0, 1])];
    case 'simple_rnn':
    case 'lstm':
    case 'gru':
      return recurrent(layer, channels);
    case 'batch_norm':
      return [
        ...affine(layer, channels),
        tensor(layer, 'running_mean', [channels], 'mean'),
        tensor(layer, 'running_var', [channels], 'variance'),
        { ...tensor(layer, 'num_batches_tracked', [], 'count', []), role: 'counter' },
      ];
    case 'layer_norm':
      return affine(layer, channels);
    case 'activation':
      return layer.activation.name === 'prelu'
        ? [tensor(layer, 'weight', [channels], 'slope')]
        : [];
    default:
      return [];
  }
}

function tensor(
  { id }: LayerPlan,
  name: string,
  shape: readonly number[],
  array: string,
  axes: readonly number[] = [0],
): WeightTensor {
  return {
    name: `${id}.${name}`,
    shape,
    layer: id,
    array: `${id}.${array}`,
    axes,
    gates: null,
    role: 'values',
  };
}

type Kernel = Extract<LayerPlan, { readonly type: 'dense' | 'conv1d' | 'conv2d' }>;

function kernel(layer: Kernel, shape: readonly number[], axes: readonly number[]): WeightTensor[] {
  const units = shape.slice(0, 1);
  const tensors = [tensor(layer, 'weight', shape, 'weight', axes)];
  if (layer.bias) tensors.push(tensor(layer, 'bias', units, 'bias'));
  // A learned slope is a module of its own in PyTorch: `nn.PReLU` as `<id>_activation`.
  if (layer.activation.name === 'prelu') {
    const slope = tensor(layer, 'slope', units, 'slope');
    tensors.push({ ...slope, name: `${layer.id}_activation.weight` });
  }
  return tensors;
}

function affine(layer: LayerPlan, channels: number): WeightTensor[] {
  return [tensor(layer, 'weight', [channels], 'scale'), tensor(layer, 'bias', [channels], 'shift')];
}

function recurrent(layer: Recurrent, inputs: number): WeightTensor[] {
  const gates = GATES[layer.type];
  const { units, bidirectional, bias } = layer;
  const wide = gates.length * units;
  const directions = bidirectional
    ? [
        { prefix: 'forward_', suffix: '' },
        { prefix: 'backward_', suffix: '_reverse' },
      ]
    : [{ prefix: '', suffix: '' }];
  return directions.flatMap(({ prefix, suffix }) => {
    const named = (
      name: string,
      shape: readonly number[],
      array: string,
      axes?: readonly number[],
    ) => ({ ...tensor(layer, `${name}_l0${suffix}`, shape, prefix + array, axes), gates });
    const kernels = [
      named('weight_ih', [wide, inputs], 'weight', [1, 0]),
      named('weight_hh', [wide, units], 'recurrent_weight', [1, 0]),
    ];
    if (!bias) return kernels;
    return [
      ...kernels,
      named('bias_ih', [wide], 'bias'),
      { ...named('bias_hh', [wide], 'bias'), role: 'second_bias' as const },
    ];
  });
}

/** What keeps a layer from starting with a file's weights. */
export interface WeightMismatch {
  readonly layer: string;
  /** `absent`: the file has nothing of the layer; `incomplete`: an array lacks; `shape`: it has another size. */
  readonly kind: 'absent' | 'incomplete' | 'shape';
  /** A clause without a full stop: "dense_2.weight is (10, 64) in the file and (5, 64) in the model". */
  readonly message: string;
}

/**
 * The layers whose arrays a file does not have as they are needed, one entry a layer, in the order of the layers.
 * @param layers all layers of a model
 * @param wanted ids of those that are to come from the file
 * @param found names and shapes of the file's tensors
 */
export function weightMismatches(
  layers: readonly LayerPlan[],
  wanted: readonly string[],
  found: readonly { readonly name: string; readonly shape: readonly number[] }[],
): WeightMismatch[] {
  const shapes = new Map(found.map(({ name, shape }) => [name, shape]));
  const ids = new Set(wanted);
  const needed = weightTensors(layers).filter(({ role }) => role === 'values');
  return [...new Set(needed.map(({ layer }) => layer))].flatMap((layer) => {
    if (!ids.has(layer)) return [];
    const mismatch = mismatchOf(
      layer,
      needed.filter((tensor) => tensor.layer === layer),
      shapes,
    );
    return mismatch ? [mismatch] : [];
  });
}

function mismatchOf(
  layer: string,
  tensors: readonly WeightTensor[],
  shapes: ReadonlyMap<string, readonly number[]>,
): WeightMismatch | undefined {
  const missing = tensors.filter(({ name }) => !shapes.has(name));
  if (missing.length === tensors.length) {
    return { layer, kind: 'absent', message: t`the file has no weights of ${layer}` };
  }
  for (const { name, shape } of tensors) {
    const found = shapes.get(name);
    if (!found || sameShape(found, shape)) continue;
    const message = t`${name} is ${shown(found)} in the file and ${shown(shape)} in the model`;
    return { layer, kind: 'shape', message };
  }
  const [first] = missing;
  return first && { layer, kind: 'incomplete', message: t`the file has no ${first.name}` };
}

function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((length, axis) => length === right[axis]);
}

function shown(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
