/**
 * Recurrent layers run through long sequences stretch by stretch, so that what they read stays in
 * the cache. A batch of which a stretch holds only a few time steps must give the mean of the
 * gradients of small batches, which pass in one stretch.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer } from '#engine';
import { dataSetOf, kernelsOf, layer, normals, planOf } from './plans.ts';

const kernels = await kernelsOf();

const BATCH = 128;
const PARTS = 16;
const STEPS = 25;
/** Fewer than units, which each step multiplies along with the state; and more. */
const FEATURES = [5, 31];
const UNITS = 26;

for (const type of ['simple_rnn', 'lstm', 'gru'] as const) {
  for (const returnSequences of [false, true]) {
    for (const bidirectional of [false, true]) {
      const shape = bidirectional ? 'both ways' : 'one way';
      const what = returnSequences ? 'all states' : 'last state';
      for (const features of FEATURES) {
        test(`${type} of ${features} features, ${shape}, ${what}: many stretches are as one`, () => {
          check(type, features, { returnSequences, bidirectional });
        });
      }
    }
  }
}

function check(
  type: 'simple_rnn' | 'lstm' | 'gru',
  features: number,
  settings: { readonly returnSequences: boolean; readonly bidirectional: boolean },
): void {
  const wide = settings.bidirectional ? 2 * UNITS : UNITS;
  const inputShape = [STEPS, features];
  const outputs = settings.returnSequences ? [STEPS, wide] : [wide];
  const first = layer('first', inputShape, inputShape, { type: 'dense', units: features });
  const second = layer('second', inputShape, outputs, { type, units: UNITS, ...settings });
  const size = outputs.reduce((product, length) => product * length, 1);
  const inputs = normals(BATCH * STEPS * features, 5);
  const targets = normals(BATCH * size, 6);
  const trainer = createTrainer({
    plan: planOf({ layers: [first, second], loss: { name: 'mse' }, train: { batchSize: BATCH } }),
    data: dataSetOf(inputShape, outputs, inputs, targets),
    kernels,
  });
  const whole = trainer.gradients(inputs, targets);
  const part = (values: Float32Array, index: number) => {
    const length = values.length / PARTS;
    return values.subarray(index * length, (index + 1) * length);
  };
  const parts = Array.from({ length: PARTS }, (_, index) =>
    trainer.gradients(part(inputs, index), part(targets, index)),
  );
  assert.ok(whole.gradients.length >= 5);
  for (const [array, { name, values }] of whole.gradients.entries()) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largest > 0, name);
    for (const [index, value] of values.entries()) {
      const sum = parts.reduce(
        (total, { gradients }) => total + (gradients[array]?.values[index] as number),
        0,
      );
      const error = Math.abs(value - sum / PARTS) / largest;
      assert.ok(error < 1e-5, `${name}[${index}]: ${value}, should be ${sum / PARTS}`);
    }
  }
}
