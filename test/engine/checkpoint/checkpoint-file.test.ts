import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CheckpointError,
  createTrainer,
  type EpochRecord,
  loadCheckpoint,
  readModelFile,
  saveCheckpoint,
  type Trainer,
} from '#engine';
import type { Plan, TrainPlan } from '#plan';
import { flattenLayers } from '#plan';
import { mixedData, mixedPlan } from '../mixed.ts';
import { adam, kernelsOf } from '../plans.ts';

const kernels = await kernelsOf();
const TEXT = 'model Net { … }\n';

const stopping = { monitor: 'val_loss', patience: 3, minDelta: 0, restoreBest: true } as const;

/** Two phases: the head by Adam, then all of it but the convolution by momentum, to a plateau. */
function phasedPlan(settings: Partial<TrainPlan> = {}): Plan {
  const plan = mixedPlan(settings);
  const all = flattenLayers(plan.model.layers).map(({ id }) => id);
  const constant = { name: 'constant', warmup: 0 } as const;
  return {
    ...plan,
    train: {
      ...plan.train,
      phases: [
        {
          name: 'head',
          epochs: 2,
          optimizer: adam,
          schedule: constant,
          trainableLayers: ['dense_1'],
        },
        {
          name: 'tune',
          epochs: 5,
          optimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
          schedule: {
            name: 'reduce_on_plateau',
            monitor: 'val_loss',
            factor: 0.5,
            patience: 1,
            minimum: 0.01,
            warmup: 0,
          },
          trainableLayers: all.filter((id) => id !== 'conv1d_1'),
        },
      ],
    },
  };
}

function trainerOf(plan: Plan): Trainer {
  return createTrainer({ plan, data: mixedData, kernels });
}

function bitsOf(trainer: Trainer): Record<string, readonly number[]> {
  return Object.fromEntries(
    trainer
      .weights()
      .map(({ name, values }) => [
        name,
        [...new Uint32Array(values.buffer, values.byteOffset, values.length)],
      ]),
  );
}

/** Trains to the end; after every so many steps by way of a file and a new trainer. */
function trainInPieces(plan: Plan, steps: number): { trainer: Trainer; pieces: number } {
  let trainer = trainerOf(plan);
  let pieces = 0;
  while (!trainer.done) {
    trainer.advance(Number.POSITIVE_INFINITY, steps);
    const file = saveCheckpoint(trainer.checkpoint(), {
      plan,
      data: mixedData,
      text: TEXT,
      history: [],
    });
    trainer = trainerOf(plan);
    trainer.restore(loadCheckpoint(file, { plan, data: mixedData }));
    pieces += 1;
  }
  return { trainer, pieces };
}

const plans: Readonly<Record<string, Plan>> = {
  'one phase': mixedPlan(),
  'early stopping': mixedPlan({ earlyStopping: stopping }),
  'gradients collected': mixedPlan({ accumulate: 3 }),
  'two phases': phasedPlan(),
  'two phases, early stopping': phasedPlan({ earlyStopping: { ...stopping, patience: 1 } }),
};

for (const [name, plan] of Object.entries(plans)) {
  for (const steps of [1, 4, 5, 13]) {
    test(`by way of files every ${steps} steps not a bit is different: ${name}`, () => {
      const whole = trainerOf(plan);
      while (!whole.done) whole.advance(Number.POSITIVE_INFINITY);
      const { trainer, pieces } = trainInPieces(plan, steps);
      assert.ok(pieces > 1);
      assert.deepEqual(bitsOf(trainer), bitsOf(whole));
      assert.deepEqual(trainer.checkpoint().finished?.train, whole.checkpoint().finished?.train);
    });
  }
}

/** A training half done, its file, and what was told of its epochs. */
function halfDone(plan: Plan = mixedPlan({ earlyStopping: stopping })) {
  const trainer = trainerOf(plan);
  const events = trainer.advance(Number.POSITIVE_INFINITY, 17);
  const history = events.flatMap((event): EpochRecord[] =>
    event.type === 'epoch' ? [event.record] : [],
  );
  const context = { plan, data: mixedData, text: TEXT, history };
  return { plan, trainer, history, file: saveCheckpoint(trainer.checkpoint(), context) };
}

test('the file tells text, epoch, metrics and history', () => {
  const { file, history } = halfDone();
  const { info } = readModelFile(file);
  assert.equal(info?.text, TEXT);
  assert.equal(info?.epoch, 3);
  assert.equal(info?.step, 17);
  assert.deepEqual(info?.metrics.train, history.at(-1)?.train);
  assert.deepEqual(
    info?.history.map(({ epoch, train }) => ({ epoch, train })),
    history.map(({ epoch, train }) => ({ epoch, train })),
  );
  assert.deepEqual(info?.preprocessing.inputShape, mixedData.inputShape);
});

