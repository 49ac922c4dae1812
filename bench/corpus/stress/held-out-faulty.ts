/** Faulty networks of the kinds that the literature describes; none of them was used to choose a threshold. */
import type { CauseCategory } from '#diagnosis';
import { draftOf, problem } from './bases.ts';
import type { Draft, FaultyDraft } from './draft.ts';

const repeat = (count: number, ...lines: readonly string[]) =>
  Array.from({ length: count }, () => lines).flat();

const on = (
  id: string,
  hidden: readonly string[],
  optimizer: string,
  more: { batch?: number; epochs?: number } = {},
) => draftOf(problem(id), hidden, optimizer, more.batch, more.epochs);

const HE = (units: number, count = 1, activation = 'relu') =>
  repeat(count, `dense(${units}, ${activation}, init: he_normal)`);
const GLOROT = (units: number, count = 1, activation = 'tanh') =>
  repeat(count, `dense(${units}, ${activation}, init: glorot_uniform)`);
const ADAM = 'adam(learning_rate: 3e-3)';
const SGD = 'sgd(learning_rate: 0.05, momentum: 0.9)';

/** A row: the healthy draft, what is changed in it, and what is wrong then. */
type Row = readonly [
  id: string,
  healthy: Draft,
  change: (draft: Draft) => Draft,
  categories: readonly CauseCategory[],
  lines: readonly string[],
];

const train =
  (settings: Record<string, string>) =>
  (draft: Draft): Draft => ({
    ...draft,
    train: { ...draft.train, ...settings },
  });
const hidden =
  (...lines: readonly string[]) =>
  (draft: Draft): Draft => ({ ...draft, hidden: lines });
const data =
  (from: string, to: string) =>
  (draft: Draft): Draft => ({
    ...draft,
    data: draft.data.map((line) => line.replace(from, to)).filter((line) => line !== ''),
  });
const head =
  (line: string) =>
  (draft: Draft): Draft => ({ ...draft, head: line });
const both =
  (...changes: readonly ((draft: Draft) => Draft)[]) =>
  (draft: Draft): Draft =>
    changes.reduce((changed, change) => change(changed), draft);

const SINE = (layer: string): Draft => ({
  data: [
    'source sine(samples: 500, length: 24, noise: 0.05)',
    'split train 70%, validation 30%, test 0%',
  ],
  input: '24, 1',
  hidden: [layer],
  head: 'dense(1)',
  train: {
    loss: 'mse',
    optimizer: 'adam(learning_rate: 0.01)',
    batch_size: '32',
    epochs: '25',
    metrics: 'r2',
    clip_norm: '1.0',
  },
});

const TABLE = (name: string, inputs: number): Draft => ({
  data: [
    `source "../data/${name}.csv"`,
    'target class',
    'scale standardize',
    'split train 70%, validation 30%, test 0%',
  ],
  input: String(inputs),
  hidden: HE(16, 2),
  head: 'dense(1, sigmoid)',
  train: {
    loss: 'binary_cross_entropy',
    optimizer: ADAM,
    batch_size: '32',
    epochs: '30',
    metrics: 'accuracy',
  },
});

