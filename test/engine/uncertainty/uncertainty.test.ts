import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calibration, type StochasticPredictions, summarizeUncertainty } from '#engine';

function predictionsOf(
  rounds: readonly (readonly number[])[],
  columns: number,
  kind: StochasticPredictions['kind'],
): StochasticPredictions {
  const rows = (rounds[0]?.length ?? 0) / columns;
  return { outputs: Float32Array.from(rounds.flat()), rounds: rounds.length, rows, columns, kind };
}

function near(actual: number | undefined, expected: number, tolerance = 1e-6): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < tolerance, `${actual}, not ${expected}`);
}

test('predictions that agree: all uncertainty is in the classes, none in the weights', () => {
  const round = [0.5, 0.25, 0.25];
  const { mean, std, entropy, mutualInformation } = summarizeUncertainty(
    predictionsOf([round, round, round], 3, 'classes'),
  );
  assert.deepEqual([...mean], round);
  assert.deepEqual([...std], [0, 0, 0]);
  near(entropy?.[0], 1.5 * Math.log(2));
  near(mutualInformation?.[0], 0);
});

test('certain predictions that contradict each other: all uncertainty is in the weights', () => {
  const { mean, std, entropy, mutualInformation } = summarizeUncertainty(
    predictionsOf(
      [
        [1, 0],
        [0, 1],
      ],
      2,
      'classes',
    ),
  );
  assert.deepEqual([...mean], [0.5, 0.5]);
  near(std[0], Math.SQRT1_2);
  near(entropy?.[0], Math.log(2));
  near(mutualInformation?.[0], Math.log(2));
});

test('a binary output has the entropy of both its classes, several outputs the sum', () => {
  const one = summarizeUncertainty(predictionsOf([[0.25], [0.75]], 1, 'binary'));
  near(one.entropy?.[0], Math.log(2));
  const inner = -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));
  near(one.mutualInformation?.[0], Math.log(2) - inner);
  const two = summarizeUncertainty(predictionsOf([[0.5, 0.5]], 2, 'binary'));
  near(two.entropy?.[0], 2 * Math.log(2));
});

test('values have a mean and a spread, sample by sample', () => {
  const { mean, std, entropy } = summarizeUncertainty(
    predictionsOf(
      [
        [1, 10, -1],
        [3, 10, 2],
        [5, 10, 2],
      ],
      1,
      'real',
    ),
  );
  assert.deepEqual([...mean], [3, 10, 1]);
  near(std[0], 2);
  near(std[1], 0);
  near(std[2], Math.sqrt(3));
  assert.equal(entropy, null);
});

test('the mutual information is never negative and never above the entropy', () => {
  const row = fc
    .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    .map((weights) => weights.map((w) => w / weights.reduce((a, b) => a + b, 0)));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rounds) => {
      const { entropy, mutualInformation } = summarizeUncertainty(
        predictionsOf(rounds, 4, 'classes'),
      );
      const [total = Number.NaN] = entropy ?? [];
      const [gain = Number.NaN] = mutualInformation ?? [];
      assert.ok(gain >= 0 && gain <= total + 1e-6 && total <= Math.log(4) + 1e-6);
    }),
  );
});

test('calibration: bins, gaps and their mean by hand', () => {
  // Confidences 0.95, 0.9, 0.55, 0.65 with a right, a wrong, a right and a wrong answer.
  const probabilities = Float32Array.of(0.95, 0.05, 0.1, 0.9, 0.55, 0.45, 0.35, 0.65);
  const { bins, expectedError, largestError } = calibration(probabilities, [0, 0, 0, 0], 10);
  assert.deepEqual(
    bins.map(({ count }) => count),
    [0, 0, 0, 0, 0, 1, 1, 0, 1, 1],
  );
  near(expectedError, (0.05 + 0.9 + 0.45 + 0.65) / 4);
  near(largestError, 0.9);
  assert.equal(bins[9]?.accuracy, 1);
  near(bins[8]?.confidence, 0.9);
});

test('a classifier that is right as often as it says has no calibration error', () => {
  const probabilities = new Float32Array(2000);
  const labels = Array.from({ length: 1000 }, (_, row) => {
    const confidence = row < 500 ? 0.8 : 0.6;
    probabilities.set([confidence, 1 - confidence], 2 * row);
    return row % 10 < 10 * confidence ? 0 : 1;
  });
  near(calibration(probabilities, labels).expectedError, 0);
});

test('one number a row is the probability of the class 1', () => {
  const { bins, expectedError } = calibration(Float32Array.of(0.9, 0.2), [1, 0], 2);
  assert.deepEqual(
    bins.map(({ count, accuracy }) => [count, accuracy]),
    [
      [0, 0],
      [2, 1],
    ],
  );
  near(expectedError, 0.15);
});

test('no samples have no error', () => {
  const { expectedError, largestError } = calibration(new Float32Array(), []);
  assert.deepEqual([expectedError, largestError], [0, 0]);
});
