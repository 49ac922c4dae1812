import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareError } from '../../diagnosis/src/standard-error.ts';
import {
  fallingShare,
  hypergeometricTail,
  lastInARow,
  median,
  quantile,
  signChangeShare,
} from '../../diagnosis/src/statistics.ts';
import { gainOf, measureOf, readMeasure } from '../../diagnosis/src/trials/measure.ts';
import { madeUpRun } from './made-up-run.ts';

describe('the exact test of a share in a part', () => {
  it('counts the ways in which as many fall into it', () => {
    const near = (value: number, expected: number) =>
      assert.ok(Math.abs(value - expected) < 1e-12, `${value}`);
    near(hypergeometricTail(2, 2, 9, 42), 36 / 1275);
    near(hypergeometricTail(1, 1, 9, 42), 9 / 51);
    near(hypergeometricTail(0, 5, 9, 42), 1);
    // Of 4 drawn of 7 with 5 marked, at least 2 are marked.
    near(hypergeometricTail(2, 5, 4, 3), 1);
    near(hypergeometricTail(4, 5, 4, 3), 5 / 35);
  });
});

describe('the standard error of a share', () => {
  it('is not 0 of a handful that are all right', () => {
    assert.ok(Math.abs(shareError(1, 27) - Math.sqrt((29 * 2) / 31 ** 3)) < 1e-12);
    assert.ok(Math.abs(shareError(0.5, 10_000) - 0.005) < 1e-5);
  });
});

describe('order statistics', () => {
  it('interpolate as numpy does', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(quantile([0, 10], 0.25), 2.5);
    assert.equal(quantile([7], 0.9), 7);
    assert.ok(Number.isNaN(median([])));
  });

  it('tell a zigzag from a descent', () => {
    assert.equal(signChangeShare([1, 2, 1, 2, 1]), 1);
    assert.equal(signChangeShare([5, 4, 3, 2]), 0);
    assert.equal(signChangeShare([1, 2]), 0);
    assert.equal(fallingShare([5, 4, 5, 4, 3]), 0.75);
    assert.equal(
      lastInARow([1, 5, 1, 6, 7], (value) => value > 4),
      2,
    );
  });
});

describe('the measure of a trial', () => {
  const accuracy = { name: 'accuracy', higherIsBetter: true };
  const loss = { name: 'loss', higherIsBetter: false };

  it('is the first metric of the plan, or the loss', () => {
    assert.deepEqual(measureOf(madeUpRun({}).plan), accuracy);
    assert.deepEqual(measureOf(madeUpRun({ classes: 0 }).plan), loss);
  });

  it('gains in points for shares and relatively for errors', () => {
    assert.equal(gainOf(0.75, 0.5, accuracy), 0.25);
    assert.equal(gainOf(3, 4, loss), 0.25);
    assert.equal(gainOf(5, 4, loss), -0.25);
  });

  it('counts a break-down as all that can be lost or won', () => {
    assert.equal(gainOf(null, 0.5, accuracy), -1);
    assert.equal(gainOf(0.5, null, accuracy), 1);
    assert.equal(gainOf(null, null, accuracy), 0);
    assert.equal(readMeasure({ accuracy: Number.NaN, loss: 1 }, accuracy), null);
    assert.equal(readMeasure(null, accuracy), null);
  });
});
