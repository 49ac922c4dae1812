import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SchedulePlan } from '#plan';
import { cosineDecay, logarithm, power } from '../../engine/src/numerics.ts';
import { scheduleFactor } from '../../engine/src/schedules.ts';

const STEPS_PER_EPOCH = 10;
const STEPS = 200;

function factor(plan: SchedulePlan, step: number, plateauFactor = 1): number {
  return scheduleFactor(plan, {
    step,
    steps: STEPS,
    stepsPerEpoch: STEPS_PER_EPOCH,
    plateauFactor,
  });
}

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, should be ${expected}`);
}

test('elementary functions from arithmetic alone agree with the host\u2019s', () => {
  for (let i = 1; i <= 400; i++) {
    const x = i / 37;
    assert.ok(Math.abs(logarithm(x) - Math.log(x)) < 1e-14 * Math.max(1, Math.abs(Math.log(x))));
    assert.ok(Math.abs(power(0.93, x) - 0.93 ** x) < 1e-13);
    close(cosineDecay(i / 400), 0.5 * (1 + Math.cos((Math.PI * i) / 400)));
  }
});

test('constant, with and without a warm-up', () => {
  close(factor({ name: 'constant', warmup: 0 }, 123), 1);
  const warm: SchedulePlan = { name: 'constant', warmup: 0.1 };
  close(factor(warm, 0), 1 / 20);
  close(factor(warm, 18), 19 / 20);
  close(factor(warm, 19), 1);
  close(factor(warm, 20), 1);
});

test('step falls every so many epochs, exponential in every step', () => {
  const step: SchedulePlan = { name: 'step', every: 3, factor: 0.5, warmup: 0 };
  close(factor(step, 29), 1);
  close(factor(step, 30), 0.5);
  close(factor(step, 60), 0.25);
  const exponential: SchedulePlan = { name: 'exponential', decay: 0.9, warmup: 0 };
  close(factor(exponential, 0), 1);
  close(factor(exponential, 5), Math.sqrt(0.9));
  close(factor(exponential, 20), 0.81);
});

test('cosine goes from 1 to its minimum after the warm-up', () => {
  const cosine: SchedulePlan = { name: 'cosine', warmup: 0.1, minimum: 0.2 };
  close(factor(cosine, 9), 0.5);
  close(factor(cosine, 20), 1);
  close(factor(cosine, 110), 0.6);
  assert.ok(factor(cosine, STEPS - 1) < 0.2001);
});

test('one cycle rises, peaks at the learning rate and falls', () => {
  const cycle: SchedulePlan = {
    name: 'one_cycle',
    warmup: 0.3,
    startFactor: 0.04,
    endFactor: 1e-4,
  };
  close(factor(cycle, 0), 0.04);
  close(factor(cycle, 30), 0.52);
  close(factor(cycle, 60), 1);
  assert.ok(factor(cycle, STEPS - 1) < 3e-4);
  for (let step = 1; step < STEPS; step++) {
    const rises: boolean = factor(cycle, step) > factor(cycle, step - 1);
    assert.equal(rises, step <= 60);
  }
});

test('a plateau\u2019s reductions stop at the minimum', () => {
  const plan: SchedulePlan = {
    name: 'reduce_on_plateau',
    monitor: 'val_loss',
    factor: 0.5,
    patience: 2,
    minimum: 0.1,
    warmup: 0,
  };
  close(factor(plan, 50, 0.25), 0.25);
  close(factor(plan, 50, 0.03125), 0.1);
});
