import { t } from '#l10n';
import { type Config, classOf, configOf, numberOf, numbersOf, textOf } from './config.ts';
import {
  kerasActivation,
  kerasConstraint,
  kerasInitializer,
  kerasPenalties,
  type Value,
} from './keras-values.ts';
import { layer, numeral, remark, type Statement } from './statements.ts';

type Convert = (config: Config) => readonly Statement[];

/** A layer and what of it had to be left out. */
function noted(statement: Statement, values: readonly Value[]): readonly Statement[] {
  const notes = values.flatMap(({ note }) => (note === undefined ? [] : [note]));
  return notes.length === 0 ? [statement] : [remark(t`Left out: ${notes.join('; ')}.`), statement];
}

/** `64`; one where a configuration does not say. */
function size(config: Config, key: string): string {
  return numeral(Math.max(1, numberOf(config, key) ?? 1));
}

/** `3` or `(3, 5)`. */
function window(config: Config, key: string, otherwise = 1): string {
  const numbers = numbersOf(config, key);
  const [first = otherwise, second = first] = numbers;
  return first === second ? numeral(first) : `(${numeral(first)}, ${numeral(second)})`;
}

/** What every layer with a kernel has. `byDefault`: what the language takes where nothing is said. */
function kernel(config: Config): { readonly named: string[]; readonly values: Value[] } {
  const init = kerasInitializer(config.kernel_initializer);
  const biasInit = kerasInitializer(config.bias_initializer);
  const constraint = kerasConstraint(config.kernel_constraint);
  const bias = config.use_bias !== false;
  const named = [
    ...(init.text === null || init.text === 'default' ? [] : [`init: ${init.text}`]),
    ...(bias ? [] : ['bias: false']),
    ...(bias && biasInit.text !== null && biasInit.text !== 'zeros'
      ? [`bias_init: ${biasInit.text}`]
      : []),
    ...kerasPenalties(config.kernel_regularizer),
    ...(constraint.text === null ? [] : [constraint.text]),
  ];
  const values = [init, ...(bias ? [biasInit] : []), constraint];
  for (const key of ['bias_regularizer', 'activity_regularizer', 'bias_constraint']) {
    if (classOf(config[key])) values.push({ text: null, note: key.replace('_', ' ') });
  }
  return { named, values };
}

const dense: Convert = (config) => {
  const { named, values } = kernel(config);
  const activation = kerasActivation(config.activation);
  const sizes = [size(config, 'units')];
  return noted(layer('dense', sizes, { activation: activation.text, named }), [
    activation,
    ...values,
  ]);
};

function convolution(type: 'conv1d' | 'conv2d'): Convert {
  return (config) => {
    const { named, values } = kernel(config);
    const activation = kerasActivation(config.activation);
    const sizes = [size(config, 'filters'), window(config, 'kernel_size', 3)];
    const more = [...strides(config, '1'), ...padding(config), ...named];
    const statement = layer(type, sizes, { activation: activation.text, named: more });
    return noted(statement, [activation, ...values, ...unusual(config)]);
  };
}

function strides(config: Config, otherwise: string): string[] {
  if (config.strides === null || config.strides === undefined) return [];
  const stride = window(config, 'strides');
  return stride === otherwise ? [] : [`stride: ${stride}`];
}

function padding(config: Config): string[] {
  return textOf(config, 'padding') === 'same' ? ['padding: same'] : [];
}

/** Settings of convolutions and pools that are not there. */
function unusual(config: Config): Value[] {
  const values: Value[] = [];
  const note = (text: string) => values.push({ text: null, note: text });
  if (numbersOf(config, 'dilation_rate').some((rate) => rate !== 1)) note('dilation_rate');
  if ((numberOf(config, 'groups') ?? 1) !== 1) note('groups');
  if (textOf(config, 'data_format') === 'channels_first') note(t`channels come last here`);
  if (['causal', 'full'].includes(textOf(config, 'padding') ?? '')) {
    note(`padding ${textOf(config, 'padding')}`);
  }
  return values;
}

function pool(type: string): Convert {
  return (config) => {
    const pooled = window(config, 'pool_size', 2);
    const named = [...strides(config, pooled), ...padding(config)];
    return noted(layer(type, [pooled], { named }), unusual(config));
  };
}

function recurrent(type: 'simple_rnn' | 'lstm' | 'gru', bidirectional = false): Convert {
  return (config) => {
    const { named, values } = kernel(config);
    const activation = kerasActivation(config.activation);
    const gate = kerasActivation(config.recurrent_activation);
    const inner = kerasInitializer(config.recurrent_initializer);
    const dropout = numberOf(config, 'recurrent_dropout') ?? 0;
    const more = [
      ...(type !== 'simple_rnn' && gate.text !== 'sigmoid' && config.recurrent_activation
        ? [`recurrent_activation: ${gate.text ?? 'linear'}`]
        : []),
      ...(config.return_sequences === true ? ['return_sequences: true'] : []),
      ...(bidirectional ? ['bidirectional: true'] : []),
      ...named,
      ...(inner.text === null || inner.text === 'orthogonal'
        ? []
        : [`recurrent_init: ${inner.text}`]),
      ...(dropout > 0 ? [`recurrent_dropout: ${numeral(dropout)}`] : []),
    ];
    const own = config.activation === undefined ? null : (activation.text ?? 'linear');
    const written = own === 'tanh' ? null : own;
    const statement = layer(type, [size(config, 'units')], { activation: written, named: more });
    const dropped = numberOf(config, 'dropout') ?? 0;
    const before = dropped > 0 ? [layer('dropout', [numeral(dropped)])] : [];
    const backwards: Value[] =
      config.go_backwards === true ? [{ text: null, note: 'go_backwards' }] : [];
    return [...before, ...noted(statement, [activation, gate, inner, ...values, ...backwards])];
  };
}

