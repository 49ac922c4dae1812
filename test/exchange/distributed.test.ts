import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTrainer, loadData, readModelFile, weightsOf } from '#engine';
import { pytorchScript } from '#exchange';
import { flattenLayers } from '#plan';
import { kernelsOf } from '../engine/plans.ts';
import { lacks, runPython, temporaryFolder } from './python.ts';
import { planOf } from './recorded-training.ts';

const kernels = await kernelsOf();

/** 128 training samples: eight steps of sixteen. Batch norm and dropout are left out, which each process does by itself. */
function text(batchSize: number): string {
  return `data Set { source blobs(samples: 160, classes: 3, features: 4, noise: 3)  split train 80%, validation 20% }
model Net {
  input(4)
  dense(16, relu, init: he_normal, l2: 1e-3, max_norm: 2)
  dense(3, softmax)
}
train Net on Set {
  optimizer adam(learning_rate: 0.01)
  schedule cosine(warmup: 10%)
  clip_norm 0.5
  batch_size ${batchSize}
  epochs 3
  metrics accuracy
}
`;
}

function scriptOf(batchSize: number, file: string): void {
  const place = { specification: 'net.nnspec', script: 'net.py', folder: '' };
  writeFileSync(file, pytorchScript(planOf(text(batchSize)), place));
}

function figures(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('epoch'));
}

test('two processes under torchrun have the losses of one process with the double batch', async (t) => {
  if (lacks(t, 'torch', 'torch.distributed.run')) return;
  const folder = temporaryFolder(t);
  const [half, whole] = [join(folder, 'half.py'), join(folder, 'whole.py')];
  scriptOf(8, half);
  scriptOf(16, whole);
  const start = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2'];
  const two = figures(await runPython([...start, half]));
  const one = figures(await runPython([whole]));
  assert.equal(one.length, 3);
  assert.deepEqual(two, one);
});

test('weights that an exported script saves are read by layer name, and give its figures', async (t) => {
  if (lacks(t, 'torch', 'safetensors')) return;
  const folder = temporaryFolder(t);
  const [script, saved] = [join(folder, 'net.py'), join(folder, 'net.safetensors')];
  scriptOf(16, script);
  await runPython([script, '--save', saved]);
  const plan = planOf(text(16));
  const { tensors, info } = readModelFile(new Uint8Array(readFileSync(saved)));
  assert.equal(info, null);
  const ids = flattenLayers(plan.model.layers).map(({ id }) => id);
  const weights = weightsOf(plan.model, ids, tensors);
  assert.deepEqual(
    weights.map(({ name }) => name),
    ['dense_1.weight', 'dense_1.bias', 'dense_2.weight', 'dense_2.bias'],
  );
  const data = await loadData(plan.data, plan.model.inputShape, () => Promise.reject());
  const trainer = createTrainer({ plan, data, kernels, probes: false, startWeights: weights });
  const program = [
    'import sys, json, numpy, importlib.util',
    'spec = importlib.util.spec_from_file_location("exported", sys.argv[1])',
    'script = importlib.util.module_from_spec(spec); sys.modules["exported"] = script',
    'spec.loader.exec_module(script)',
    'model = script.Net(); script.load_weights(model, sys.argv[2])',
    'inputs = numpy.array(json.loads(sys.argv[3]), dtype=numpy.float32).reshape(-1, 4)',
    'outputs = script.torch.softmax(script.predict(model, inputs), dim=-1)',
    'print(json.dumps(outputs.flatten().tolist()))',
  ].join('\n');
  const inputs = data.train.inputs.slice(0, 40);
  const theirs = JSON.parse(
    await runPython(['-c', program, script, saved, JSON.stringify([...inputs])]),
  ) as readonly number[];
  const ours = trainer.predict(inputs);
  for (const [index, value] of theirs.entries()) {
    assert.ok(
      Math.abs(value - (ours[index] as number)) < 1e-5,
      `${index}: ${value} ${ours[index]}`,
    );
  }
});
