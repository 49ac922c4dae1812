import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTrainer } from '#engine';
import { Pace } from '../../../engine/src/parallel/pace.ts';
import { mixedData, mixedPlan } from '../mixed.ts';
import { kernelsOf } from '../plans.ts';
import { bits, threads } from './threads.ts';

/** Makes steps of a batch until so many milliseconds are spent; returns those that were made together. */
function share(pace: Pace, milliseconds: number, together: number, alone: number): number {
  let [all, shared] = [0, 0];
  while (all < milliseconds) {
    const cost = pace.together ? together : alone;
    if (pace.together) shared += cost;
    all += cost;
    pace.note(cost, 32);
  }
  return shared / all;
}

test('the faster way is taken nearly all of the time', () => {
  assert.ok(share(new Pace(), 10_000, 1, 1.8) > 0.97);
  assert.ok(share(new Pace(), 10_000, 9, 2) < 0.03);
  // One step may take longer than the time for which the other way is looked at.
  assert.ok(share(new Pace(), 100_000, 300, 50) < 0.03);
});

test('what gets faster or slower later is noticed', () => {
  const pace = new Pace();
  share(pace, 3000, 1, 2);
  assert.ok(share(pace, 10_000, 8, 2) < 0.2);
  assert.ok(share(pace, 10_000, 1, 2) > 0.8);
});

test('last batches of few samples are no better and no worse', () => {
  const pace = new Pace();
  for (let step = 0; step < 10; step++) pace.note(1, step % 2 === 0 ? 32 : 16);
  assert.equal(pace.together, false);
  for (let step = 0; step < 10; step++) pace.note(1.1, step % 2 === 0 ? 32 : 16);
  assert.equal(pace.together, true);
});

const own = await threads(2);
after(() => own.close());

test('steps that are made together and such that are made alone have the same bits', async (t) => {
  const kernels = await kernelsOf();
  const train = () => {
    // Three steps each way, then some of the better one.
    const plan = mixedPlan({ batchSize: 24, accumulate: 2 });
    const trainer = createTrainer({ plan, data: mixedData, kernels, parallel: own });
    assert.equal(trainer.threads, 3);
    while (!trainer.done) trainer.advance(Number.POSITIVE_INFINITY);
    return bits(trainer);
  };
  const together = train();
  let now = 0;
  t.mock.method(performance, 'now', () => {
    now += 4;
    return now;
  });
  assert.deepEqual(train(), together);
});
