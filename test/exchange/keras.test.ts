import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { hasModules, lacks, sharedFolder } from './python.ts';
import { type Comparison, compareWith, largestDifference } from './repeat-training.ts';
import {
  OPTIMIZER_TRAININGS,
  SCHEDULE_TRAININGS,
  specification,
  TRAININGS,
} from './specifications.ts';

/** Losses may differ by this share. */
const TOLERANCE = 1e-3;

/** Keras carries what it has collected at the end of an epoch over to the next. */
const NOT_IN_KERAS = ['gradients of several batches'];

const named: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TRAININGS).filter(([name]) => !NOT_IN_KERAS.includes(name))),
  'gru without a bias': specification({
    source: 'sine(samples: 240, length: 12)',
    input: '12, 1',
    layers:
      'gru(5, bias: false, return_sequences: true, bidirectional: true)\ngru(4, bias: false)\ndense(1)',
  }),
  'gradients of so many batches that an epoch has none left over': specification({
    layers: 'dense(16, relu)\ndense(3, softmax)',
    train: 'accumulate 3',
    batch: 14,
  }),
  'momentum while the rate falls': specification({
    layers: 'dense(16, relu)\ndense(3, softmax)',
    train:
      'optimizer sgd(learning_rate: 0.05, momentum: 0.9, nesterov: true)\nschedule cosine(warmup: 10%)',
  }),
  'rmsprop with momentum while the rate falls': specification({
    layers: 'dense(16, relu)\ndense(3, softmax)',
    train: 'optimizer rmsprop(learning_rate: 0.01, momentum: 0.8)\nschedule exponential',
  }),
  ...OPTIMIZER_TRAININGS,
  ...SCHEDULE_TRAININGS,
};
const folder = sharedFolder();
let comparisons: readonly Comparison[] = [];

before(async () => {
  if (!hasModules('keras', 'safetensors')) return;
  comparisons = await compareWith('keras', Object.values(named), folder);
});

for (const [index, name] of Object.keys(named).entries()) {
  test(`exported to Keras, the first fifty losses are the same: ${name}`, (t) => {
    if (lacks(t, 'keras', 'safetensors')) return;
    const comparison = comparisons[index] as Comparison;
    const { error, ours, theirs } = comparison;
    assert.equal(error, undefined);
    assert.equal(ours.length, 50);
    const difference = largestDifference(comparison);
    const shown = `${ours.slice(0, 8).join(' ')} …\n${theirs.slice(0, 8).join(' ')} …`;
    assert.ok(difference <= TOLERANCE, `${difference}\n${shown}`);
  });
}
