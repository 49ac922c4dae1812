/**
 * The workloads on which engines are compared: small networks as the tuning table describes them,
 * MNIST-sized dense and convolutional ones, and recurrent ones. Adam at 1e-3, float32, sixteen
 * batches in memory that are used in turn.
 */
import type { DataSet } from '../engine/src/index.ts';
import type { ActivationPlan, LayerPlan, Plan } from '../language/src/plan.ts';
import { dataSetOf, denseStack, layer, normals, planOf } from '../test/engine/plans.ts';

export interface Workload {
  readonly name: string;
  readonly description: string;
  readonly batchSize: number;
  readonly plan: Plan;
  readonly data: DataSet;
}

export const BATCHES = 16;
const CLASSES = 10;

const relu: ActivationPlan = { name: 'relu' };
const tanh: ActivationPlan = { name: 'tanh' };
const softmax: ActivationPlan = { name: 'softmax' };
const linear: ActivationPlan = { name: 'linear' };

interface Task {
  /** Standard normal numbers where there are none. */
  readonly inputs?: Float32Array;
  readonly layers: readonly LayerPlan[];
  readonly loss: Plan['train']['loss'];
  readonly encoding: Plan['data']['target']['encoding'];
  readonly target: (row: Float32Array, index: number) => number;
  readonly clipNorm?: number;
  readonly batchSize?: number;
}

function workload(name: string, description: string, task: Task): Workload {
  const { layers, loss, encoding, target, clipNorm = null, batchSize = 32 } = task;
  const plan = planOf({
    layers,
    loss,
    encoding,
    epochs: 1_000_000,
    train: { batchSize, clipNorm },
  });
  const { inputShape } = plan.model;
  const width = inputShape.reduce((product, length) => product * length, 1);
  const count = BATCHES * batchSize;
  const inputs = task.inputs ?? normals(count * width, 1);
  const targets = Float32Array.from({ length: count }, (_, index) =>
    target(inputs.subarray(index * width, (index + 1) * width), index),
  );
  const data = dataSetOf(inputShape, encoding === 'class_index' ? [] : [1], inputs, targets);
  return { name, description, batchSize, plan, data };
}

const crossEntropy = { name: 'cross_entropy', labelSmoothing: 0 } as const;
const classes = {
  loss: crossEntropy,
  encoding: 'class_index',
  target: (_row: Float32Array, index: number) => (index * 7) % CLASSES,
} as const;

function deepBatchNorm(): LayerPlan[] {
  const blocks = [1, 2, 3, 4].flatMap((index) => {
    const inputs = index === 1 ? 64 : 100;
    const same = [100];
    return [
      layer(`dense_${index}`, [inputs], same, { type: 'dense', units: 100, activation: linear }),
      layer(`batch_norm_${index}`, same, same, { type: 'batch_norm' }),
      layer(`activation_${index}`, same, same, { type: 'activation', activation: relu }),
      layer(`dropout_${index}`, same, same, { type: 'dropout', rate: 0.2 }),
    ];
  });
  const head = { type: 'dense', units: CLASSES, activation: softmax } as const;
  return [...blocks, layer('dense_5', [100], [CLASSES], head)];
}

function convolutional(): LayerPlan[] {
  const convolution = {
    type: 'conv2d',
    kernel: [3, 3],
    padding: 'same',
    activation: relu,
  } as const;
  const pool = { type: 'max_pool2d', pool: [2, 2] } as const;
  return [
    layer('conv2d_1', [28, 28, 1], [28, 28, 16], { ...convolution, filters: 16 }),
    layer('max_pool2d_1', [28, 28, 16], [14, 14, 16], pool),
    layer('conv2d_2', [14, 14, 16], [14, 14, 32], { ...convolution, filters: 32 }),
    layer('max_pool2d_2', [14, 14, 32], [7, 7, 32], pool),
    layer('flatten_1', [7, 7, 32], [1568], { type: 'flatten' }),
    layer('dense_1', [1568], [64], { type: 'dense', units: 64, activation: relu }),
    layer('dense_2', [64], [CLASSES], { type: 'dense', units: CLASSES, activation: softmax }),
  ];
}

const STEPS = 50;
const FEATURES = 8;

function sequence(name: string, type: 'lstm' | 'simple_rnn' | 'gru'): Workload {
  return workload(
    name,
    `${type} ${STEPS}×${FEATURES}, hidden 64, dense 1, mse, clipped, batch 32`,
    {
      layers: [
        layer(`${type}_1`, [STEPS, FEATURES], [64], { type, units: 64 }),
        layer('dense_1', [64], [1], { type: 'dense', units: 1, activation: linear }),
      ],
      loss: { name: 'mse' },
      encoding: 'real',
      clipNorm: 1,
      target: (row) => {
        let sum = 0;
        for (let step = 0; step < STEPS; step++) sum += row[step * FEATURES] as number;
        return sum / STEPS;
      },
    },
  );
}

function mnistDense(): LayerPlan[] {
  return denseStack(784, [
    [256, relu],
    [128, relu],
    [CLASSES, softmax],
  ]);
}

/** W3 on images of MNIST, of which four of five pixels are 0; bytes as in its files. */
export function mnistWorkload(images: Uint8Array, labels: Uint8Array): Workload {
  return workload('W3p', 'the same on MNIST, whose pixels are mostly 0, batch 32', {
    layers: mnistDense(),
    loss: crossEntropy,
    encoding: 'class_index',
    inputs: Float32Array.from(images, (pixel) => pixel / 255),
    target: (_row, index) => labels[index] as number,
  });
}

/** All workloads by name. */
export const workloads: readonly Workload[] = [
  workload('W1', 'dense 2-32-32-32-1 tanh, sigmoid, batch 32', {
    layers: denseStack(2, [
      [32, tanh],
      [32, tanh],
      [32, tanh],
      [1, { name: 'sigmoid' }],
    ]),
    loss: { name: 'binary_cross_entropy', labelSmoothing: 0 },
    encoding: 'binary',
    target: ([a = 0, b = 0]) => Number(a * b > 0),
  }),
  workload('W2', '64-[100, batch norm, relu, dropout 0.2]×4-10, batch 32', {
    layers: deepBatchNorm(),
    ...classes,
  }),
  workload('W3', '784-256-128-10 relu, batch 32', { layers: mnistDense(), ...classes }),
  workload('W3b', 'the same, batch 128', { layers: mnistDense(), ...classes, batchSize: 128 }),
  workload('W4', '28×28×1: conv 16, pool, conv 32, pool, dense 64, dense 10, batch 32', {
    layers: convolutional(),
    ...classes,
  }),
  sequence('W5', 'lstm'),
  sequence('W5R', 'simple_rnn'),
  sequence('W5G', 'gru'),
];
