/** Healthy networks beside the held-out faults: their own healthy versions, and others that come close to a fault. */
import { draftOf, problem } from './bases.ts';
import type { Draft } from './draft.ts';
import { textOf } from './draft.ts';
import { HELD_OUT_FAULTY } from './held-out-faulty.ts';

const he = (units: number, activation = 'relu') =>
  `dense(${units}, ${activation}, init: he_normal)`;
const tanh = (units: number) => `dense(${units}, tanh, init: glorot_uniform)`;
const sigmoid = (units: number) => `dense(${units}, sigmoid, init: glorot_uniform)`;

const OTHERS: Readonly<Record<string, Draft>> = {
  'one-sigmoid-layer': draftOf(
    problem('circles'),
    [sigmoid(16)],
    'adam(learning_rate: 0.01)',
    16,
    80,
  ),
  'two-sigmoid-layers': draftOf(
    problem('digits'),
    [sigmoid(48), sigmoid(32)],
    'adam(learning_rate: 3e-3)',
    32,
    25,
  ),
  'deep-tanh': draftOf(
    problem('moons'),
    [24, 24, 24, 24, 24].map(tanh),
    'adam(learning_rate: 1e-3)',
  ),
  'deep-relu-norm': draftOf(
    problem('digits'),
    [32, 32, 32, 32].flatMap((n) => [he(n), 'batch_norm']),
    'adam(learning_rate: 1e-3)',
  ),
  'deep-selu': draftOf(
    problem('spirals'),
    Array.from({ length: 6 }, () => 'dense(32, selu, init: lecun_normal)'),
    'adam(learning_rate: 1e-3)',
  ),
  'modest-dropout': draftOf(
    problem('digits'),
    [he(64), 'dropout(0.4)', he(64), 'dropout(0.3)'],
    'adam(learning_rate: 1e-3)',
    32,
    25,
  ),
  'modest-l2': draftOf(
    problem('wine'),
    ['dense(16, relu, init: he_normal, l2: 1e-3)'],
    'adam(learning_rate: 3e-3)',
  ),
  'max-norm': draftOf(
    problem('biopsies'),
    ['dense(16, relu, init: he_normal, max_norm: 3)'],
    'adam(learning_rate: 3e-3)',
  ),
  'large-batch': draftOf(problem('digits'), [he(64), he(32)], 'adam(learning_rate: 3e-3)', 128, 30),
  'batch-of-eight': draftOf(problem('iris'), [he(16)], 'adam(learning_rate: 3e-3)', 8, 40),
  'high-but-fine-rate': draftOf(problem('blobs'), [he(16)], 'adam(learning_rate: 0.01)'),
  'sgd-plain': draftOf(problem('digits'), [he(48), he(32)], 'sgd(learning_rate: 0.1)', 16, 30),
  'linear-classifier': draftOf(problem('wine'), [], 'adam(learning_rate: 0.01)', 16, 60),
  'linear-regression': draftOf(problem('linear'), [], 'adam(learning_rate: 0.01)', 16, 60),
  'no-hidden-digits': draftOf(problem('digits'), [], 'adam(learning_rate: 3e-3)', 32, 25),
  wide: draftOf(problem('moons'), [he(100)], 'adam(learning_rate: 3e-3)'),
  leaky: draftOf(
    problem('circles'),
    [he(16, 'leaky_relu'), he(16, 'leaky_relu')],
    'rmsprop(learning_rate: 3e-3)',
  ),
  swish: draftOf(problem('xor'), [he(16, 'swish'), he(16, 'swish')], 'adamw(learning_rate: 3e-3)'),
  gelu: draftOf(
    problem('spirals'),
    [he(48, 'gelu'), he(48, 'gelu'), he(24, 'gelu')],
    'nadam(learning_rate: 2e-3)',
  ),
  softsign: draftOf(
    problem('biopsies'),
    ['dense(16, softsign, init: glorot_uniform)'],
    'adamax(learning_rate: 3e-3)',
  ),
  'layer-norm': draftOf(
    problem('digits'),
    [he(48), 'layer_norm', he(32)],
    'adam(learning_rate: 1e-3)',
  ),
  cosine: {
    ...draftOf(problem('digits'), [he(48)], 'adam(learning_rate: 3e-3)', 32, 25),
    train: {
      ...draftOf(problem('digits'), [he(48)], 'adam(learning_rate: 3e-3)', 32, 25).train,
      schedule: 'cosine(warmup: 5%)',
    },
  },
  'stops-early': {
    ...draftOf(problem('wine'), [he(32)], 'adam(learning_rate: 3e-3)', 16, 150),
    train: {
      ...draftOf(problem('wine'), [he(32)], 'adam(learning_rate: 3e-3)', 16, 150).train,
      early_stopping: '(monitor: val_loss, patience: 10)',
    },
  },
};

/** Each text once. */
export const HELD_OUT_HEALTHY: readonly { readonly id: string; readonly draft: Draft }[] = distinct(
  [
    ...HELD_OUT_FAULTY.map(({ id, healthy }) => ({ id: `${id}-healthy`, draft: healthy })),
    ...Object.entries(OTHERS).map(([id, draft]) => ({ id: `held-${id}`, draft })),
  ],
);

function distinct<T extends { readonly draft: Draft }>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [textOf(entry.draft, ''), entry])).values()];
}
