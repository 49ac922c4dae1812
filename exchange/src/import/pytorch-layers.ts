import { t } from '#l10n';
import { type PrintedModule, printedNumbers } from './pytorch-printout.ts';
import { layer, numeral, remark, type Statement } from './statements.ts';

/** What a module becomes; an activation goes into the layer before, where that has weights. */
export type Converted =
  | { readonly statements: readonly Statement[] }
  | { readonly activation: string };

type Convert = (module: PrintedModule) => Converted;

function argument(module: PrintedModule, place: number, name: string): string | undefined {
  return module.named.get(name) ?? module.positional[place];
}

function numbers(module: PrintedModule, place: number, name: string): number[] {
  return printedNumbers(argument(module, place, name));
}

function number(module: PrintedModule, place: number, name: string, otherwise: number): number {
  return numbers(module, place, name)[0] ?? otherwise;
}

/** `3` or `(3, 5)`. */
function window([first = 1, second = first]: readonly number[]): string {
  return first === second ? numeral(first) : `(${numeral(first)}, ${numeral(second)})`;
}

function noBias(module: PrintedModule): string[] {
  return module.named.get('bias') === 'False' ? ['bias: false'] : [];
}

function statements(...list: readonly Statement[]): Converted {
  return { statements: list };
}

/**
 * Padding as `valid` or `same`: PyTorch says how many zeros it puts before and after.
 * @returns the argument, and a remark where the windows come to lie elsewhere
 */
function padding(module: PrintedModule, kernel: readonly number[], stride: readonly number[]) {
  const given = module.named.get('padding');
  const zeros = printedNumbers(given);
  const none = given === undefined || zeros.every((count) => count === 0);
  if (none && given !== 'same') return { named: [], remarks: [] };
  const same = zeros.every((count, axis) => 2 * count === (kernel[axis] ?? kernel[0] ?? 1) - 1);
  const dense = stride.every((step) => step === 1);
  if (given === 'same' || given === "'same'" || (same && dense)) {
    return { named: ['padding: same'], remarks: [] };
  }
  const note = same
    ? t`PyTorch pads both sides alike; same may put its windows one place further.`
    : t`padding=${given} is same here, the nearest there is.`;
  return { named: ['padding: same'], remarks: [remark(note)] };
}

/** Settings that have no place here. */
function unusual(module: PrintedModule, names: readonly string[]): Statement[] {
  const found = names.filter((name) => {
    const value = module.named.get(name);
    return (
      value !== undefined && !['1', '(1,)', '(1, 1)', 'False', "'zeros'", 'zeros'].includes(value)
    );
  });
  if (found.length === 0) return [];
  const shown = found.map((name) => `${name}=${module.named.get(name)}`).join(', ');
  return [remark(t`Left out of ${module.className}: ${shown}.`)];
}

function convolution(type: 'conv1d' | 'conv2d'): Convert {
  return (module) => {
    const kernel = numbers(module, 2, 'kernel_size');
    const stride = numbers(module, 3, 'stride');
    const { named, remarks } = padding(module, kernel, stride);
    const steps = stride.every((step) => step === 1) ? [] : [`stride: ${window(stride)}`];
    const filters = numeral(number(module, 1, 'out_channels', 1));
    const more = [...steps, ...named, ...noBias(module)];
    const left = unusual(module, ['dilation', 'groups', 'padding_mode']);
    return statements(...left, ...remarks, layer(type, [filters, window(kernel)], { named: more }));
  };
}

function pool(type: string): Convert {
  return (module) => {
    const kernel = numbers(module, 0, 'kernel_size');
    const stride = numbers(module, 1, 'stride');
    const { named, remarks } = padding(module, kernel, stride);
    const own = window(stride.length > 0 ? stride : kernel);
    const steps = own === window(kernel) ? [] : [`stride: ${own}`];
    const left = unusual(module, ['dilation', 'ceil_mode']);
    return statements(
      ...left,
      ...remarks,
      layer(type, [window(kernel)], { named: [...steps, ...named] }),
    );
  };
}

function globalPool(type: string): Convert {
  return (module) => {
    const size = numbers(module, 0, 'output_size');
    if (size.every((length) => length === 1)) return statements(layer(type));
    return statements(
      remark(t`${module.className} to ${window(size)} is not available: pooled to one.`),
      layer(type),
    );
  };
}

