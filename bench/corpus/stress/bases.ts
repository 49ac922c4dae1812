/** Data sets, and healthy networks for them that vary with what is drawn: the ground in which faults are put. */
import type { Draft } from './draft.ts';

export interface Problem {
  readonly id: string;
  readonly data: readonly string[];
  readonly input: string;
  readonly head: string;
  readonly loss: string;
  readonly metric: string;
  readonly epochs: number;
  /** A linear model would do. */
  readonly linear?: true;
  /** The data's own units are far from 1. */
  readonly unscaled?: true;
  /** Layers that turn a sample into features, before the drawn ones. */
  readonly front?: readonly string[];
  /** Validation metric of a sound network: a drawn one that stays under it is no healthy one. */
  readonly good: number;
  /** The most hidden units that it needs a layer, at least. */
  readonly width: number;
}

const SPLIT = 'split train 70%, validation 30%, test 0%';
const file = (name: string) => `source "../../../examples/data/${name}.csv"`;

export const PROBLEMS: readonly Problem[] = [
  {
    id: 'digits',
    data: [file('digits'), 'target label', 'scale divide(16)', SPLIT],
    input: '64',
    head: 'dense(10, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 15,
    linear: true,
    unscaled: true,
    good: 0.92,
    width: 24,
  },
  {
    id: 'wine',
    data: [file('wine'), 'target cultivar', 'scale standardize', SPLIT],
    input: '13',
    head: 'dense(3, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 40,
    linear: true,
    unscaled: true,
    good: 0.92,
    width: 8,
  },
  {
    id: 'iris',
    data: [file('iris'), 'target species', 'scale standardize', SPLIT],
    input: '4',
    head: 'dense(3, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 60,
    linear: true,
    good: 0.9,
    width: 8,
  },
  {
    id: 'biopsies',
    data: [file('breast_cancer'), 'target diagnosis', 'scale standardize', SPLIT],
    input: '30',
    head: 'dense(1, sigmoid)',
    loss: 'binary_cross_entropy',
    metric: 'accuracy',
    epochs: 20,
    linear: true,
    unscaled: true,
    good: 0.93,
    width: 8,
  },
  {
    id: 'diabetes',
    data: [
      file('diabetes'),
      'target progression',
      'scale standardize',
      'scale_target standardize',
      SPLIT,
    ],
    input: '10',
    head: 'dense(1)',
    loss: 'mse',
    metric: 'r2',
    epochs: 30,
    linear: true,
    unscaled: true,
    good: 0.42,
    width: 8,
  },
  {
    id: 'blobs',
    data: ['source blobs(samples: 900, classes: 4, noise: 1.2)', 'scale standardize', SPLIT],
    input: '2',
    head: 'dense(4, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 30,
    linear: true,
    good: 0.85,
    width: 8,
  },
  {
    id: 'circles',
    data: ['source circles(samples: 800, noise: 0.08)', SPLIT],
    input: '2',
    head: 'dense(1, sigmoid)',
    loss: 'binary_cross_entropy',
    metric: 'accuracy',
    epochs: 60,
    good: 0.93,
    width: 16,
  },
  {
    id: 'moons',
    data: ['source moons(samples: 800, noise: 0.15)', SPLIT],
    input: '2',
    head: 'dense(2, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 60,
    good: 0.93,
    width: 16,
  },
  {
    id: 'spirals',
    data: ['source spirals(samples: 900, classes: 3, noise: 0.15)', SPLIT],
    input: '2',
    head: 'dense(3, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 80,
    good: 0.9,
    width: 32,
  },
  {
    id: 'xor',
    data: ['source xor(samples: 800, noise: 0.25)', SPLIT],
    input: '2',
    head: 'dense(1, sigmoid)',
    loss: 'binary_cross_entropy',
    metric: 'accuracy',
    epochs: 50,
    good: 0.93,
    width: 16,
  },
  {
    id: 'linear',
    data: [
      'source linear(samples: 600, features: 8)',
      'scale standardize',
      'scale_target standardize',
      SPLIT,
    ],
    input: '8',
    head: 'dense(1)',
    loss: 'mse',
    metric: 'r2',
    epochs: 40,
    linear: true,
    good: 0.95,
    width: 8,
  },
  {
    id: 'images',
    data: [file('digits'), 'target label', 'shape (8, 8, 1)', 'scale divide(16)', SPLIT],
    input: '8, 8, 1',
    head: 'dense(10, softmax)',
    loss: 'cross_entropy',
    metric: 'accuracy',
    epochs: 8,
    front: ['conv2d(8, 3, relu, padding: same, init: he_normal)', 'max_pool2d(2)', 'flatten'],
    unscaled: true,
    good: 0.93,
    width: 32,
  },
];

/** By name; throws for an unknown one. */
export function problem(id: string): Problem {
  const found = PROBLEMS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no problem '${id}'.`);
  return found;
}

const ACTIVATIONS: readonly (readonly [activation: string, init: string])[] = [
  ['relu', 'he_normal'],
  ['relu', 'he_uniform'],
  ['tanh', 'glorot_uniform'],
  ['elu', 'he_normal'],
  ['leaky_relu', 'he_normal'],
  ['selu', 'lecun_normal'],
  ['gelu', 'he_normal'],
];

const OPTIMIZERS: readonly string[] = [
  'adam(learning_rate: 3e-3)',
  'adam(learning_rate: 1e-3)',
  'adamw(learning_rate: 3e-3)',
  'nadam(learning_rate: 2e-3)',
  'rmsprop(learning_rate: 1e-3)',
  'adamax(learning_rate: 3e-3)',
  'sgd(learning_rate: 0.05, momentum: 0.9)',
  'sgd(learning_rate: 0.02, momentum: 0.9, nesterov: true)',
  'adagrad(learning_rate: 0.05)',
];

/** A network for a problem: depth, width, activation, optimizer, batch size and an occasional batch norm or dropout are drawn. */
export function healthyDraft(chosen: Problem, random: () => number): Draft {
  const [activation, init] = pick(ACTIVATIONS, random);
  const depth = 1 + Math.floor(3 * random()) + (chosen.id === 'spirals' ? 1 : 0);
  const width = Math.round(chosen.width * (1 + 2 * random()));
  const normalize = random() < 0.2 && activation !== 'selu';
  const hidden = Array.from({ length: depth }, (_, i) => [
    `dense(${Math.max(chosen.width / 2, Math.round(width / (1 + i)))}, ${activation}, init: ${init})`,
    ...(normalize ? ['batch_norm'] : []),
  ]).flat();
  return draftOf(chosen, hidden, pick(OPTIMIZERS, random), pick([16, 32], random));
}

/** A problem's draft with these hidden layers. */
export function draftOf(
  chosen: Problem,
  hidden: readonly string[],
  optimizer: string,
  batchSize = 32,
  epochs = chosen.epochs,
): Draft {
  return {
    data: chosen.data,
    input: chosen.input,
    hidden: [...(chosen.front ?? []), ...hidden],
    head: chosen.head,
    train: {
      loss: chosen.loss,
      optimizer,
      batch_size: String(batchSize),
      epochs: String(epochs),
      metrics: chosen.metric,
    },
  };
}

/** One of them. */
export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}
