/** Specifications whose trainings are repeated in other frameworks. */

interface Parts {
  readonly source?: string;
  readonly input?: string;
  readonly layers: string;
  readonly train?: string;
  readonly batch?: number;
}

/** One data set, one model, one training of at least fifty steps. */
export function specification({
  source = 'blobs(samples: 240, classes: 3, features: 6, noise: 3)',
  input = '6',
  layers,
  train = '',
  batch = 16,
}: Parts): string {
  return [
    `data Set { source ${source} }`,
    'model Net {',
    `  input(${input})`,
    ...layers.split('\n').map((line) => `  ${line.trim()}`),
    '}',
    'train Net on Set {',
    `  batch_size ${batch}`,
    '  epochs 6',
    ...train.split('\n').map((line) => `  ${line.trim()}`),
    '}',
    '',
  ].join('\n');
}

const IMAGE = { source: 'blobs(samples: 240, features: 72, noise: 3)', input: '6, 6, 2' };
const SEQUENCE = { source: 'sine(samples: 240, length: 12)', input: '12, 1' };
const HEAD = 'dense(3, softmax)';
const NET = `dense(16, relu, init: he_normal)\n${HEAD}`;

/** One for each layer and setting that issue and documentation name. */
export const TRAININGS: Readonly<Record<string, string>> = {
  'dense and batch norm': specification({ layers: `dense(16, relu)\nbatch_norm\n${NET}` }),
  'convolution, pooling, flatten': specification({
    ...IMAGE,
    layers: `conv2d(4, 3, relu, padding: same)\nmax_pool2d(2)\nflatten\n${HEAD}`,
  }),
  'strided convolutions and mean pooling with uneven padding': specification({
    ...IMAGE,
    layers: `conv2d(4, 4, relu, stride: 2, padding: same)\navg_pool2d(2, stride: 1, padding: same)\nflatten\n${HEAD}`,
  }),
  'one-dimensional convolution': specification({
    ...SEQUENCE,
    layers: 'conv1d(4, 3, tanh)\nmax_pool1d(2)\nglobal_avg_pool\ndense(1)',
  }),
  lstm: specification({ ...SEQUENCE, layers: 'lstm(6)\ndense(1)' }),
  'gru in both directions': specification({
    ...SEQUENCE,
    layers: 'gru(5, return_sequences: true, bidirectional: true)\ngru(4)\ndense(1)',
  }),
  'simple_rnn with an activation of its own': specification({
    ...SEQUENCE,
    layers: 'simple_rnn(5, relu, return_sequences: true)\nsimple_rnn(4, elu)\ndense(1)',
  }),
  embedding: specification({
    source: 'copy_memory(samples: 60, delay: 2, symbols: 3)',
    input: '22, 5',
    layers: 'flatten\nembedding(2, 4)\nflatten\nreshape(22, 20)\ndense(4, softmax)',
    batch: 4,
  }),
  residual: specification({
    layers: `dense(16, relu)\nresidual { dense(16, relu)  dense(16) }\n${HEAD}`,
  }),
  parallel: specification({
    ...IMAGE,
    layers: `parallel {\nbranch { conv2d(3, 3, relu, padding: same) }\nbranch { conv2d(2, 1, tanh) }\n}\nflatten\n${HEAD}`,
  }),
  'layer_norm and prelu': specification({
    layers: `dense(16, prelu)\nlayer_norm\nactivation(prelu)\n${HEAD}`,
  }),
  'l1, l2 and max_norm': specification({
    layers: `dense(16, relu, l1: 1e-3, l2: 1e-2, max_norm: 0.5)\n${HEAD}`,
  }),
  'clipping by norm and by value': specification({
    layers: NET,
    train: 'clip_norm 0.1\nclip_value 0.02',
  }),
  'gradients of several batches': specification({ layers: NET, train: 'accumulate 4' }),
  'label smoothing and class weights': specification({
    layers: NET,
    train: 'label_smoothing 0.1\nclass_weights (0.5, 1, 2)',
  }),
  'binary cross entropy with balanced weights': specification({
    source: 'moons(samples: 240)',
    input: '2',
    layers: 'dense(8, tanh)\ndense(1, sigmoid)',
    train: 'class_weights balanced',
  }),
  'cross entropy of another head': specification({
    layers: 'dense(8, relu)\ndense(3, sigmoid)',
    train: 'loss cross_entropy',
  }),
  'squared error of classes': specification({ layers: NET, train: 'loss mse' }),
  'huber, mae': specification({
    ...SEQUENCE,
    layers: 'flatten\ndense(1)',
    train: 'loss huber(0.5)',
  }),
};

const OPTIMIZERS = [
  'sgd(learning_rate: 0.05)',
  'sgd(learning_rate: 0.05, momentum: 0.9, nesterov: true)',
  'adagrad(learning_rate: 0.05)',
  'adadelta(learning_rate: 1)',
  'rmsprop(learning_rate: 0.01, momentum: 0.5)',
  'adam(learning_rate: 0.01)',
  'adamax(learning_rate: 0.01)',
  'nadam(learning_rate: 0.01)',
  'adamw(learning_rate: 0.01, weight_decay: 0.1)',
];

const SCHEDULES = [
  'constant(warmup: 20%)',
  'step(every: 2, factor: 0.3)',
  'exponential(decay: 0.7, warmup: 10%)',
  'cosine(warmup: 10%, minimum: 0.1)',
  'one_cycle',
  'reduce_on_plateau(patience: 1, factor: 0.1)',
];

export const OPTIMIZER_TRAININGS: Readonly<Record<string, string>> = Object.fromEntries(
  OPTIMIZERS.map((name) => [name, specification({ layers: NET, train: `optimizer ${name}` })]),
);

export const SCHEDULE_TRAININGS: Readonly<Record<string, string>> = Object.fromEntries(
  SCHEDULES.map((name) => {
    const train = `optimizer adam(learning_rate: 0.01)\nschedule ${name}`;
    return [name, specification({ layers: NET, train })];
  }),
);

/** A head that trains alone first, then all of it. */
export const PHASES = `
data Set { source blobs(samples: 240, classes: 3, features: 6, noise: 3) }
model Base { input(6) dense(12, relu) as hidden batch_norm dense(4, softmax) }
model Net from Base { freeze until batch_norm_1  replace last 1 { dense(3, softmax) } }
train Net on Set {
  batch_size 16
  phase head { epochs 2  optimizer adam(learning_rate: 0.01) }
  phase fine_tune { unfreeze all  epochs 3  optimizer sgd(learning_rate: 0.01, momentum: 0.9) schedule cosine }
}
`;