function recurrent(type: 'simple_rnn' | 'lstm' | 'gru'): Convert {
  return (module) => {
    const units = numeral(number(module, 1, 'hidden_size', 1));
    const count = number(module, 2, 'num_layers', 1);
    const layers = Math.min(20, Math.max(1, Math.round(count)));
    const dropout = number(module, 99, 'dropout', 0);
    const both = module.named.get('bidirectional') === 'True' ? ['bidirectional: true'] : [];
    const relu = type === 'simple_rnn' && /relu/.test(module.named.get('nonlinearity') ?? '');
    const list: Statement[] = [];
    for (let index = 0; index < layers; index++) {
      const inner = index < layers - 1 ? ['return_sequences: true'] : [];
      const named = [...inner, ...both, ...noBias(module)];
      list.push(layer(type, [units], { activation: relu ? 'relu' : null, named }));
      if (inner.length > 0 && dropout > 0) list.push(layer('dropout', [numeral(dropout)]));
    }
    return { statements: list };
  };
}

function differing(name: string, value: number, own: number): string[] {
  return Math.abs(value - own) < 1e-12 ? [] : [`${name}: ${numeral(value)}`];
}

const batchNorm: Convert = (module) => {
  const momentum = 1 - number(module, 99, 'momentum', 0.1);
  const epsilon = number(module, 99, 'eps', 1e-5);
  const named = [...differing('momentum', momentum, 0.9), ...differing('epsilon', epsilon, 1e-5)];
  const left =
    module.named.get('affine') === 'False'
      ? [remark(t`The scale and shift are learned here.`)]
      : [];
  return statements(...left, layer('batch_norm', [], { named }));
};

const layerNorm: Convert = (module) => {
  const axes = printedNumbers(argument(module, 0, 'normalized_shape'));
  const named = differing('epsilon', number(module, 99, 'eps', 1e-5), 1e-5);
  const left = axes.length > 1 ? [remark(t`Normalises the last axis alone here.`)] : [];
  return statements(...left, layer('layer_norm', [], { named }));
};

function dropout(type: string, note?: () => string): Convert {
  return (module) => {
    const rate = layer(type, [numeral(number(module, 0, 'p', 0.5))]);
    return note === undefined ? statements(rate) : statements(remark(note()), rate);
  };
}

function activation(write: (module: PrintedModule) => string): Convert {
  return (module) => ({ activation: write(module) });
}

const nothing: Convert = () => statements();
const channels = () => t`Drops single units here, not channels.`;

/** PyTorch's modules by their class. */
export const PYTORCH_CONVERTERS: Readonly<Record<string, Convert>> = {
  Linear: (module) =>
    statements(
      layer('dense', [numeral(number(module, 1, 'out_features', 1))], { named: noBias(module) }),
    ),
  Conv1d: convolution('conv1d'),
  Conv2d: convolution('conv2d'),
  MaxPool1d: pool('max_pool1d'),
  MaxPool2d: pool('max_pool2d'),
  AvgPool1d: pool('avg_pool1d'),
  AvgPool2d: pool('avg_pool2d'),
  AdaptiveAvgPool1d: globalPool('global_avg_pool'),
  AdaptiveAvgPool2d: globalPool('global_avg_pool'),
  AdaptiveMaxPool1d: globalPool('global_max_pool'),
  AdaptiveMaxPool2d: globalPool('global_max_pool'),
  Flatten: () => statements(layer('flatten')),
  Embedding: (module) =>
    statements(
      layer(
        'embedding',
        [0, 1].map((place) => numeral(number(module, place, '', 1))),
        {
          named: ['init: random_normal(1)'],
        },
      ),
    ),
  RNN: recurrent('simple_rnn'),
  LSTM: recurrent('lstm'),
  GRU: recurrent('gru'),
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  LayerNorm: layerNorm,
  Dropout: dropout('dropout'),
  Dropout1d: dropout('dropout', channels),
  Dropout2d: dropout('dropout', channels),
  AlphaDropout: dropout('alpha_dropout'),
  Identity: nothing,
  ReLU: activation(() => 'relu'),
  Sigmoid: activation(() => 'sigmoid'),
  Tanh: activation(() => 'tanh'),
  LeakyReLU: activation((module) => {
    return `leaky_relu(${numeral(number(module, 0, 'negative_slope', 0.01))})`;
  }),
  PReLU: activation(() => 'prelu'),
  ELU: activation((module) => {
    const alpha = number(module, 0, 'alpha', 1);
    return alpha === 1 ? 'elu' : `elu(${numeral(alpha)})`;
  }),
  SELU: activation(() => 'selu'),
  GELU: activation(() => 'gelu'),
  SiLU: activation(() => 'swish'),
  Softplus: activation(() => 'softplus'),
  Softsign: activation(() => 'softsign'),
  Hardsigmoid: activation(() => 'hard_sigmoid'),
  Softmax: activation(() => 'softmax'),
  LogSoftmax: activation(() => 'softmax'),
};
