/**
 * Gradients against finite differences of the engine's own loss, masks included: what the float64
 * reference leaves out (dropout of all kinds, activations whose derivative needs the input inside
 * recurrent layers).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer } from '#engine';
import type { ActivationPlan, LayerPlan } from '#plan';
import { dataSetOf, kernelsOf, layer, normals, planOf } from './plans.ts';

const kernels = await kernelsOf();

const BATCH = 7;
const STEPS = 4;
const FEATURES = 3;
const STEP = 5e-3;
/** Of float32 losses a difference of that step keeps three digits. */
const TOLERANCE = 4e-3;

function check(layers: readonly LayerPlan[], outputs: readonly number[]): void {
  const inputShape = layers[0]?.inputShape ?? [];
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, BATCH);
  const inputs = normals(size(inputShape), 5);
  const targets = normals(size(outputs), 6);
  const trainer = createTrainer({
    plan: planOf({ layers, loss: { name: 'mse' }, train: { batchSize: BATCH } }),
    data: dataSetOf(inputShape, outputs, inputs, targets),
    kernels,
  });
  const { gradients } = trainer.gradients(inputs, targets);
  const weights = new Map(trainer.weights().map(({ name, values }) => [name, values]));
  assert.ok(gradients.length > 0);
  for (const { name, values } of gradients) {
    const weight = weights.get(name) as Float32Array;
    const lossAt = (index: number, value: number) => {
      const moved = weight.slice();
      moved[index] = value;
      trainer.setWeights([{ name, values: moved }]);
      return trainer.gradients(inputs, targets).loss;
    };
    const differences = Array.from(weight, (value, index) => {
      return (lossAt(index, value + STEP) - lossAt(index, value - STEP)) / (2 * STEP);
    });
    trainer.setWeights([{ name, values: weight }]);
    const largest = Math.max(...differences.map(Math.abs), 0.02);
    for (const [index, expected] of differences.entries()) {
      const error = Math.abs((values[index] as number) - expected) / largest;
      assert.ok(error < TOLERANCE, `${name}[${index}]: ${values[index]}, should be ${expected}`);
    }
  }
}

const gelu: ActivationPlan = { name: 'gelu' };
const swish: ActivationPlan = { name: 'swish' };
const softplus: ActivationPlan = { name: 'softplus' };

for (const type of ['simple_rnn', 'lstm', 'gru'] as const) {
  for (const bidirectional of [false, true]) {
    for (const returnSequences of [false, true]) {
      const shape = bidirectional ? 'both ways' : 'one way';
      const what = returnSequences ? 'all states' : 'last state';
      test(`${type}, ${shape}, ${what}: gelu and swish, recurrent dropout`, () => {
        const units = 5;
        const wide = bidirectional ? 2 * units : units;
        const outputs = returnSequences ? [STEPS, wide] : [wide];
        const inputShape = [STEPS, FEATURES];
        const settings = { type, units, bidirectional, returnSequences, recurrentDropout: 0.3 };
        const activations = { activation: gelu, recurrentActivation: swish };
        check([layer('layer', inputShape, outputs, { ...settings, ...activations })], outputs);
      });
    }
  }
}

test('dropout and alpha dropout, after a relu and after others', () => {
  const dense = (id: string, from: number, to: number, activation: ActivationPlan) =>
    layer(id, [from], [to], { type: 'dense', units: to, activation });
  check(
    [
      dense('dense_1', 3, 9, { name: 'softplus' }),
      layer('dropout_1', [9], [9], { type: 'dropout', rate: 0.4 }),
      dense('dense_2', 9, 7, { name: 'selu' }),
      layer('alpha_dropout_1', [7], [7], { type: 'alpha_dropout', rate: 0.2 }),
      dense('dense_3', 7, 8, { name: 'tanh' }),
      layer('dropout_2', [8], [8], { type: 'dropout', rate: 0.3 }),
      dense('dense_4', 8, 2, { name: 'linear' }),
    ],
    [2],
  );
});

test('blocks in blocks, with layers that work in place', () => {
  const inner = layer('inner', [6], [6], { type: 'dense', units: 6, activation: { name: 'tanh' } });
  const soft = layer('soft', [6], [6], { type: 'activation', activation: softplus });
  const swished = layer('swished', [6], [6], { type: 'activation', activation: swish });
  const residual = layer('residual', [6], [6], { type: 'residual', body: [soft, inner] });
  const parallel = layer('parallel', [6], [18], {
    type: 'parallel',
    branches: [[residual], [swished], []],
  });
  check(
    [
      layer('first', [4], [6], { type: 'dense', units: 6, activation: { name: 'sigmoid' } }),
      parallel,
      layer('last', [18], [2], { type: 'dense', units: 2, activation: { name: 'linear' } }),
    ],
    [2],
  );
});

test('batch norm with a relu after it', () => {
  check(
    [
      layer('first', [4], [6], { type: 'dense', units: 6, activation: { name: 'tanh' } }),
      layer('norm', [6], [6], { type: 'batch_norm' }),
      layer('relu', [6], [6], { type: 'activation', activation: { name: 'relu' } }),
      layer('dropout', [6], [6], { type: 'dropout', rate: 0.2 }),
      layer('last', [6], [2], { type: 'dense', units: 2, activation: { name: 'linear' } }),
    ],
    [2],
  );
});
