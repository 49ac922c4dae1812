/** Healthy drafts and the changes that make them faulty: what the held-out tables are written with. */
import type { CauseCategory } from '#diagnosis';
import { draftOf, problem } from './bases.ts';
import type { Draft } from './draft.ts';

export const repeat = (count: number, ...lines: readonly string[]) =>
  Array.from({ length: count }, () => lines).flat();

export const on = (
  id: string,
  hidden: readonly string[],
  optimizer: string,
  more: { batch?: number; epochs?: number } = {},
) => draftOf(problem(id), hidden, optimizer, more.batch, more.epochs);

export const HE = (units: number, count = 1, activation = 'relu') =>
  repeat(count, `dense(${units}, ${activation}, init: he_normal)`);
export const GLOROT = (units: number, count = 1, activation = 'tanh') =>
  repeat(count, `dense(${units}, ${activation}, init: glorot_uniform)`);
export const ADAM = 'adam(learning_rate: 3e-3)';
export const SGD = 'sgd(learning_rate: 0.05, momentum: 0.9)';

/** A row: the healthy draft, what is changed in it, and what is wrong then. */
export type Row = readonly [
  id: string,
  healthy: Draft,
  change: (draft: Draft) => Draft,
  categories: readonly CauseCategory[],
  lines: readonly string[],
];

export const train =
  (settings: Record<string, string>) =>
  (draft: Draft): Draft => ({
    ...draft,
    train: { ...draft.train, ...settings },
  });
export const hidden =
  (...lines: readonly string[]) =>
  (draft: Draft): Draft => ({ ...draft, hidden: lines });
export const data =
  (from: string, to: string) =>
  (draft: Draft): Draft => ({
    ...draft,
    data: draft.data.map((line) => line.replace(from, to)).filter((line) => line !== ''),
  });
export const head =
  (line: string) =>
  (draft: Draft): Draft => ({ ...draft, head: line });
export const both =
  (...changes: readonly ((draft: Draft) => Draft)[]) =>
  (draft: Draft): Draft =>
    changes.reduce((changed, change) => change(changed), draft);

export const SINE = (layer: string): Draft => ({
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

export const TABLE = (name: string, inputs: number): Draft => ({
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
