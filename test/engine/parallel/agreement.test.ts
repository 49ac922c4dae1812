import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataSet } from '#engine';
import type { LayerPlan, OptimizerPlan, Plan, TrainPlan } from '#plan';
import { dataSetOf, denseStack, integers, layer, normals, planOf } from '../plans.ts';
import { bits, difference, train } from './threads.ts';

interface Network {
  readonly plan: (train?: Partial<TrainPlan>, optimizer?: OptimizerPlan) => Plan;
  readonly data: DataSet;
}

const SAMPLES = 100;

/** Some samples are held out; batches of 24 leave a last one of 8. */
function network(layers: readonly LayerPlan[], classes: number): Network {
  const shape = layers[0]?.inputShape ?? [];
  const size = shape.reduce((product, length) => product * length, 1);
  const data = dataSetOf(
    shape,
    [],
    normals(SAMPLES * size, 3),
    integers(SAMPLES, classes, 4),
    SAMPLES - 80,
  );
  return {
    data,
    plan: (settings = {}, optimizer) =>
      planOf({
        layers,
        loss: { name: 'cross_entropy', labelSmoothing: 0 },
        encoding: 'class_index',
        epochs: 2,
        ...(optimizer && { optimizer }),
        train: { batchSize: 24, metrics: [{ name: 'accuracy' }], ...settings },
      }),
  };
}

const softmax = { name: 'softmax' } as const;
const relu = { name: 'relu' } as const;

const dense = network(
  [
    ...denseStack(20, [
      [33, { name: 'tanh' }],
      [17, relu],
    ]),
    layer('dense_3', [17], [5], { type: 'dense', units: 5, activation: softmax }),
  ],
  5,
);

const conv = network(
  [
    layer('conv2d_1', [9, 7, 2], [9, 7, 6], {
      type: 'conv2d',
      filters: 6,
      kernel: [3, 3],
      padding: 'same',
      activation: relu,
    }),
    layer('max_pool2d_1', [9, 7, 6], [4, 3, 6], { type: 'max_pool2d', pool: [2, 2] }),
    layer('flatten_1', [4, 3, 6], [72], { type: 'flatten' }),
    layer('dense_1', [72], [4], { type: 'dense', units: 4, activation: softmax }),
  ],
  4,
);

const lstm = network(
  [
    layer('lstm_1', [7, 3], [7, 11], { type: 'lstm', units: 11, returnSequences: true }),
    layer('gru_1', [7, 11], [6], { type: 'gru', units: 6, recurrentDropout: 0.3 }),
    layer('dense_1', [6], [3], { type: 'dense', units: 3, activation: softmax }),
  ],
  3,
);

/**
 * Batches of 32 leave the third of three threads no samples in its last one of 16. Without a bias before
 * batch norm: its gradient is zero but for rounding, which Adam would blow up to full steps.
 */
const normalised = network(
  [
    layer('dense_1', [20], [33], { type: 'dense', units: 33, bias: false }),
    layer('batch_norm_1', [33], [33], { type: 'batch_norm', momentum: 0.6, epsilon: 1e-5 }),
    layer('activation_1', [33], [33], { type: 'activation', activation: relu }),
    layer('dropout_1', [33], [33], { type: 'dropout', rate: 0.3 }),
    layer('dense_2', [33], [5], { type: 'dense', units: 5, activation: softmax }),
  ],
  5,
);

const normalisedImages = network(
  [
    layer('conv2d_1', [9, 7, 2], [9, 7, 6], {
      type: 'conv2d',
      filters: 6,
      kernel: [3, 3],
      padding: 'same',
      bias: false,
    }),
    layer('batch_norm_1', [9, 7, 6], [9, 7, 6], { type: 'batch_norm' }),
    layer('activation_1', [9, 7, 6], [9, 7, 6], { type: 'activation', activation: relu }),
    layer('flatten_1', [9, 7, 6], [378], { type: 'flatten' }),
    layer('dense_1', [378], [4], { type: 'dense', units: 4, activation: softmax }),
  ],
  4,
);

