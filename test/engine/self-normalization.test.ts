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

for (const rate of [0.05, 0.1, 0.3, 0.5]) {
  test(`alpha dropout of ${rate} keeps mean 0 and variance 1 within 3 standard errors at a million draws`, () => {
    const width = 100;
    const count = 10_000;
    const trainer = drawing({ type: 'alpha_dropout', rate }, width, normals(count * width, 1));
    const { outputs } = trainer.predictStochastic(normals(count * width, 3), 1);
    assert.equal(outputs.length, 1_000_000);
    const { mean, variance, kurtosis } = momentsOf(outputs);
    assert.ok(Math.abs(mean) < 3 * Math.sqrt(1 / outputs.length), `mean ${mean}`);
    const error = 3 * Math.sqrt((kurtosis - 1) / outputs.length);
    assert.ok(Math.abs(variance - 1) < error, `variance ${variance}`);
  });
}

test('dropout keeps the mean and drops the share that it is told', () => {
  const width = 100;
  const count = 10_000;
  const ones = new Float32Array(count * width).fill(1);
  const trainer = drawing({ type: 'dropout', rate: 0.3 }, width, ones);
  const { outputs } = trainer.predictStochastic(ones, 1);
  const dropped = outputs.filter((value) => value === 0).length / outputs.length;
  assert.ok(Math.abs(dropped - 0.3) < 3 * Math.sqrt((0.3 * 0.7) / outputs.length), `${dropped}`);
  assert.ok(outputs.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
});

/** A model that does nothing but drop, before a layer that copies. */
function drawing(
  settings: { readonly type: 'dropout' | 'alpha_dropout'; readonly rate: number },
  width: number,
  inputs: Float32Array,
): Trainer {
  const layers = [
    layer('drop', [width], [width], settings),
    layer('copy', [width], [width], { type: 'dense', units: width, bias: false }),
  ];
  const plan = planOf({ layers, loss: { name: 'mse' } });
  const data = dataSetOf([width], [width], inputs, new Float32Array(inputs.length));
  const trainer = createTrainer({ plan, data, kernels });
  const identity = Float32Array.from({ length: width * width }, (_, at) =>
    Number(at % (width + 1) === 0),
  );
  trainer.setWeights([{ name: 'copy.weight', values: identity }]);
  return trainer;
}

function momentsOf(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / values.length;
  return { mean, variance, kurtosis: fourth / variance ** 2 };
}
