/** A training step works on memory that is there: long trainings must not fill the heap. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTrainer } from '#engine';
import type { OptimizerPlan } from '#plan';
import { adam, dataSetOf, denseStack, kernelsOf, normals, planOf } from './plans.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const SAMPLES = 64;
const STEPS = 20_000;
/** One number kept from each step would be more. */
const MOST_BYTES = 8 * STEPS;

const optimizers: readonly OptimizerPlan[] = [
  adam,
  { name: 'sgd', learningRate: 1e-3, momentum: 0.9, nesterov: true },
];

for (const optimizer of optimizers) {
  test(`${optimizer.name}: the heap does not grow with the number of steps`, async () => {
    const trainer = createTrainer({
      plan: planOf({
        layers: denseStack(3, [
          [5, { name: 'tanh' }],
          [1, { name: 'linear' }],
        ]),
        loss: { name: 'mse' },
        optimizer,
        epochs: STEPS,
      }),
      data: dataSetOf([3], [1], normals(3 * SAMPLES, 1), normals(SAMPLES, 2)),
      kernels: await kernelsOf(),
    });
    advance(trainer, STEPS / 4);
    const before = used();
    assert.equal(advance(trainer, STEPS), STEPS);
    const growth = used() - before;
    assert.ok(growth < MOST_BYTES, `${growth} bytes in ${STEPS} steps`);
  });
}

/** Trains without keeping what is told; returns how many steps were made. */
function advance(trainer: ReturnType<typeof createTrainer>, steps: number): number {
  let last = 0;
  let first = -1;
  for (let done = 0; done < steps; done += 100) {
    for (const event of trainer.advance(Number.POSITIVE_INFINITY, 100)) {
      if (event.type !== 'steps') continue;
      const numbers = event.points.map(({ step }) => step);
      if (first < 0) first = numbers[0] as number;
      last = numbers.at(-1) as number;
    }
  }
  return last - first + 1;
}

function used(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
