/** What Keras does and PyTorch does not, against its formulas in float64. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, type Trainer } from '#engine';
import type { LayerPlan, OptimizerPlan } from '#plan';
import { dataSetOf, kernelsOf, layer, normals, planOf } from './plans.ts';

const kernels = await kernelsOf();
const INPUTS = 6;
const UNITS = 4;
const ROWS = 16;

const nadam: OptimizerPlan = {
  name: 'nadam',
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};
const sgd: OptimizerPlan = { name: 'sgd', learningRate: 0.5, momentum: 0, nesterov: false };

const inputs = normals(ROWS * INPUTS, 1);
const targets = normals(ROWS * UNITS, 2);

/** A linear model without a bias, whose gradient is known: 2/(rows·units)·xᵀ(x·w − t). */
function linear(optimizer: OptimizerPlan, settings: Partial<LayerPlan> = {}): Trainer {
  const dense = { type: 'dense', units: UNITS, bias: false, ...settings } as const;
  const plan = planOf({
    layers: [layer('dense_1', [INPUTS], [UNITS], dense)],
    loss: { name: 'mse' },
    optimizer,
    epochs: 100,
    train: { batchSize: ROWS },
  });
  const data = dataSetOf([INPUTS], [UNITS], inputs, targets);
  return createTrainer({ plan, data, kernels, shuffle: false, probes: false });
}

function weightOf(trainer: Trainer): Float64Array {
  return Float64Array.from(trainer.weights()[0]?.values ?? []);
}

function gradientAt(weight: Float64Array): Float64Array {
  const gradient = new Float64Array(INPUTS * UNITS);
  for (let row = 0; row < ROWS; row++) {
    for (let unit = 0; unit < UNITS; unit++) {
      let error = -(targets[row * UNITS + unit] as number);
      for (let i = 0; i < INPUTS; i++) {
        error += (inputs[row * INPUTS + i] as number) * (weight[i * UNITS + unit] as number);
      }
      for (let i = 0; i < INPUTS; i++) {
        const at = i * UNITS + unit;
        const change = (2 * error * (inputs[row * INPUTS + i] as number)) / (ROWS * UNITS);
        gradient[at] = (gradient[at] as number) + change;
      }
    }
  }
  return gradient;
}

function assertClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  const size = Math.max(...expected.map(Math.abs));
  for (const [at, value] of expected.entries()) {
    const error = Math.abs((actual[at] as number) - value) / size;
    assert.ok(error < tolerance, `weight ${at} is off by ${error}`);
  }
}

test('nadam: momenta β₁·(1 − ½·0.96ᵗ), the next one on the first moment, this one on the gradient', () => {
  const trainer = linear(nadam);
  const weight = weightOf(trainer);
  const first = new Float64Array(weight.length);
  const second = new Float64Array(weight.length);
  const { beta1, beta2, learningRate, epsilon } = nadam;
  let product = 1;
  for (let step = 1; step <= 100; step++) {
    const now = beta1 * (1 - 0.5 * 0.96 ** step);
    const next = beta1 * (1 - 0.5 * 0.96 ** (step + 1));
    product *= now;
    for (const [at, g] of gradientAt(weight).entries()) {
      const m = beta1 * (first[at] as number) + (1 - beta1) * g;
      const v = beta2 * (second[at] as number) + (1 - beta2) * g * g;
      const ahead = (next * m) / (1 - product * next) + ((1 - now) * g) / (1 - product);
      const root = Math.sqrt(v / (1 - beta2 ** step)) + epsilon;
      weight[at] = (weight[at] as number) - (learningRate * ahead) / root;
      [first[at], second[at]] = [m, v];
    }
  }
  trainer.advance(Number.POSITIVE_INFINITY, 100);
  assertClose(weightOf(trainer), weight, 1e-4);
});

test('max-norm: after each update every unit’s incoming weights are scaled down to the bound', () => {
  const bound = 0.4;
  const trainer = linear(sgd, { maxNorm: bound } as Partial<LayerPlan>);
  const weight = weightOf(trainer);
  for (let step = 0; step < 20; step++) {
    for (const [at, g] of gradientAt(weight).entries()) {
      weight[at] = (weight[at] as number) - sgd.learningRate * g;
    }
    for (let unit = 0; unit < UNITS; unit++) {
      const places = Array.from({ length: INPUTS }, (_, i) => i * UNITS + unit);
      const norm = Math.hypot(...places.map((at) => weight[at] as number));
      for (const at of places) weight[at] = (weight[at] as number) * Math.min(1, bound / norm);
    }
  }
  trainer.advance(Number.POSITIVE_INFINITY, 20);
  assertClose(weightOf(trainer), weight, 1e-5);
});
