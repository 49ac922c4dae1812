import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CheckpointError,
  createTrainer,
  loadStartWeights,
  type NamedArray,
  type Trainer,
  toPyTorch,
  type WeightArray,
  writeSafetensors,
} from '#engine';
import type { ModelPlan, Plan, TrainPlan } from '#plan';
import { mixedData, mixedPlan } from './mixed.ts';
import { adam, kernelsOf, origin } from './plans.ts';

const kernels = await kernelsOf();

const constant = { name: 'constant', warmup: 0 } as const;
const ALL = ['conv1d_1', 'batch_norm_1', 'dropout_1', 'lstm_1', 'alpha_dropout_1', 'dense_1'];

/** A phase of so many epochs in which these layers train. */
function phase(name: string, epochs: number, trainableLayers: readonly string[], optimizer = adam) {
  return { name, epochs, optimizer, schedule: constant, trainableLayers };
}

function planWith(settings: Partial<TrainPlan>, weights?: ModelPlan['weights']): Plan {
  const plan = mixedPlan(settings);
  return { ...plan, model: { ...plan.model, ...(weights && { weights }) } };
}

function start(plan: Plan, startWeights: readonly NamedArray[] | null = null): Trainer {
  return createTrainer({ plan, data: mixedData, kernels, probes: false, startWeights });
}

function run(trainer: Trainer): Trainer {
  while (!trainer.done) trainer.advance(Number.POSITIVE_INFINITY);
  return trainer;
}

function bitsOf(arrays: readonly Pick<WeightArray, 'name' | 'values'>[]) {
  return new Map(
    arrays.map(({ name, values }) => [
      name,
      new Uint32Array(values.buffer, values.byteOffset, values.length).join(' '),
    ]),
  );
}

/** Names of the arrays that differ in a bit. */
function changed(before: readonly WeightArray[], after: readonly WeightArray[]): string[] {
  const [old, fresh] = [bitsOf(before), bitsOf(after)];
  return [...old.keys()].filter((name) => old.get(name) !== fresh.get(name));
}

test('frozen layers keep every bit, a frozen batch norm its statistics too', () => {
  const trainer = start(planWith({ phases: [phase('head', 4, ['dense_1'])] }));
  const before = trainer.weights();
  assert.deepEqual(changed(before, run(trainer).weights()), ['dense_1.weight', 'dense_1.bias']);
});

test('a frozen batch norm normalises by what is stored, in training too', () => {
  const plan = planWith({ phases: [phase('head', 1, ['dense_1'])] });
  const { inputs, targets } = mixedData.train;
  const loss = (trainer: Trainer, count: number) =>
    trainer.gradients(inputs.slice(0, count * 18), targets.slice(0, count)).loss;
  // Stored statistics make a sample's output independent of its batch: without dropout the loss of a batch is the mean of the losses.
  const layers = plan.model.layers.filter(({ type }) => !type.includes('dropout'));
  const plain = {
    ...plan,
    model: {
      ...plan.model,
      layers: layers.map((layer) =>
        layer.type === 'lstm' ? { ...layer, recurrentDropout: 0 } : layer,
      ),
    },
  };
  const trainer = start(plain);
  const batch = loss(trainer, 8);
  const single = Array.from(
    { length: 8 },
    (_, at) =>
      trainer.gradients(inputs.slice(at * 18, (at + 1) * 18), targets.slice(at, at + 1)).loss,
  );
  const mean = single.reduce((sum, value) => sum + value, 0) / 8;
  assert.ok(Math.abs(batch - mean) < 1e-5, `${batch}, not ${mean}`);
});

test('what a phase unfreezes is trained from then on, with an optimizer of its own', () => {
  const rate = 1e-3;
  const trainer = start(
    planWith({
      clipNorm: null,
      phases: [
        phase('head', 2, ['dense_1']),
        phase('tune', 1, ALL, { ...adam, learningRate: rate }),
      ],
    }),
  );
  const steps = 2 * Math.ceil(mixedData.train.count / 16);
  trainer.advance(Number.POSITIVE_INFINITY, steps);
  const before = trainer.weights();
  trainer.advance(Number.POSITIVE_INFINITY, 1);
  const after = trainer.weights();
  assert.ok(changed(before, after).includes('conv1d_1.weight'));
  // Adam's very first step is the learning rate in each weight: with moments of another phase it would be less.
  const old = before.find(({ name }) => name === 'dense_1.weight');
  const fresh = after.find(({ name }) => name === 'dense_1.weight');
  for (const [at, value] of (fresh?.values ?? []).entries()) {
    const moved = Math.abs(value - (old?.values[at] ?? 0));
    assert.ok(moved > 0.9 * rate && moved < 1.1 * rate, `moved by ${moved}`);
  }
});

