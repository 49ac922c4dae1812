import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadsFor } from '#engine';
import { workloads } from '../../../bench/workloads.ts';
import { meetingsOf, multiplyAdds } from '../../../engine/src/parallel/choice.ts';
import { shardsOf, sliceOf } from '../../../engine/src/parallel/shards.ts';
import { mixedPlan } from '../mixed.ts';

function planOf(name: string) {
  const found = workloads.find((workload) => workload.name === name);
  if (!found) throw new Error(`There is no workload ${name}.`);
  return found.plan;
}

test('multiply-adds of a step are counted: three passes of every product', () => {
  assert.equal(multiplyAdds(planOf('W3b')), 3 * 128 * (784 * 256 + 256 * 128 + 128 * 10));
  const convolutions = 28 * 28 * 16 * 9 + 14 * 14 * 32 * 9 * 16;
  assert.equal(multiplyAdds(planOf('W4')), 3 * 32 * (convolutions + 1568 * 64 + 64 * 10));
  assert.equal(multiplyAdds(planOf('W5')), 3 * 32 * (50 * 4 * 64 * (8 + 64) + 64));
});

const auto = { wanted: 'auto' } as const;

test('small steps stay on one thread, heavy steps are shared', () => {
  for (const [name, memory, messages] of [
    ['W1', 1, 1],
    ['W2', 1, 1],
    ['W3', 2, 1],
    ['W3b', 2, 2],
    ['W4', 2, 2],
    ['W5', 2, 2],
  ] as const) {
    const plan = planOf(name);
    assert.equal(threadsFor(plan, { ...auto, cores: 2 }), memory, name);
    const exchange = 'messages';
    assert.equal(threadsFor(plan, { ...auto, cores: 2, exchange }), messages, name);
    assert.equal(threadsFor(plan, { ...auto, cores: 1 }), 1, name);
  }
});

test('more than four threads, or more than a batch has blocks for, are not taken', () => {
  const plan = planOf('W3b');
  assert.equal(threadsFor(plan, { ...auto, cores: 64 }), 4);
  assert.equal(threadsFor(plan, { wanted: 8, cores: 1 }), 8);
  assert.equal(threadsFor(plan, { wanted: 100, cores: 1 }), 16);
  assert.equal(threadsFor(planOf('W3'), { wanted: 100, cores: 1 }), 4);
});

test('batches are no larger than the training part', () => {
  const plan = planOf('W3b');
  assert.equal(threadsFor(plan, { ...auto, cores: 2, samples: 9 }), 1);
  assert.equal(threadsFor(plan, { wanted: 4, cores: 2, samples: 9 }), 2);
  assert.equal(threadsFor(plan, { wanted: 4, cores: 2, samples: 8 }), 1);
});

test('batch norm costs two meetings more, by messages it stays on one thread', () => {
  const plan = mixedPlan({ batchSize: 4096 });
  assert.equal(threadsFor(plan, { ...auto, cores: 2 }), 2);
  assert.equal(threadsFor(plan, { ...auto, cores: 2, exchange: 'messages' }), 1);
  assert.equal(meetingsOf(plan), 5);
});

test('shards are blocks of 8 samples that cover the batch, in order', () => {
  for (let rows = 1; rows <= 70; rows++) {
    for (const threads of [1, 2, 3, 5]) {
      const shards = shardsOf(rows, threads);
      assert.equal(shards.length, threads);
      let next = 0;
      for (const { first, rows: own, share } of shards) {
        assert.equal(first, next);
        assert.ok(own === 0 || first % 8 === 0);
        assert.equal(share, own / rows);
        next += own;
      }
      assert.equal(next, rows);
      const largest = Math.max(...shards.map((shard) => shard.rows));
      assert.ok(largest <= Math.ceil(Math.ceil(rows / 8) / threads) * 8);
    }
  }
});

test('slices of the weights cover them without overlap, cut at whole vectors', () => {
  for (const floats of [0, 4, 20, 64, 100, 1000, 4096]) {
    for (const parts of [1, 2, 3, 7]) {
      let next = 0;
      for (let index = 0; index < parts; index++) {
        const { from, count } = sliceOf(floats, index, parts);
        assert.equal(from, next);
        assert.ok(count >= 0);
        assert.equal(from % 4, 0);
        next += count;
      }
      assert.equal(next, floats);
    }
  }
});
