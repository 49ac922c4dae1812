import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { createTrainer, loadData, type Tensor, writeSafetensors } from '#engine';
import { ExportError, onnxModel } from '#exchange';
import { kernelsOf } from '../engine/plans.ts';
import { randomSpecification } from '../language/random-models.ts';
import { lacks, runPython, temporaryFolder } from './python.ts';
import { planOf } from './recorded-training.ts';
import { specification, TRAININGS } from './specifications.ts';

/** Outputs may differ by this share of the largest. */
const TOLERANCE = 1e-5;

const RANDOM = { numRuns: 80, seed: 2024 };

/** Gated layers whose activations ONNX's own operators do not know: written out step by step. */
const UNROLLED = ['simple_rnn', 'lstm', 'gru'].map((type) =>
  specification({
    source: 'sine(samples: 60, length: 6)',
    input: '6, 1',
    layers: `${type}(4, gelu, return_sequences: true, bidirectional: true)\n${type}(3, swish)\ndense(1)`,
  }),
);

const kernels = await kernelsOf();
const noFiles = () => Promise.reject(new Error('These models read no files.'));
const program = fileURLToPath(new URL('repeat_models.py', import.meta.url));

/** Trains an epoch, so that running statistics and biases are no zeros, and writes model, inputs and outputs. */
async function writeModel(text: string, path: string): Promise<void> {
  const plan = planOf(text);
  const data = await loadData(plan.data, plan.model.inputShape, noFiles);
  const trainer = createTrainer({ plan, data, kernels, probes: false });
  const steps = Math.ceil(data.train.count / plan.train.batchSize);
  trainer.advance(Number.POSITIVE_INFINITY, steps);
  const { inputs, count } = data.train;
  const outputs = trainer.predict(inputs);
  const shape = plan.model.layers.at(-1)?.outputShape ?? [];
  const tensors = [
    tensor('inputs', [count, ...plan.model.inputShape], inputs),
    tensor('outputs', [count, ...shape], outputs),
  ];
  writeFileSync(`${path}.onnx`, onnxModel(plan.model, trainer.weights()));
  writeFileSync(`${path}.safetensors`, writeSafetensors({ tensors, metadata: {} }));
}

function tensor(name: string, shape: readonly number[], values: Float32Array): Tensor {
  return { name, type: 'F32', shape, bytes: new Uint8Array(values.slice().buffer) };
}

test('ONNX files pass the checker, and onnxruntime computes the same outputs', async (t) => {
  if (lacks(t, 'onnx', 'onnxruntime', 'safetensors')) return;
  const random = fc.sample(randomSpecification, RANDOM);
  const texts = [...Object.values(TRAININGS), ...UNROLLED, ...random];
  const folder = temporaryFolder(t);
  for (const [index, text] of texts.entries()) await writeModel(text, join(folder, String(index)));
  const output = await runPython([program, folder, String(texts.length)]);
  const answers = JSON.parse(output) as readonly (number | string)[];
  assert.equal(answers.length, texts.length);
  for (const [index, answer] of answers.entries()) {
    assert.ok(typeof answer === 'number' && answer <= TOLERANCE, `${answer}\n${texts[index]}`);
  }
});

test('a missing weight is named', () => {
  const plan = planOf(Object.values(TRAININGS)[0] ?? '');
  assert.throws(
    () => onnxModel(plan.model, []),
    (error) => error instanceof ExportError && /no 'dense_1.weight'/.test(error.message),
  );
});
