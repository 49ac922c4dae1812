import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createPredictor,
  createTrainer,
  type DataSet,
  readSafetensors,
  saveCheckpoint,
  weightsOf,
} from '#engine';
import { flattenLayers, type Plan } from '#plan';
import { lacks, runPython, temporaryFolder } from '../../exchange/python.ts';
import { dataSetOf, integers, kernelsOf, layer, normals, planOf } from '../plans.ts';

const kernels = await kernelsOf();
const peer = join(import.meta.dirname, 'peer.py');
const ROWS = 5;

interface Network {
  readonly plan: Plan;
  readonly data: DataSet;
}

const relu = { name: 'relu' } as const;
const prelu = { name: 'prelu', slope: 0.2 } as const;

/** The same networks as in peer.py. */
const networks: Readonly<Record<'images' | 'sequences', Network>> = {
  images: {
    plan: planOf({
      layers: [
        layer('conv2d_1', [6, 5, 2], [5, 3, 3], {
          type: 'conv2d',
          filters: 3,
          kernel: [2, 3],
          activation: relu,
        }),
        layer('norm', [5, 3, 3], [5, 3, 3], { type: 'batch_norm' }),
        layer('slopes', [5, 3, 3], [5, 3, 3], { type: 'activation', activation: prelu }),
        layer('flatten_1', [5, 3, 3], [45], { type: 'flatten' }),
        layer('dense_1', [45], [7], { type: 'dense', units: 7, activation: prelu }),
        layer('dense_2', [7], [3], { type: 'dense', units: 3, activation: { name: 'softmax' } }),
      ],
      loss: { name: 'cross_entropy', labelSmoothing: 0 },
      encoding: 'class_index',
      epochs: 3,
    }),
    data: dataSetOf([6, 5, 2], [], normals(60 * ROWS * 8, 1), integers(ROWS * 8, 3, 2)),
  },
  sequences: {
    plan: planOf({
      layers: [
        layer('words', [6], [6, 5], { type: 'embedding', vocabulary: 11, dimensions: 5 }),
        layer('conv1d_1', [6, 5], [4, 6], {
          type: 'conv1d',
          filters: 6,
          kernel: 3,
          activation: { name: 'tanh' },
        }),
        layer('lstm_1', [4, 6], [4, 8], {
          type: 'lstm',
          units: 4,
          bidirectional: true,
          returnSequences: true,
        }),
        layer('gru_1', [4, 8], [6], { type: 'gru', units: 6 }),
        layer('norm', [6], [6], { type: 'layer_norm' }),
        layer('dense_1', [6], [2], { type: 'dense', units: 2 }),
      ],
      loss: { name: 'mse' },
      epochs: 3,
    }),
    data: dataSetOf([6], [2], integers(6 * ROWS * 8, 11, 1), normals(2 * ROWS * 8, 2)),
  },
};

function trained({ plan, data }: Network) {
  const trainer = createTrainer({ plan, data, kernels, probes: false });
  while (!trainer.done) trainer.advance(Number.POSITIVE_INFINITY);
  return trainer;
}

function inputsOf({ data }: Network): Float32Array {
  return data.train.inputs.slice(0, (data.train.inputs.length / data.train.count) * ROWS);
}

function agree(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [at, value] of expected.entries()) {
    assert.ok(Math.abs((actual[at] as number) - value) < 1e-5, `${actual[at]}, not ${value}`);
  }
}

async function ask(...args: readonly string[]) {
  return JSON.parse(await runPython([peer, ...args]));
}

for (const [name, network] of Object.entries(networks)) {
  test(`Python's safetensors opens a checkpoint of ${name}`, async (t) => {
    if (lacks(t, 'torch', 'safetensors')) return;
    const path = join(temporaryFolder(t), 'checkpoint.safetensors');
    const trainer = trained(network);
    const context = { ...network, text: 'model “Net” { … }', history: [] };
    const file = saveCheckpoint(trainer.checkpoint(), context);
    writeFileSync(path, file);
    const { tensors, metadata } = await ask('open', path);
    const own = readSafetensors(file);
    assert.deepEqual(
      tensors,
      Object.fromEntries(own.tensors.map((tensor) => [tensor.name, tensor.shape])),
    );
    assert.deepEqual(metadata, own.metadata);
    assert.equal(metadata.text, context.text);
  });

  test(`PyTorch answers the same with a checkpoint of ${name}`, async (t) => {
    if (lacks(t, 'torch', 'safetensors')) return;
    const path = join(temporaryFolder(t), 'checkpoint.safetensors');
    const trainer = trained(network);
    const context = { ...network, text: '', history: [] };
    writeFileSync(path, saveCheckpoint(trainer.checkpoint(), context));
    const inputs = inputsOf(network);
    const outputs = await ask('load', path, name, JSON.stringify([...inputs]));
    agree(trainer.predict(inputs), outputs);
  });

  test(`a state_dict of ${name} that PyTorch saved loads by the layers' names`, async (t) => {
    if (lacks(t, 'torch', 'safetensors')) return;
    const path = join(temporaryFolder(t), 'torch.safetensors');
    const inputs = inputsOf(network);
    const outputs = await ask('save', path, name, JSON.stringify([...inputs]));
    const { model } = network.plan;
    const ids = flattenLayers(model.layers).map(({ id }) => id);
    const weights = weightsOf(model, ids, readSafetensors(readFileSync(path)).tensors);
    const predictor = createPredictor({ ...network, kernels, weights });
    agree(predictor.predict(inputs).outputs, outputs);
  });
}