const RECURRENT = { SimpleRNN: 'simple_rnn', LSTM: 'lstm', GRU: 'gru' } as const;

const bidirectional: Convert = (config) => {
  const inner = classOf(config.layer);
  const type = RECURRENT[inner?.name as keyof typeof RECURRENT];
  if (!inner || !type) return [remark(t`Bidirectional(${inner?.name ?? '?'}) is not available.`)];
  const merge = textOf(config, 'merge_mode') ?? 'concat';
  const notes = merge === 'concat' ? [] : [remark(t`merge_mode ${merge} is concat here.`)];
  return [...notes, ...recurrent(type, true)(inner.config)];
};

/** A layer applied to each time step; a dense one does that by itself. */
const timeDistributed: Convert = (config) => {
  const inner = classOf(config.layer);
  if (inner?.name === 'Dense') return dense(inner.config);
  return [remark(t`TimeDistributed(${inner?.name ?? '?'}) is not available.`)];
};

const embedding: Convert = (config) => {
  const init = kerasInitializer(config.embeddings_initializer);
  const uniform = classOf(config.embeddings_initializer)?.name === 'uniform';
  const named = init.text === null || uniform ? [] : [`init: ${init.text}`];
  const sizes = [size(config, 'input_dim'), size(config, 'output_dim')];
  return noted(layer('embedding', sizes, { named }), uniform ? [] : [init]);
};

/** Numbers that are written where they differ from the language's own. */
function differing(config: Config, names: Readonly<Record<string, number>>): string[] {
  return Object.entries(names).flatMap(([name, own]) => {
    const value = numberOf(config, name);
    return value === null || value === own ? [] : [`${name}: ${numeral(value)}`];
  });
}

function activationLayer(write: (config: Config) => string): Convert {
  return (config) => [layer('activation', [write(config)])];
}

function leakyRelu(config: Config): string {
  const slope = numberOf(config, 'negative_slope') ?? numberOf(config, 'alpha') ?? 0.3;
  return `leaky_relu(${numeral(slope)})`;
}

function prelu(config: Config): string {
  const start = numberOf(configOf(configOf(config, 'alpha_initializer'), 'config'), 'value') ?? 0;
  return `prelu(${numeral(start)})`;
}

const rate: Convert = (config) => [layer('dropout', [numeral(numberOf(config, 'rate') ?? 0.5)])];

/** What `layer` or `class_name` of Keras becomes. */
export const KERAS_CONVERTERS: Readonly<Record<string, Convert>> = {
  Dense: dense,
  Conv1D: convolution('conv1d'),
  Conv2D: convolution('conv2d'),
  MaxPooling1D: pool('max_pool1d'),
  MaxPooling2D: pool('max_pool2d'),
  AveragePooling1D: pool('avg_pool1d'),
  AveragePooling2D: pool('avg_pool2d'),
  GlobalAveragePooling1D: () => [layer('global_avg_pool')],
  GlobalAveragePooling2D: () => [layer('global_avg_pool')],
  GlobalMaxPooling1D: () => [layer('global_max_pool')],
  GlobalMaxPooling2D: () => [layer('global_max_pool')],
  Flatten: () => [layer('flatten')],
  Reshape: (config) => [layer('reshape', numbersOf(config, 'target_shape').map(numeral))],
  Embedding: embedding,
  SimpleRNN: recurrent('simple_rnn'),
  LSTM: recurrent('lstm'),
  GRU: recurrent('gru'),
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
  BatchNormalization: (config) => [
    layer('batch_norm', [], { named: differing(config, { momentum: 0.9, epsilon: 1e-5 }) }),
  ],
  LayerNormalization: (config) => [
    layer('layer_norm', [], { named: differing(config, { epsilon: 1e-5 }) }),
  ],
  Dropout: rate,
  SpatialDropout1D: (config) => [
    remark(t`Drops single units here, not channels.`),
    ...rate(config),
  ],
  SpatialDropout2D: (config) => [
    remark(t`Drops single units here, not channels.`),
    ...rate(config),
  ],
  AlphaDropout: (config) => [layer('alpha_dropout', [numeral(numberOf(config, 'rate') ?? 0.5)])],
  Activation: (config) => {
    const activation = kerasActivation(config.activation);
    return noted(layer('activation', [activation.text ?? 'linear']), [activation]);
  },
  ReLU: activationLayer((config) => {
    const slope = numberOf(config, 'negative_slope') ?? 0;
    return slope === 0 ? 'relu' : `leaky_relu(${numeral(slope)})`;
  }),
  LeakyReLU: activationLayer(leakyRelu),
  PReLU: activationLayer(prelu),
  ELU: activationLayer((config) => {
    const alpha = numberOf(config, 'alpha') ?? 1;
    return alpha === 1 ? 'elu' : `elu(${numeral(alpha)})`;
  }),
  Softmax: activationLayer(() => 'softmax'),
  InputLayer: () => [],
  Identity: () => [],
  Masking: () => [remark(t`Masking is not available: all steps are read.`)],
  Rescaling: (config) => {
    const by = numeral(1 / (numberOf(config, 'scale') ?? 1));
    return [remark(t`Rescaling belongs to the data: scale divide(${by}).`)];
  },
  Normalization: () => [remark(t`Normalization belongs to the data: scale standardize.`)],
};
