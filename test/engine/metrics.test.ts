import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricPlan } from '#plan';
import { measure, type Predictions } from '../../engine/src/metrics.ts';

function close(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual}, should be ${expected}`);
}

function value(plan: MetricPlan, predictions: Predictions): number {
  const values = Object.values(measure([plan], predictions));
  assert.equal(values.length, 1);
  return values[0] as number;
}

const common = { threshold: 0.5, units: [] } as const;

/** Six samples of three classes; the guesses are 0 0 1 1 2 2. */
const classes: Predictions = {
  outputs: Float32Array.of(
    ...[0.7, 0.2, 0.1],
    ...[0.5, 0.3, 0.2],
    ...[0.1, 0.6, 0.3],
    ...[0.4, 0.5, 0.1],
    ...[0.2, 0.3, 0.5],
    ...[0.1, 0.4, 0.5],
  ),
  targets: Float32Array.of(0, 1, 1, 0, 2, 2),
  columns: 3,
  task: 'classes',
  indices: true,
  ...common,
};

test('accuracy and top-k of classes', () => {
  close(value({ name: 'accuracy' }, classes), 4 / 6);
  close(value({ name: 'top_k', k: 2 }, classes), 1);
  assert.deepEqual(Object.keys(measure([{ name: 'top_k', k: 2 }], classes)), ['top_2']);
});

test('unit vectors as targets count the same as indices', () => {
  const vectors = new Float32Array(18);
  for (const [row, index] of classes.targets.entries()) vectors[row * 3 + index] = 1;
  const unit = { ...classes, targets: vectors, indices: false };
  for (const name of ['accuracy', 'precision', 'recall', 'f1', 'auc', 'mae', 'rmse'] as const) {
    close(value({ name }, unit), value({ name }, classes));
  }
});

test('precision, recall and f1 are averaged over the classes', () => {
  // Classes 0 and 1: one of two guesses right, one of two found; class 2: all.
  close(value({ name: 'precision' }, classes), (0.5 + 0.5 + 1) / 3);
  close(value({ name: 'recall' }, classes), (0.5 + 0.5 + 1) / 3);
  close(value({ name: 'f1' }, classes), (0.5 + 0.5 + 1) / 3);
});

const binary: Predictions = {
  outputs: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.4, 0.3),
  targets: Float32Array.of(1, 1, 0, 1, 0, 0),
  columns: 1,
  task: 'binary',
  indices: false,
  ...common,
};

test('binary metrics look at the positive class', () => {
  close(value({ name: 'accuracy' }, binary), 5 / 6);
  close(value({ name: 'precision' }, binary), 3 / 4);
  close(value({ name: 'recall' }, binary), 1);
  close(value({ name: 'f1' }, binary), (2 * 0.75) / 1.75);
  // Of nine pairs of a positive and a negative sample one is in the wrong order.
  close(value({ name: 'auc' }, binary), 8 / 9);
});

test('ties count half in the area under the curve, and nothing said counts 0 in precision', () => {
  const flat = { ...binary, outputs: new Float32Array(6).fill(0.2) };
  close(value({ name: 'auc' }, flat), 0.5);
  close(value({ name: 'precision' }, flat), 0);
  close(value({ name: 'f1' }, flat), 0);
});

const real: Predictions = {
  outputs: Float32Array.of(1, 2, 3, 5),
  targets: Float32Array.of(1, 2, 4, 3),
  columns: 1,
  task: 'real',
  indices: false,
  threshold: 0.5,
  units: [10],
};

test('errors are told in the units of the data, r2 has none', () => {
  close(value({ name: 'mae' }, real), (10 * 3) / 4);
  close(value({ name: 'rmse' }, real), 10 * Math.sqrt(5 / 4));
  close(value({ name: 'r2' }, real), 1 - 5 / 5);
  const exact = { ...real, outputs: real.targets };
  close(value({ name: 'r2' }, exact), 1);
});

test('r2 of a constant target is 0, whatever the rounding of its mean leaves', () => {
  const targets = new Float32Array(41).fill(0.1);
  const outputs = targets.map((target, index) => target + index);
  close(value({ name: 'r2' }, { ...real, targets, outputs }), 0);
});

test('outputs that are not numbers are no hits', () => {
  const broken = { ...classes, outputs: new Float32Array(18).fill(Number.NaN) };
  close(value({ name: 'accuracy' }, broken), 0);
});