test('early stopping ends a phase, and the next begins with the best weights', () => {
  const wild = { ...adam, learningRate: 3 };
  const plan = planWith({
    earlyStopping: { monitor: 'val_loss', patience: 2, minDelta: 0, restoreBest: true },
    phases: [phase('head', 50, ['dense_1'], wild), phase('tune', 1, ALL)],
  });
  const trainer = start(plan);
  const phases: string[] = [];
  while (!trainer.done) {
    for (const event of trainer.advance(Number.POSITIVE_INFINITY, 1)) {
      if (event.type === 'epoch') phases.push(event.record.phase);
    }
  }
  const inHead = phases.filter((name) => name === 'head').length;
  assert.ok(inHead < 50, 'the first phase was not cut short');
  assert.equal(phases.at(-1), 'tune');
  // The last epoch of the first phase was worse than the best: had the phase after it begun there, the loss would be that.
  const head = start({ ...plan, train: { ...plan.train, phases: plan.train.phases.slice(0, 1) } });
  const bestOfHead = run(head).checkpoint().finished?.validation?.loss ?? Number.NaN;
  const end = trainer.checkpoint().finished;
  assert.ok((end?.validation?.loss ?? Number.NaN) <= bestOfHead);
});

// ── Files of weights ──────────────────────────────────────────────────────────────────────────────

const base = run(start(mixedPlan()));
const { layers } = mixedPlan().model;
const FILE = writeSafetensors({ tensors: toPyTorch(layers, base.weights()), metadata: {} });
const files = (path: string) => {
  assert.equal(path, 'base.safetensors');
  return Promise.resolve(FILE);
};
const KEPT = { path: 'base.safetensors', layers: ALL.slice(0, -1), origin };

test('layers start with the file’s weights; a head that is new keeps its initialisation', async () => {
  const plan = planWith({ seed: 5 }, KEPT);
  const weights = await loadStartWeights(plan.model, files);
  const begun = start(plan, weights).weights();
  const fresh = start(mixedPlan({ seed: 5 })).weights();
  const different = changed(begun, base.weights());
  assert.deepEqual(different, ['dense_1.weight', 'dense_1.bias']);
  for (const { name, values } of begun.filter(({ name }) => name.startsWith('dense_1'))) {
    assert.deepEqual(values, fresh.find((array) => array.name === name)?.values);
  }
});

test('a model without a file starts from none', async () => {
  assert.equal(await loadStartWeights(mixedPlan().model, files), null);
});

test('a host that forgot the file is told', () => {
  assert.throws(
    () => start(planWith({}, KEPT)),
    /'Model' starts from the weights of base\.safetensors, which were not read/,
  );
});

test('a file of other layers is refused with all that does not fit', async () => {
  const tensors = toPyTorch(layers, base.weights())
    .filter(({ name }) => !name.startsWith('lstm_1'))
    .map((tensor) =>
      tensor.name === 'conv1d_1.bias'
        ? { ...tensor, shape: [1], bytes: new Uint8Array(4) }
        : tensor,
    );
  const file = writeSafetensors({ tensors, metadata: {} });
  await assert.rejects(
    loadStartWeights(planWith({}, KEPT).model, () => Promise.resolve(file)),
    (error) =>
      error instanceof CheckpointError &&
      /^base\.safetensors: these are no weights for Model: conv1d_1\.bias is \(1\) in the file and \(5\) in the model; the file has no weights of lstm_1\. The file's layers are /.test(
        error.message,
      ),
  );
});

test('what is no file of weights is refused by its name', async () => {
  await assert.rejects(
    loadStartWeights(planWith({}, KEPT).model, () => Promise.resolve(FILE.slice(0, 300))),
    /^CheckpointError: base\.safetensors: the file is cut off/,
  );
});
