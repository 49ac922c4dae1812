import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, type Trainer, type TrainerOptions } from '#engine';
import type { TrainPlan } from '#plan';
import { mixedData, mixedPlan } from './mixed.ts';
import { kernelsOf } from './plans.ts';

const kernels = await kernelsOf();

function trainer(settings: Partial<TrainPlan> = {}, options: Partial<TrainerOptions> = {}) {
  return createTrainer({ plan: mixedPlan(settings), data: mixedData, kernels, ...options });
}

function run(one: Trainer, milliseconds = Number.POSITIVE_INFINITY): Trainer {
  while (!one.done) one.advance(milliseconds);
  return one;
}

function bits(one: Trainer): Record<string, readonly number[]> {
  return Object.fromEntries(
    one
      .weights()
      .map(({ name, values }) => [
        name,
        [...new Uint32Array(values.buffer, values.byteOffset, values.length)],
      ]),
  );
}

test('the same seed gives the same bits, another seed others', () => {
  const first = bits(run(trainer()));
  assert.deepEqual(bits(run(trainer())), first);
  assert.notDeepEqual(bits(run(trainer({ seed: 2 }))), first);
});

test('probes change no bit', () => {
  assert.deepEqual(bits(run(trainer({}, { probes: false }))), bits(run(trainer())));
});

test('how the time is cut into calls changes no bit', () => {
  assert.deepEqual(bits(run(trainer(), 0)), bits(run(trainer())));
});

test('predicting and asking for gradients in between changes no bit', () => {
  const asked = trainer();
  while (!asked.done) {
    asked.advance(Number.POSITIVE_INFINITY, 3);
    asked.predict(mixedData.validation.inputs);
    asked.gradients(mixedData.train.inputs.slice(0, 16 * 18), mixedData.train.targets.slice(0, 16));
  }
  assert.deepEqual(bits(asked), bits(run(trainer())));
});

for (const steps of [1, 7, 12]) {
  for (const accumulate of [1, 3]) {
    test(`continues bit for bit from a checkpoint after ${steps} steps, accumulating ${accumulate}`, () => {
      const settings: Partial<TrainPlan> = {
        accumulate,
        earlyStopping: { monitor: 'val_loss', patience: 3, minDelta: 0, restoreBest: true },
      };
      const whole = run(trainer(settings));
      const begun = trainer(settings);
      begun.advance(Number.POSITIVE_INFINITY, steps);
      const stored = structuredClone(begun.checkpoint());
      const continued = trainer(settings);
      continued.restore(stored);
      const events = [];
      while (!continued.done) events.push(...continued.advance(Number.POSITIVE_INFINITY));
      assert.ok(events.every(({ type }) => type !== 'started'));
      assert.deepEqual(bits(continued), bits(whole));
    });
  }
}

test('the order of the samples matters, and is drawn anew each epoch unless told not to', () => {
  assert.notDeepEqual(bits(run(trainer({}, { shuffle: false }))), bits(run(trainer())));
});

test('both builds agree to 1e-5', async () => {
  const plain = run(trainer({}, { kernels: await kernelsOf('simd') })).weights();
  for (const [index, { name, values }] of run(trainer()).weights().entries()) {
    const other = plain[index]?.values as Float32Array;
    const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0.1);
    for (const [i, value] of values.entries()) {
      assert.ok(Math.abs(value - (other[i] as number)) < 1e-5 * Math.max(1, size), `${name}[${i}]`);
    }
  }
});