test('the plain names are the weights that the training would end with, in PyTorch’s shapes', () => {
  const { file } = halfDone();
  const shapes = Object.fromEntries(
    readModelFile(file)
      .tensors.filter(({ name }) => !name.includes('/'))
      .map(({ name, shape }) => [name, shape]),
  );
  assert.deepEqual(shapes, {
    'conv1d_1.weight': [5, 3, 3],
    'conv1d_1.bias': [5],
    'batch_norm_1.weight': [5],
    'batch_norm_1.bias': [5],
    'batch_norm_1.running_mean': [5],
    'batch_norm_1.running_var': [5],
    'batch_norm_1.num_batches_tracked': [],
    'lstm_1.weight_ih_l0': [28, 5],
    'lstm_1.weight_hh_l0': [28, 7],
    'lstm_1.bias_ih_l0': [28],
    'lstm_1.bias_hh_l0': [28],
    'dense_1.weight': [4, 7],
    'dense_1.bias': [4],
  });
});

test('no weights stand in the file twice: at the end of the best epoch they are those of the model', () => {
  const plan = mixedPlan({ earlyStopping: stopping });
  const folders = (steps: number) => {
    const trainer = trainerOf(plan);
    trainer.advance(Number.POSITIVE_INFINITY, steps);
    const context = { plan, data: mixedData, text: TEXT, history: [] };
    const { tensors } = readModelFile(saveCheckpoint(trainer.checkpoint(), context));
    const named = tensors.map(({ name }) => name.slice(0, name.lastIndexOf('/') + 1));
    return [...new Set(named)].sort();
  };
  const moments = ['', 'optimizer/moment_1/', 'optimizer/moment_2/'];
  const perEpoch = Math.ceil(mixedData.train.count / plan.train.batchSize);
  assert.deepEqual(folders(perEpoch), moments);
  assert.deepEqual(folders(perEpoch + 1), [
    ...['', 'epoch/', 'last/', 'last_good/'],
    ...moments.slice(1),
  ]);
});

test('another specification is refused with the first difference', () => {
  const { file, plan } = halfDone();
  const other: Plan = { ...plan, train: { ...plan.train, batchSize: 8 } };
  assert.throws(
    () => loadCheckpoint(file, { plan: other, data: mixedData }),
    (error) =>
      error instanceof CheckpointError &&
      /train\.batchSize is 16 there and 8 here\. .*train anew/.test(error.message),
  );
});

test('where a thing stands in the text does not matter', () => {
  const { file, plan } = halfDone();
  const moved: Plan = {
    ...plan,
    train: { ...plan.train, origin: { start: 9, end: 12, line: 3 } },
  };
  assert.equal(loadCheckpoint(file, { plan: moved, data: mixedData }).progress.step, 17);
});

test('other data is refused', () => {
  const { file, plan } = halfDone();
  const inputs = mixedData.train.inputs.slice();
  inputs[5] = 0;
  const data = { ...mixedData, train: { ...mixedData.train, inputs } };
  assert.throws(() => loadCheckpoint(file, { plan, data }), /data of 'Data' is not what it was/);
});

test('a file in a buffer of Node, at any place of its memory, is read the same', () => {
  const { file, plan } = halfDone();
  const expected = loadCheckpoint(file, { plan, data: mixedData });
  for (const offset of [0, 1, 3, 8]) {
    const pool = Buffer.alloc(file.length + 64, 7);
    pool.set(file, offset);
    const view = pool.subarray(offset, offset + file.length);
    assert.deepEqual(loadCheckpoint(view, { plan, data: mixedData }), expected);
  }
});

test('a changed byte anywhere is noticed', () => {
  const { file, plan } = halfDone();
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = file.slice();
      damaged[at] = (damaged[at] as number) ^ change;
      try {
        loadCheckpoint(damaged, { plan, data: mixedData });
      } catch (error) {
        assert.ok(error instanceof CheckpointError, String(error));
        return;
      }
      // Spaces that fill the header up may turn into other white space.
      assert.ok([9, 10, 13].includes(damaged[at] as number), `byte ${at} was not noticed`);
    }),
    { numRuns: 400 },
  );
});

test('a file cut off anywhere is refused', () => {
  const { file, plan } = halfDone();
  fc.assert(
    fc.property(fc.nat(file.length - 1), (length) => {
      assert.throws(
        () => loadCheckpoint(file.slice(0, length), { plan, data: mixedData }),
        CheckpointError,
      );
    }),
    { numRuns: 200 },
  );
});
