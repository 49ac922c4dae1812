import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { constant, type MadeUpRun, madeUpRun } from '../made-up-run.ts';

function told(made: MadeUpRun): RuntimeFinding['symptom'][] {
  return diagnose(madeUpRun(made)).map((finding) => finding.symptom);
}

/** A training loss that falls to 0.02. */
const falling = (epochs: number) =>
  Array.from({ length: epochs }, (_, i) => Math.max(0.02, 0.6 * 0.8 ** i));

describe('overfitting', () => {
  const run = (validationLoss: readonly number[]): MadeUpRun => ({
    loss: falling(20),
    accuracy: constant(0.99, 20),
    validationLoss,
    validationAccuracy: constant(0.95, 20),
  });
  const rising = (worse: number, value: number) => [
    ...constant(0.4, 20 - worse),
    ...constant(value, worse),
  ];

  it('is a validation loss 5 % above its best for 3 epochs', () => {
    assert.deepEqual(told(run(rising(3, 0.43))), ['overfitting']);
    assert.deepEqual(told(run(rising(2, 0.43))), []);
    assert.deepEqual(told(run(rising(3, 0.415))), []);
  });

  it('names the epoch of the best validation loss', () => {
    const losses = [0.6, 0.5, 0.4, ...constant(0.5, 17)];
    const [finding] = diagnose(madeUpRun(run(losses)));
    assert.equal(finding?.sinceEpoch, 3);
    assert.equal(finding?.evidence[0]?.measured, 0.5);
  });

  it('takes a rise that is nothing beside the baseline for noise', () => {
    assert.deepEqual(told(run([...constant(0.01, 10), ...constant(0.02, 10)])), []);
  });

  it('is also an accuracy 10 points lower on validation than on training', () => {
    const gap = (validation: number): MadeUpRun => ({
      loss: falling(20),
      accuracy: constant(0.99, 20),
      validationLoss: falling(20),
      validationAccuracy: constant(validation, 20),
    });
    assert.deepEqual(told(gap(0.85)), ['overfitting']);
    assert.deepEqual(told(gap(0.91)), []);
  });
});

describe('underfitting', () => {
  it('is a training accuracy less than 60 % of the way from the baseline to 1', () => {
    const loss = Array.from({ length: 20 }, (_, i) => 0.5 + 0.15 / (i + 1) ** 2);
    assert.deepEqual(told({ loss, accuracy: constant(0.79, 20) }), ['underfitting']);
    assert.deepEqual(told({ loss, accuracy: constant(0.81, 20) }), []);
  });

  it('is a regression loss that fell by less than 35 % of the variance', () => {
    const loss = (end: number) => Array.from({ length: 20 }, (_, i) => end + 0.2 / (i + 1) ** 2);
    assert.deepEqual(told({ classes: 0, loss: loss(0.66) }), ['underfitting']);
    assert.deepEqual(told({ classes: 0, loss: loss(0.63) }), []);
  });

  it('is not told of a run that goes on', () => {
    const loss = constant(0.6, 10);
    assert.deepEqual(told({ loss, accuracy: constant(0.7, 10), ended: false, epochs: 40 }), []);
  });
});

describe('too-few-epochs', () => {
  it('is a loss that still falls by more than 2 % an epoch', () => {
    const shrinking = (factor: number) => Array.from({ length: 10 }, (_, i) => 0.6 * factor ** i);
    assert.deepEqual(told({ loss: shrinking(0.97), accuracy: constant(0.9, 10) }), [
      'too-few-epochs',
    ]);
    assert.deepEqual(told({ loss: shrinking(0.985), accuracy: constant(0.9, 10) }), []);
  });

  it('is not told where the goal is near', () => {
    const quick = Array.from({ length: 10 }, (_, i) => 0.5 * 0.7 ** i);
    assert.deepEqual(told({ loss: quick, accuracy: constant(0.8, 10) }), []);
    const slow = Array.from({ length: 10 }, (_, i) => 0.6 * 0.95 ** i);
    assert.deepEqual(told({ loss: slow, accuracy: constant(0.96, 10) }), []);
    assert.deepEqual(told({ loss: slow, accuracy: constant(0.94, 10) }), ['too-few-epochs']);
  });
});

describe('plateau', () => {
  it('is a loss that stands still where it began', () => {
    assert.deepEqual(told({ loss: constant(0.69, 20), accuracy: constant(0.51, 20) }), [
      'underfitting',
    ]);
    const [finding] = diagnose(
      madeUpRun({ loss: constant(0.69, 20), accuracy: constant(0.51, 20) }),
    );
    assert.ok(finding?.explains.some(({ symptom }) => symptom === 'plateau'));
  });
});

describe('slow-convergence', () => {
  it('is a steady descent that has hardly begun', () => {
    const loss = Array.from({ length: 40 }, (_, i) => 6.43 * 5 * (1 - 0.002 * i));
    const [finding] = diagnose(madeUpRun({ classes: 0, expectedLoss: 32, initialLoss: 33, loss }));
    assert.equal(finding?.symptom, 'slow-convergence');
    assert.equal(finding?.category, 'learning-rate');
  });
});

describe('oscillating-loss', () => {
  const zigzag = (low: number, high: number) =>
    Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? low : high));

  it('is a loss that turns more often than not, by more than a tenth', () => {
    const accuracy = constant(0.9, 30);
    assert.deepEqual(told({ loss: zigzag(0.25, 0.45), accuracy }), ['oscillating-loss']);
    assert.deepEqual(told({ loss: zigzag(0.3, 0.33), accuracy }), []);
    assert.deepEqual(
      told({ loss: zigzag(0.25, 0.45).slice(0, 19), accuracy: accuracy.slice(0, 19) }),
      [],
    );
  });

  it('blames a tiny batch, else the optimizer', () => {
    const made: MadeUpRun = { loss: zigzag(0.25, 0.45), accuracy: constant(0.9, 30) };
    assert.equal(diagnose(madeUpRun(made))[0]?.setting, 'optimizer');
    const batch = diagnose(
      madeUpRun({ ...made, plan: (plan) => ({ ...plan, train: { ...plan.train, batchSize: 1 } }) }),
    );
    assert.equal(batch[0]?.setting, 'batch_size');
    assert.equal(batch[0]?.origin.line, 64);
  });
});

describe('validation-too-good', () => {
  it('is a validation accuracy far above that of training, without dropout', () => {
    const run = (validation: number): MadeUpRun => ({
      loss: [...falling(20).slice(0, 8), ...constant(0.12, 12)],
      accuracy: constant(0.85, 20),
      validationLoss: constant(0.1, 20),
      validationAccuracy: constant(validation, 20),
    });
    assert.deepEqual(told(run(0.99)), ['validation-too-good']);
    assert.deepEqual(told(run(0.92)), []);
  });
});