const drawing = network(
  [
    layer('dense_1', [20], [31], { type: 'dense', units: 31, activation: relu }),
    layer('dropout_1', [31], [31], { type: 'dropout', rate: 0.4 }),
    layer('dense_2', [31], [13], { type: 'dense', units: 13, activation: { name: 'selu' } }),
    layer('alpha_dropout_1', [13], [13], { type: 'alpha_dropout', rate: 0.2 }),
    layer('dense_3', [13], [5], { type: 'dense', units: 5, activation: softmax }),
  ],
  5,
);

const regularised = network(
  [
    layer('dense_1', [20], [33], {
      type: 'dense',
      units: 33,
      activation: relu,
      l2: 0.02,
      l1: 0.001,
    }),
    layer('dense_2', [33], [9], { type: 'dense', units: 9, activation: relu, maxNorm: 0.8 }),
    layer('dense_3', [9], [5], { type: 'dense', units: 5, activation: softmax, maxNorm: 0.7 }),
  ],
  5,
);

const sgd: OptimizerPlan = { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true };
const nadam: OptimizerPlan = {
  name: 'nadam',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

const cases: readonly (readonly [string, Network, Partial<TrainPlan>?, OptimizerPlan?])[] = [
  ['dense', dense],
  ['conv', conv],
  ['lstm and gru with recurrent dropout', lstm],
  ['dropout draws the masks of one thread', drawing],
  ['l1, l2 and max-norm', regularised],
  ['batch norm of whole batches', normalised, { batchSize: 32 }],
  ['batch norm of images, sgd', normalisedImages, {}, sgd],
  ['sgd with momentum', dense, {}, sgd],
  ['nadam, whose rates depend on its past', dense, {}, nadam],
  ['clipping by the norm of all gradients', dense, { clipNorm: 0.05 }, sgd],
  ['clipping by value', dense, { clipValue: 0.01 }, sgd],
  ['gradients of three steps a time', dense, { accumulate: 3, clipNorm: 0.05 }, sgd],
  ['class weights', dense, { classWeights: [1, 4, 0.5, 2, 1] }, sgd],
  ['balanced classes', dense, { classWeights: 'balanced' }, sgd],
];

for (const [name, { plan, data }, settings, optimizer] of cases) {
  for (const count of [2, 3]) {
    test(`${count} threads agree with one: ${name}`, async () => {
      const whole = plan(settings, optimizer);
      const one = await train(whole, data, 1);
      const shared = await train(whole, data, count);
      assert.equal(one.trainer.threads, 1);
      assert.equal(shared.trainer.threads, count);
      const apart = difference(shared.trainer, one.trainer);
      assert.ok(apart < 1e-5, `weights differ by ${apart}`);
      for (const [index, record] of one.epochs.entries()) {
        const other = shared.epochs[index];
        assert.ok(other);
        assert.equal(other.clippedShare, record.clippedShare);
        for (const key of ['gradientNorm', 'clippedNorm'] as const) {
          assert.ok(Math.abs(other[key] / record[key] - 1) < 1e-4, `${key} of epoch ${index + 1}`);
        }
        const losses = [other.train.loss, record.train.loss] as [number, number];
        assert.ok(Math.abs(losses[0] / losses[1] - 1) < 1e-5, `loss: ${losses.join(' and ')}`);
        assert.equal(other.train.accuracy, record.train.accuracy);
        for (const [at, { weights }] of record.layers.entries()) {
          const rms = other.layers[at]?.weights?.gradientRms ?? 0;
          if (weights) assert.ok(Math.abs(rms / weights.gradientRms - 1) < 1e-3, 'gradient RMS');
        }
      }
      const again = await train(whole, data, count);
      assert.deepEqual(bits(again.trainer), bits(shared.trainer));
    });
  }
}
