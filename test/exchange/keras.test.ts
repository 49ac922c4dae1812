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

/**
 * Keras adds the ε of adagrad and rmsprop under the root; small steps then come out larger or smaller. And it has no such
 * thing as two ways of clipping at once, leftovers of an epoch, one bias of a GRU, a head of its own.
 */
const NOT_IN_KERAS = [
  'clipping by norm and by value',
  'gradients of several batches',
  'gru in both directions',
  'squared error of classes',
];

const named: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TRAININGS).filter(([name]) => !NOT_IN_KERAS.includes(name))),
  'gru without a bias': specification({
    source: 'sine(samples: 240, length: 12)',
    input: '12, 1',
    layers:
      'gru(5, bias: false, return_sequences: true, bidirectional: true)\ngru(4, bias: false)\ndense(1)',
  }),
  ...Object.fromEntries(
    Object.entries(OPTIMIZER_TRAININGS).filter(([name]) => !/^(adagrad|rmsprop)/.test(name)),
  ),
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