const ROWS: readonly Row[] = [
  [
    'moons-sigmoid-6',
    on('moons', GLOROT(16, 2), ADAM),
    hidden(...GLOROT(16, 6, 'sigmoid')),
    ['activation', 'depth'],
    ['sigmoid'],
  ],
  [
    'spirals-sigmoid-9',
    on('spirals', HE(32, 3), ADAM),
    hidden(...GLOROT(24, 9, 'sigmoid')),
    ['activation', 'depth'],
    ['sigmoid'],
  ],
  [
    'digits-hard-sigmoid-7',
    on('digits', HE(32, 2), SGD),
    hidden(...GLOROT(24, 7, 'hard_sigmoid')),
    ['activation', 'depth', 'initialization'],
    ['hard_sigmoid'],
  ],
  [
    'wine-unscaled-tanh',
    on('wine', GLOROT(16, 2), ADAM),
    data('scale standardize', ''),
    ['data'],
    ['data Data'],
  ],
  [
    'wine-unscaled-sgd',
    on('wine', HE(16, 2), SGD),
    data('scale standardize', ''),
    ['data'],
    ['data Data'],
  ],
  [
    'biopsies-unscaled-selu',
    on(
      'biopsies',
      repeat(2, 'dense(16, selu, init: lecun_normal)'),
      'sgd(learning_rate: 0.02, momentum: 0.9)',
    ),
    data('scale standardize', ''),
    ['data'],
    ['data Data'],
  ],
  [
    'diabetes-unscaled-target',
    on('diabetes', HE(16, 2), ADAM),
    data('scale_target standardize', ''),
    ['data'],
    ['data Data', 'target'],
  ],
  [
    'digits-unscaled-images',
    on('images', HE(32), 'sgd(learning_rate: 0.05, momentum: 0.9)'),
    data('scale divide(16)', ''),
    ['data', 'learning-rate'],
    ['data Data', 'optimizer'],
  ],
  [
    'digits-divided-twice',
    on('digits', HE(32, 2), 'sgd(learning_rate: 0.05)'),
    data('divide(16)', 'divide(65025)'),
    ['data'],
    ['scale', 'data Data'],
  ],
  [
    'moons-adam-1',
    on('moons', HE(24, 2), ADAM),
    train({ optimizer: 'adam(learning_rate: 1)' }),
    ['learning-rate'],
    ['optimizer'],
  ],
  [
    'digits-rmsprop-03',
    on('digits', HE(48, 2), 'rmsprop(learning_rate: 1e-3)'),
    train({ optimizer: 'rmsprop(learning_rate: 0.3)' }),
    ['learning-rate', 'optimizer'],
    ['optimizer'],
  ],
  [
    'circles-sgd-30',
    on('circles', HE(24, 2), SGD),
    train({ optimizer: 'sgd(learning_rate: 30)' }),
    ['learning-rate'],
    ['optimizer'],
  ],
  [
    'wine-momentum-99',
    on('wine', HE(16, 2), SGD),
    train({ optimizer: 'sgd(learning_rate: 0.9, momentum: 0.99)' }),
    ['learning-rate', 'optimizer'],
    ['optimizer'],
  ],
  [
    'linear-sgd-1',
    on('linear', HE(16, 2), SGD),
    train({ optimizer: 'sgd(learning_rate: 1.5)' }),
    ['learning-rate', 'optimizer'],
    ['optimizer'],
  ],
  [
    'iris-adam-tiny',
    on('iris', HE(16, 2), ADAM),
    train({ optimizer: 'adam(learning_rate: 5e-6)' }),
    ['learning-rate', 'epochs'],
    ['optimizer', 'epochs'],
  ],
  [
    'digits-sgd-tiny',
    on('digits', HE(32, 2), SGD),
    train({ optimizer: 'sgd(learning_rate: 3e-4)' }),
    ['learning-rate', 'epochs', 'optimizer'],
    ['optimizer', 'epochs'],
  ],
  [
    'diabetes-adadelta',
    on('diabetes', HE(16, 2), ADAM),
    train({ optimizer: 'adadelta(learning_rate: 1e-3)' }),
    ['learning-rate', 'optimizer', 'epochs'],
    ['optimizer', 'epochs'],
  ],
  [
    'biopsies-adagrad-tiny',
    on('biopsies', HE(16, 2), 'adagrad(learning_rate: 0.05)'),
    train({ optimizer: 'adagrad(learning_rate: 1e-5)' }),
    ['learning-rate', 'optimizer', 'epochs'],
    ['optimizer', 'epochs'],
  ],
  [
    'spirals-2-epochs',
    on('spirals', HE(48, 3), ADAM),
    train({ epochs: '2' }),
    ['epochs', 'learning-rate'],
    ['epochs', 'optimizer'],
  ],
  [
    'iris-3-epochs',
    on('iris', HE(16, 2), 'adam(learning_rate: 1e-3)'),
    train({ epochs: '3' }),
    ['epochs', 'learning-rate'],
    ['epochs', 'optimizer'],
  ],
  [
    'blobs-full-batch',
    on('blobs', HE(16, 2), 'sgd(learning_rate: 0.05)'),
    train({ batch_size: '630', epochs: '6' }),
    ['batch-size', 'epochs', 'learning-rate', 'optimizer'],
    ['batch_size', 'epochs', 'optimizer'],
  ],
  [
    'xor-batch-1',
    on('xor', HE(16, 2), SGD),
    train({ batch_size: '1', optimizer: 'sgd(learning_rate: 0.3, momentum: 0.9)' }),
    ['batch-size', 'learning-rate'],
    ['batch_size', 'optimizer'],
  ],
  [
    'circles-mae',
    on('circles', GLOROT(8), 'adam(learning_rate: 0.01)'),
    train({ loss: 'mae', optimizer: 'sgd(learning_rate: 0.02)' }),
    ['head-and-loss', 'learning-rate', 'epochs', 'optimizer'],
    ['loss', 'optimizer', 'epochs', 'dense(1, sigmoid)'],
  ],
  [
    'digits-relu-head',
    on('digits', HE(32, 2), ADAM),
    head('dense(10, relu)'),
    ['head-and-loss'],
    ['dense(10, relu)'],
  ],
  [
    'digits-linear-head',
    on('digits', HE(32, 2), 'sgd(learning_rate: 0.05)'),
    head('dense(10)'),
    ['head-and-loss'],
    ['dense(10)'],
  ],
  [
    'wine-one-unit',
    on('wine', HE(16, 2), ADAM),
    head('dense(1, softmax)'),
    ['head-and-loss'],
    ['dense(1, softmax)'],
  ],
  [
    'linear-sigmoid-head',
    on('linear', HE(16, 2), ADAM),
    head('dense(1, sigmoid)'),
    ['head-and-loss'],
    ['dense(1, sigmoid)'],
  ],
  [
    'diabetes-relu-head',
    on('diabetes', HE(16, 2), ADAM),
    head('dense(1, relu)'),
    ['head-and-loss'],
    ['dense(1, relu)'],
  ],
  [
    'biopsies-zeros',
    on('biopsies', HE(16, 2), ADAM),
    hidden(...repeat(2, 'dense(16, relu, init: zeros)')),
    ['initialization'],
    ['zeros'],
  ],
  [
    'circles-constant-tanh',
    on('circles', GLOROT(16, 2), ADAM),
    hidden(...repeat(2, 'dense(16, tanh, init: constant(0.2))')),
    ['initialization'],
    ['constant'],
  ],
  [
    'digits-tiny-init',
    on('digits', HE(32, 4), SGD),
    hidden(...repeat(4, 'dense(32, relu, init: random_normal(std: 0.001))')),
    ['initialization'],
    ['random_normal'],
  ],
  [
    'moons-saturated',
    on('moons', GLOROT(16, 3), ADAM),
    hidden(...repeat(3, 'dense(16, tanh, init: random_normal(std: 10))')),
    ['initialization'],
    ['random_normal'],
  ],
  [
    'digits-huge-init',
    on('digits', HE(32, 2), 'sgd(learning_rate: 0.05)'),
    hidden(...repeat(3, 'dense(32, relu, init: random_uniform(limit: 3))')),
    ['initialization'],
    ['random_uniform'],
  ],
  [
    'xor-narrow-20',
    on('xor', HE(16, 2), ADAM),
    hidden(...HE(3, 20)),
    ['activation', 'depth', 'capacity'],
    ['relu'],
  ],
  [
    'iris-softmax-hidden',
    on('iris', HE(12, 2), SGD),
    hidden(...repeat(2, 'dense(12, softmax, init: glorot_uniform)')),
    ['activation'],
    ['softmax, init'],
  ],
  [
    'spirals-linear',
    on('spirals', HE(32, 3), ADAM),
    hidden(...repeat(3, 'dense(32, linear, init: glorot_uniform)')),
    ['activation', 'capacity'],
    ['linear'],
  ],
  ['moons-no-hidden', on('moons', HE(24, 2), ADAM), hidden(), ['capacity'], ['dense(2, softmax)']],
  [
    'spirals-2-units',
    on('spirals', HE(48, 2), ADAM),
    hidden(...HE(2, 2)),
    ['capacity', 'activation'],
    ['dense(2, relu'],
  ],
  [
    'biopsies-dropout-95',
    on('biopsies', HE(24, 2), ADAM),
    hidden(
      'dense(24, relu, init: he_normal)',
      'dropout(0.95)',
      'dense(24, relu, init: he_normal)',
      'dropout(0.95)',
    ),
    ['regularization'],
    ['dropout'],
  ],
  [
    'wine-l1',
    on('wine', HE(16, 2), ADAM),
    hidden(...repeat(2, 'dense(16, relu, init: he_normal, l1: 0.2)')),
    ['regularization'],
    ['l1: 0.2'],
  ],
  [
    'circles-l2',
    on('circles', HE(24, 2), ADAM),
    hidden(...repeat(2, 'dense(24, relu, init: he_normal, l2: 0.5)')),
    ['regularization'],
    ['l2: 0.5'],
  ],
  [
    'spirals-max-norm',
    on('spirals', HE(48, 3), ADAM),
    hidden(...repeat(3, 'dense(48, relu, init: he_normal, max_norm: 0.05)')),
    ['regularization'],
    ['max_norm'],
  ],
  [
    'blobs-exponential',
    on('blobs', HE(8, 4), SGD),
    hidden(...repeat(6, 'dense(8, exponential, init: he_normal)')),
    ['activation'],
    ['exponential'],
  ],
  [
    'sine-rnn-unclipped',
    SINE('simple_rnn(24)'),
    both(hidden('simple_rnn(24, recurrent_init: random_normal(std: 1.5))'), (draft) => ({
      ...draft,
      train: { ...draft.train, optimizer: 'sgd(learning_rate: 0.5)', clip_norm: '1000' },
    })),
    ['learning-rate', 'initialization', 'optimizer'],
    ['optimizer', 'simple_rnn', 'clip_norm'],
  ],
  [
    'sine-lstm-slow',
    SINE('lstm(12)'),
    train({ optimizer: 'sgd(learning_rate: 1e-4)' }),
    ['learning-rate', 'optimizer', 'epochs'],
    ['optimizer', 'epochs'],
  ],
  [
    'sine-sigmoid-head',
    SINE('gru(12)'),
    head('dense(1, sigmoid)'),
    ['head-and-loss'],
    ['dense(1, sigmoid)'],
  ],
  [
    'moons-decays-at-once',
    on('moons', HE(24, 2), SGD),
    train({ optimizer: 'sgd(learning_rate: 0.02)', schedule: 'step(every: 1, factor: 0.1)' }),
    ['learning-rate', 'optimizer', 'epochs'],
    ['schedule', 'optimizer', 'epochs'],
  ],
  [
    'spirals-clip',
    on('spirals', HE(48, 3), SGD),
    train({ clip_norm: '1e-4' }),
    ['learning-rate', 'optimizer'],
    ['clip_norm', 'optimizer'],
  ],
  [
    'iris-epsilon',
    on('iris', HE(16, 2), ADAM),
    train({ optimizer: 'adam(learning_rate: 1e-3, epsilon: 30)' }),
    ['optimizer', 'learning-rate'],
    ['optimizer'],
  ],
  [
    'circles-dead',
    on('circles', HE(24, 2), ADAM),
    hidden(...repeat(2, 'dense(24, relu, init: he_normal, bias_init: constant(-10))')),
    ['initialization', 'activation'],
    ['bias_init'],
  ],
  [
    'iris-norm-of-2',
    on('iris', [...HE(16), 'batch_norm'], SGD),
    both(hidden(...HE(16), 'batch_norm', ...HE(16), 'batch_norm'), train({ batch_size: '2' })),
    ['batch-size', 'learning-rate'],
    ['batch_size', 'batch_norm', 'optimizer'],
  ],
  [
    'spirals-stops-at-once',
    on('spirals', HE(48, 3), SGD),
    train({
      optimizer: 'sgd(learning_rate: 0.01)',
      early_stopping: '(monitor: val_loss, patience: 1, min_delta: 0.3)',
    }),
    ['epochs', 'learning-rate', 'optimizer'],
    ['early_stopping', 'epochs', 'optimizer'],
  ],
  [
    'digits-overfit',
    on('digits', HE(32, 2), ADAM),
    both(
      hidden(...HE(256, 3)),
      data('train 70%, validation 30%', 'train 6%, validation 94%'),
      train({ epochs: '60', batch_size: '8' }),
    ),
    ['capacity', 'regularization', 'epochs', 'data'],
    ['dense(256', 'epochs', 'data Data'],
  ],
  [
    'diabetes-overfit',
    on('diabetes', HE(16), 'adam(learning_rate: 1e-3)'),
    both(hidden(...HE(128, 3)), train({ epochs: '120', batch_size: '8' })),
    ['capacity', 'regularization', 'epochs', 'data'],
    ['dense(128', 'epochs', 'data Data'],
  ],
  [
    'shuffled-labels',
    TABLE('points', 6),
    data('points', 'shuffled'),
    ['data', 'capacity'],
    ['data Data', 'source', 'target', 'on Data'],
  ],
  [
    'rare-class',
    TABLE('points', 6),
    data('points', 'rare'),
    ['data'],
    ['data Data', 'source', 'target', 'on Data'],
  ],
  [
    'repeated-rows',
    TABLE('points', 6),
    data('points', 'repeated'),
    ['data'],
    ['data Data', 'source', 'split', 'on Data'],
  ],
];

export const HELD_OUT_FAULTY: readonly FaultyDraft[] = ROWS.map(
  ([id, healthy, change, categories, lines]) => ({
    id: `held-${id}`,
    draft: change(healthy),
    healthy,
    expected: { categories, lines, symptoms: [], rules: null },
  }),
);
