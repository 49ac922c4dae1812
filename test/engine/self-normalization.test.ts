import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, type Trainer } from '#engine';
import type { LayerPlan } from '#plan';
import { dataSetOf, denseStack, kernelsOf, layer, normals, planOf } from './plans.ts';

const kernels = await kernelsOf();

test('selu keeps mean 0 and variance 1 through 50 layers', () => {
  const width = 200;
  const deep = denseStack(
    width,
    Array.from({ length: 50 }, () => [width, { name: 'selu' }] as const),
  ).map((each) => ({ ...each, init: { name: 'lecun_normal' } }) as LayerPlan);
  const head = layer('head', [width], [1], {
    type: 'dense',
    units: 1,
    activation: { name: 'linear' },
  });
  const data = dataSetOf([width], [1], normals(256 * width, 1), normals(256, 2));
  const plan = planOf({ layers: [...deep, head], loss: { name: 'mse' }, encoding: 'real' });
  const [started] = createTrainer({ plan, data, kernels }).advance(0, 1);
  assert.ok(started?.type === 'started');
  for (const { id, activation } of started.initial.layers.slice(0, 50)) {
    assert.ok(activation);
    assert.ok(Math.abs(activation.mean) < 0.2, `${id}: mean ${activation.mean}`);
    assert.ok(Math.abs(activation.std - 1) < 0.2, `${id}: std ${activation.std}`);
  }
});

test('alpha dropout keeps the mean', () => {
  const width = 100;
  const layers = [
    layer('alpha_dropout_1', [width], [width], { type: 'alpha_dropout', rate: 0.3 }),
    layer('dense_1', [width], [1], { type: 'dense', units: 1, activation: { name: 'linear' } }),
  ];
  const count = 500;
  const data = dataSetOf([width], [1], normals(count * width, 1), new Float32Array(count));
  // One output that sums its inputs: its gradient is the sum of what the dropout lets through.
  const plan = planOf({
    layers,
    loss: { name: 'mse' },
    encoding: 'real',
    train: { batchSize: count },
  });
  const trainer = createTrainer({ plan, data, kernels });
  const outputs = [...drawOutputs(trainer, data.train.inputs, count, width)];
  const mean = outputs.reduce((sum, value) => sum + value, 0) / outputs.length;
  assert.ok(Math.abs(mean) < 0.05, `mean ${mean}`);
});

/**
 * Mean over the samples of each unit after the dropout, read off the gradient of a sum: dL/dw with
 * dL/dy = 1.
 */
function drawOutputs(trainer: Trainer, inputs: Float32Array, count: number, width: number) {
  const ones = trainer.weights().map(({ name, values }) => ({
    name,
    values: values.map(() => (name.endsWith('bias') ? 1 : 0)),
  }));
  trainer.setWeights(ones);
  const { gradients } = trainer.gradients(inputs, new Float32Array(count).fill(0.5));
  const weight = gradients.find(({ name }) => name === 'dense_1.weight');
  assert.equal(weight?.values.length, width);
  return weight?.values ?? [];
}
