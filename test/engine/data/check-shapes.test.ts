import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, DataError, type DataSet, loadData, PlanError } from '#engine';
import type { Plan, TrainPlan } from '#plan';
import { dataSetOf, denseStack, integers, kernelsOf, normals, planOf } from '../plans.ts';
import { csvPlan, files, REAL_TARGET } from './plans.ts';

const kernels = await kernelsOf();

function classifier(train: Partial<TrainPlan> = {}): Plan {
  return planOf({
    layers: denseStack(4, [[3, { name: 'softmax' }]]),
    loss: { name: 'cross_entropy', labelSmoothing: 0 },
    encoding: 'class_index',
    train,
  });
}

const data = dataSetOf([4], [], normals(20 * 4, 1), integers(20, 3, 2), 5);

function trainer(changes: Partial<DataSet> = {}, plan = classifier()) {
  return createTrainer({ plan, data: { ...data, ...changes }, kernels });
}

const { train } = data;
const FAULTS: readonly (readonly [string, Partial<DataSet>, RegExp])[] = [
  ['samples of another shape', { inputShape: [2, 3] }, /a sample is 2×3, the model takes 4/],
  [
    'too few inputs',
    { train: { ...train, inputs: train.inputs.slice(1) } },
    /59 numbers of train inputs, 15 samples of 4 make 60/,
  ],
  [
    'too few held-out targets',
    { validation: { ...data.validation, targets: new Float32Array(4) } },
    /4 numbers of validation targets, 5 samples of 1 make 5/,
  ],
  [
    'a class without an output',
    { train: { ...train, targets: train.targets.map((value, at) => (at === 6 ? 3 : value)) } },
    /sample 7 of the train part is 3, a class is a whole number from 0 to 2/,
  ],
  [
    'half a class',
    { train: { ...train, targets: train.targets.map((value, at) => (at === 0 ? 0.5 : value)) } },
    /sample 1 of the train part is 0.5/,
  ],
];

for (const [name, changes, message] of FAULTS) {
  test(`${name}: refused before a kernel meets it`, () => {
    assert.throws(
      () => trainer(changes),
      (error) => error instanceof DataError && message.test(error.message),
    );
  });
}

test('class weights are one number a class', () => {
  assert.doesNotThrow(() => trainer({}, classifier({ classWeights: [1, 2, 3] })));
  assert.throws(
    () => trainer({}, classifier({ classWeights: [1, 2] })),
    (error) =>
      error instanceof PlanError && /2 numbers where there are 3 classes/.test(error.message),
  );
});

test('half a sample is not predicted from, nor differentiated', () => {
  const one = trainer();
  const message = /7 numbers are no whole number of samples: 'Model' takes 4 = 4 a sample/;
  assert.throws(() => one.predict(new Float32Array(7)), message);
  assert.throws(() => one.predictStochastic(new Float32Array(7), 2), message);
  assert.throws(() => one.gradients(new Float32Array(7), new Float32Array(2)), message);
  assert.throws(
    () => one.gradients(new Float32Array(8), new Float32Array(3)),
    /2 samples have 2 target numbers, not 3/,
  );
});

test('a batch larger than the data is all of it', () => {
  const one = trainer({}, classifier({ batchSize: 512 }));
  const [started] = one.advance(Number.POSITIVE_INFINITY);
  assert.ok(started?.type === 'started');
  assert.equal(started.stepsPerEpoch, 1);
  assert.ok(one.done);
});

test('a target that is always the same trains, and is learned', () => {
  const plan = classifier();
  const phases = plan.train.phases.map((phase) => ({ ...phase, epochs: 200 }));
  const constant = { ...train, targets: new Float32Array(15) };
  const one = trainer({ train: constant }, { ...plan, train: { ...plan.train, phases } });
  const events = one.advance(Number.POSITIVE_INFINITY);
  const end = events.at(-1);
  assert.ok(end?.type === 'finished');
  const [first] = events;
  assert.ok(first?.type === 'started');
  assert.ok((end.train.loss ?? 1) < 0.95 * first.initial.loss);
});

test('numbers beyond float32 are named with their sample and column', async () => {
  const plan = csvPlan({ target: REAL_TARGET });
  const table = 'a,b,y\n1,2,3\n4,1e300,6\n7,8,9\n1,2,3\n';
  await assert.rejects(
    loadData(plan, [2], files({ 'table.csv': table })),
    /^DataError: table.csv, column 'b': sample 2 holds 1e\+300, the engine takes numbers up to 3.4e38/,
  );
});

test('a scaling that makes numbers too large is refused', async () => {
  const plan = csvPlan({ target: REAL_TARGET, scale: { kind: 'divide', by: 1e-38 } });
  const table = 'a,b,y\n1,2,3\n4,50,6\n7,8,9\n1,2,3\n';
  await assert.rejects(
    loadData(plan, [2], files({ 'table.csv': table })),
    /table.csv: scaled, a number is too large/,
  );
});
