import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTrainer, type Trainer } from '#engine';
import type { LayerPlan } from '#plan';
import { dataSetOf, integers, kernelsOf, layer, normals, planOf } from '../plans.ts';
import { bits, threads } from './threads.ts';

const kernels = await kernelsOf();
const running = { memory: await threads(1), messages: await threads(1, 'messages') };
after(() => Promise.all([running.memory.close(), running.messages.close()]));

const layers: readonly LayerPlan[] = [
  layer('dense_1', [12], [300], { type: 'dense', units: 300, activation: { name: 'relu' } }),
  layer('dropout_1', [300], [300], { type: 'dropout', rate: 0.3 }),
  layer('dense_2', [300], [4], { type: 'dense', units: 4, activation: { name: 'softmax' } }),
];
const plan = planOf({
  layers,
  loss: { name: 'cross_entropy', labelSmoothing: 0 },
  encoding: 'class_index',
  epochs: 3,
  train: { batchSize: 32 },
});
const data = dataSetOf([12], [], normals(96 * 12, 1), integers(96, 4, 2));
/** More than one evaluation takes at a time: the program for it is made when it is first asked for. */
const inputs = normals(700 * 12, 5);

function run(trainer: Trainer): Trainer {
  while (!trainer.done) trainer.advance(Number.POSITIVE_INFINITY);
  return trainer;
}

for (const [exchange, parallel] of Object.entries(running)) {
  test(`threads by ${exchange}: stochastic predictions in between change nothing, and are those of one thread`, () => {
    const plain = run(createTrainer({ plan, data, kernels, parallel }));
    const asked = createTrainer({ plan, data, kernels, parallel });
    while (!asked.done) {
      asked.advance(Number.POSITIVE_INFINITY, 2);
      asked.predictStochastic(inputs, 2);
    }
    assert.deepEqual(bits(asked), bits(plain));
    const alone = createTrainer({ plan, data, kernels });
    alone.setWeights(asked.weights());
    const [one, two] = [alone, asked].map(
      (trainer) => trainer.predictStochastic(inputs, 3).outputs,
    );
    for (const [at, value] of (one ?? []).entries()) {
      assert.ok(Math.abs(value - (two?.[at] ?? Number.NaN)) < 1e-6, `output ${at}`);
    }
  });
}
