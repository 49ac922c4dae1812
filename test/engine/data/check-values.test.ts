import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, DataError } from '#engine';
import { dataSetOf, denseStack, kernelsOf, layer, planOf } from '../plans.ts';

const kernels = await kernelsOf();
const CROSS_ENTROPY = { name: 'cross_entropy', labelSmoothing: 0 } as const;

/** Makes a trainer for two classes on data of as many classes as given. */
function trainerFor(classes: readonly string[]) {
  const layers = denseStack(2, [[2, { name: 'softmax' }]]);
  const plan = planOf({ layers, loss: CROSS_ENTROPY, encoding: 'class_index' });
  const data = dataSetOf([2], [], Float32Array.of(1, 2, 3, 4), Float32Array.of(0, 1));
  return createTrainer({ plan, data: { ...data, classes }, kernels });
}

test('more classes than outputs are refused', () => {
  assert.doesNotThrow(() => trainerFor(['a', 'b']));
  const message = /^DataError: Data: the target has 3 classes, the model 2 outputs/;
  assert.throws(() => trainerFor(['a', 'b', 'c']), message);
});

/** Makes a trainer for an embedding of five tokens on these tokens. */
function embeddingFor(...tokens: number[]) {
  const layers = [
    layer('embedding_1', [2], [2, 3], { type: 'embedding', vocabulary: 5, dimensions: 3 }),
    layer('flatten_1', [2, 3], [6], { type: 'flatten' }),
    layer('dense_1', [6], [1], { type: 'dense', units: 1 }),
  ];
  const plan = planOf({ layers, loss: { name: 'mse' } });
  const data = dataSetOf([2], [1], Float32Array.from(tokens), Float32Array.of(0, 1));
  return createTrainer({ plan, data, kernels });
}

test('tokens outside of the vocabulary, and such that are none, are refused', () => {
  assert.doesNotThrow(() => embeddingFor(0, 4, 2, 1));
  for (const wrong of [5, -1, 1.5]) {
    const make = () => embeddingFor(0, 4, wrong, 1);
    assert.throws(
      make,
      (error) => error instanceof DataError && error.message.includes(`: ${wrong} is no token`),
    );
  }
});

test('of embeddings side by side, the smallest table decides which tokens there are', () => {
  const table = (id: string, vocabulary: number) =>
    layer(id, [2], [2, 3], { type: 'embedding', vocabulary, dimensions: 3 });
  const branches = [[table('embedding_1', 9)], [table('embedding_2', 4)]];
  const layers = [
    layer('parallel_1', [2], [2, 6], { type: 'parallel', branches }),
    layer('flatten_1', [2, 6], [12], { type: 'flatten' }),
    layer('dense_1', [12], [1], { type: 'dense', units: 1 }),
  ];
  const plan = planOf({ layers, loss: { name: 'mse' } });
  const data = (token: number) =>
    dataSetOf([2], [1], Float32Array.of(0, token), Float32Array.of(1));
  assert.doesNotThrow(() => createTrainer({ plan, data: data(3), kernels }));
  assert.throws(
    () => createTrainer({ plan, data: data(4), kernels }),
    /4 is no token.*from 0 to 3/,
  );
});
