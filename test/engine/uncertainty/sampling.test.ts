import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, summarizeUncertainty } from '#engine';
import type { LayerPlan } from '#plan';
import { mixedData, mixedPlan } from '../mixed.ts';
import { dataSetOf, kernelsOf, layer, normals, planOf } from '../plans.ts';

const kernels = await kernelsOf();

/** A trainer of layers that end in one value, with its weights as they start. */
function regressor(layers: readonly LayerPlan[]) {
  const width = layers[0]?.inputShape[0] ?? 1;
  const data = dataSetOf([width], [1], normals(width * 8, 1), normals(8, 2));
  return createTrainer({ plan: planOf({ layers, loss: { name: 'mse' } }), data, kernels });
}

test('without dropout every round is the plain prediction, batch norm included', () => {
  const trainer = regressor([
    layer('dense_1', [6], [8], { type: 'dense', units: 8, activation: { name: 'tanh' } }),
    layer('norm', [8], [8], { type: 'batch_norm', momentum: 0.5, epsilon: 1e-3 }),
    layer('out', [8], [1], { type: 'dense', units: 1 }),
  ]);
  trainer.advance(Number.POSITIVE_INFINITY);
  const inputs = normals(6 * 20, 5);
  const plain = trainer.predict(inputs);
  const { outputs, rows, columns, rounds, kind } = trainer.predictStochastic(inputs, 3);
  assert.deepEqual(
    { rows, columns, rounds, kind },
    { rows: 20, columns: 1, rounds: 3, kind: 'real' },
  );
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(outputs.slice(20 * round, 20 * (round + 1)), plain);
  }
});

for (const [type, rate] of [
  ['dropout', 0.5],
  ['alpha_dropout', 0.2],
] as const) {
  test(`${type} keeps the mean of what passes, and spreads it`, () => {
    const width = 64;
    const trainer = regressor([
      layer('drop', [width], [width], { type, rate }),
      layer('out', [width], [1], { type: 'dense', units: 1, bias: false }),
    ]);
    const ones = new Float32Array(width).fill(1 / width);
    trainer.setWeights([{ name: 'out.weight', values: ones }]);
    const ROUNDS = 4000;
    // Standard normal inputs, whose mean alpha dropout keeps.
    const inputs = normals(width, 9);
    const inputMean = inputs.reduce((sum, value) => sum + value, 0) / width;
    const { mean, std } = summarizeUncertainty(trainer.predictStochastic(inputs, ROUNDS));
    const spread = std[0] ?? 0;
    assert.ok(spread > 0.01);
    if (type === 'dropout') {
      const error = Math.abs((mean[0] ?? Number.NaN) - inputMean);
      assert.ok(error < (4 * spread) / Math.sqrt(ROUNDS), `off by ${error}`);
      // Var = rate/(1 − rate) · Σ x² / n².
      const squares = inputs.reduce((sum, value) => sum + value * value, 0) / width ** 2;
      const expected = Math.sqrt((rate / (1 - rate)) * squares);
      assert.ok(Math.abs(spread / expected - 1) < 0.05, `${spread}, not ${expected}`);
    } else {
      // a·((1 − rate)·x + rate·α′) + b, Klambauer et al. 2017, with α′ = −1.7581.
      const floor = -1.7580993408473766;
      const keep = 1 - rate;
      const scale = 1 / Math.sqrt(keep + floor * floor * keep * rate);
      const expected = scale * (keep * inputMean + rate * floor) - scale * rate * floor;
      const error = Math.abs((mean[0] ?? Number.NaN) - expected);
      assert.ok(error < (4 * spread) / Math.sqrt(ROUNDS), `off by ${error}`);
    }
  });
}

test('recurrent dropout draws as well, and predicting changes nothing', () => {
  const trainer = createTrainer({ plan: mixedPlan(), data: mixedData, kernels });
  trainer.advance(Number.POSITIVE_INFINITY, 7);
  const before = trainer.weights();
  const plain = trainer.predict(mixedData.validation.inputs);
  const { outputs, rows, columns } = trainer.predictStochastic(mixedData.validation.inputs, 4);
  assert.equal(rows * columns, plain.length);
  assert.notDeepEqual(outputs.slice(0, plain.length), plain);
  for (let row = 0; row < rows * 4; row++) {
    const sum = outputs.subarray(row * columns, (row + 1) * columns).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  }
  assert.deepEqual(trainer.weights(), before);
  assert.deepEqual(trainer.predict(mixedData.validation.inputs), plain);
});

test('a training with Monte Carlo dropout has the same weights as one without', () => {
  const run = (samples: number | null) => {
    const plan = mixedPlan({ mcDropoutSamples: samples });
    const trainer = createTrainer({ plan, data: mixedData, kernels });
    const end = trainer.advance(Number.POSITIVE_INFINITY).at(-1);
    assert.ok(end?.type === 'finished');
    return { weights: trainer.weights(), uncertainty: end.uncertainty };
  };
  const without = run(null);
  const withIt = run(5);
  assert.deepEqual(withIt.weights, without.weights);
  assert.equal(without.uncertainty, undefined);
  assert.equal(withIt.uncertainty?.part, 'validation');
  assert.equal(withIt.uncertainty?.rounds, 5);
});
