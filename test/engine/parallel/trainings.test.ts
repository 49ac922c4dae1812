import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTrainer, PlanError, type Threads, type Trainer, type TrainerOptions } from '#engine';
import type { LayerPlan, PhasePlan, Plan, TrainPlan } from '#plan';
import { mixedData, mixedPlan } from '../mixed.ts';
import {
  adam,
  dataSetOf,
  denseStack,
  integers,
  kernelsOf,
  layer,
  normals,
  planOf,
} from '../plans.ts';
import { bits, difference, sharedKernels, threads, train } from './threads.ts';

const kernels = await kernelsOf();
const own = await threads(1);
after(() => own.close());

const data = dataSetOf([12], [], normals(90 * 12, 1), integers(90, 4, 2), 20);

const layers: readonly LayerPlan[] = [
  layer('dense_1', [12], [40], { type: 'dense', units: 40, activation: { name: 'relu' } }),
  layer('dropout_1', [40], [40], { type: 'dropout', rate: 0.3 }),
  layer('dense_2', [40], [4], { type: 'dense', units: 4, activation: { name: 'softmax' } }),
];

function planWith(settings: Partial<TrainPlan> = {}, epochs = 4): Plan {
  return planOf({
    layers,
    loss: { name: 'cross_entropy', labelSmoothing: 0.1 },
    encoding: 'class_index',
    epochs,
    train: { batchSize: 32, clipNorm: 1, ...settings },
  });
}

function trainer(plan: Plan, options: Partial<TrainerOptions> = {}): Trainer {
  return createTrainer({ plan, data, kernels, parallel: own, ...options });
}

function run(one: Trainer, milliseconds = Number.POSITIVE_INFINITY): Trainer {
  while (!one.done) one.advance(milliseconds);
  return one;
}

const whole = bits(run(trainer(planWith())));

test('how the time is cut into calls changes no bit', () => {
  assert.deepEqual(bits(run(trainer(planWith()), 0)), whole);
});

test('what is asked in between changes no bit', () => {
  const asked = trainer(planWith());
  while (!asked.done) {
    asked.advance(Number.POSITIVE_INFINITY, 2);
    asked.predict(data.validation.inputs);
    asked.gradients(data.train.inputs.slice(0, 20 * 12), data.train.targets.slice(0, 20));
  }
  assert.deepEqual(bits(asked), whole);
});

test('probes change no bit', () => {
  assert.deepEqual(bits(run(trainer(planWith(), { probes: false }))), whole);
});

for (const accumulate of [1, 3]) {
  test(`continues bit for bit from a checkpoint, accumulating ${accumulate}`, () => {
    const plan = planWith({ accumulate });
    const expected = bits(run(trainer(plan)));
    const begun = trainer(plan);
    begun.advance(Number.POSITIVE_INFINITY, 5);
    const stored = structuredClone(begun.checkpoint());
    begun.close();
    const continued = trainer(plan);
    continued.restore(stored);
    assert.deepEqual(bits(run(continued)), expected);
  });
}

test('a training of one thread can go on with two, and the other way round', () => {
  const plan = planWith();
  const single = run(trainer(plan, { parallel: null }));
  for (const [first, second] of [
    [null, own],
    [own, null],
  ]) {
    const begun = trainer(plan, { parallel: first ?? null });
    begun.advance(Number.POSITIVE_INFINITY, 5);
    const stored = begun.checkpoint();
    begun.close();
    const continued = trainer(plan, { parallel: second ?? null });
    continued.restore(stored);
    assert.ok(difference(run(continued), single) < 1e-5);
  }
});

test('weights that are set are the ones that all threads train', () => {
  const start = (parallel: Threads | null) => {
    const one = trainer(planWith(), { parallel });
    const values = normals(12 * 40, 9).map((value) => value / 4);
    one.advance(Number.POSITIVE_INFINITY, 2);
    one.setWeights([{ name: 'dense_1.weight', values }]);
    return run(one);
  };
  assert.ok(difference(start(own), start(null)) < 1e-5);
});

test('early stopping ends both in the same epoch with the same weights', async () => {
  const plan = planWith(
    { earlyStopping: { monitor: 'val_loss', patience: 2, minDelta: 0, restoreBest: true } },
    300,
  );
  const one = await train(plan, data, 1);
  const two = await train(plan, data, 2);
  assert.ok(one.epochs.length < 300);
  assert.equal(two.epochs.length, one.epochs.length);
  assert.ok(difference(two.trainer, one.trainer) < 1e-4);
});

test('a phase that keeps batch norm frozen is shared, and one that trains it', async () => {
  const base = mixedPlan();
  const [phase] = base.train.phases as [PhasePlan];
  const frozen = phase.trainableLayers.filter((id) => id !== 'batch_norm_1');
  const phases = [
    { ...phase, name: 'head', epochs: 2, trainableLayers: frozen },
    { ...phase, name: 'all', epochs: 2 },
  ];
  const plan = { ...base, train: { ...base.train, phases } };
  const parallel = createTrainer({ plan, data: mixedData, kernels, parallel: own });
  const counts = [parallel.threads];
  run(parallel);
  counts.push(parallel.threads);
  assert.deepEqual(counts, [2, 2]);
  const single = run(createTrainer({ plan, data: mixedData, kernels }));
  assert.ok(difference(parallel, single) < 1e-5);
});

test('phases that follow each other in the same memory start from nothing but the weights', () => {
  const base = planWith();
  const [phase] = base.train.phases as [PhasePlan];
  const phases = [
    { ...phase, name: 'head', epochs: 2, trainableLayers: ['dense_2'] },
    { ...phase, name: 'all', epochs: 2 },
    { ...phase, name: 'body', epochs: 2, trainableLayers: ['dense_1'] },
  ];
  const plan = { ...base, train: { ...base.train, phases } };
  const shared = run(trainer(plan));
  assert.equal(shared.threads, 2);
  assert.ok(difference(shared, run(trainer(plan, { parallel: null }))) < 1e-5);
});

test('a diverging training ends in the same step, with the same layer named', async () => {
  const plan = planOf({
    layers: denseStack(12, [
      [40, { name: 'relu' }],
      [40, { name: 'relu' }],
      [1, { name: 'linear' }],
    ]),
    loss: { name: 'mse' },
    optimizer: { ...adam, name: 'sgd', learningRate: 1e9, momentum: 0, nesterov: false },
    epochs: 20,
  });
  const numbers = dataSetOf([12], [1], normals(64 * 12, 1), normals(64, 2));
  const [one, two] = [await train(plan, numbers, 1), await train(plan, numbers, 2)];
  assert.equal(one.events.at(-1)?.type, 'diverged');
  assert.deepEqual(two.events.at(-1), one.events.at(-1));
});

test('memory for all threads is counted: where it does not suffice, one thread trains', async () => {
  const plan = planWith({ batchSize: 64 });
  const alone = trainer(plan, { parallel: null });
  const shared = trainer(plan);
  shared.close();
  assert.ok(shared.memoryBytes > alone.memoryBytes);
  const limited = trainer(plan, { memoryLimitBytes: shared.memoryBytes - 1 });
  assert.deepEqual([limited.threads, limited.memoryBytes], [1, alone.memoryBytes]);
  assert.deepEqual(bits(run(limited)), bits(run(alone)));
  assert.throws(
    () => trainer(plan, { memoryLimitBytes: alone.memoryBytes - 1 }),
    (error) =>
      error instanceof PlanError && /would need \d+ MiB; the limit is \d+ MiB/.test(error.message),
  );
});

test('threads that are let go serve the next training', () => {
  const left = trainer(planWith());
  left.advance(Number.POSITIVE_INFINITY, 3);
  left.close();
  left.close();
  assert.throws(() => left.advance(1), /let go cannot be continued/);
  assert.deepEqual(bits(run(trainer(planWith()))), whole);
});

test('threads sleep between calls', async () => {
  const paused = trainer(planWith({}, 1000));
  paused.advance(20);
  const before = process.cpuUsage();
  await setTimeout(600);
  const { user } = process.cpuUsage(before);
  paused.close();
  assert.ok(user < 300_000, `${user} µs of computing while nothing was to do`);
});

test('a thread that fails says why', async () => {
  const broken = { ...own, kernels: { ...(await sharedKernels()), build: 'relaxed' as const } };
  const plan = planWith();
  const ports = own.ports.map((port) => ({
    ...port,
    post: (message: unknown) =>
      port.post({ ...(message as object), classWeights: undefined, plan: null }),
  }));
  assert.throws(
    () => trainer(plan, { parallel: { ...broken, ports } }),
    /A training thread failed: .*null/,
  );
});

test('a process that forgets its threads ends all the same', async () => {
  const script = fileURLToPath(new URL('forgetful.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
  assert.equal(stdout, 'trained\n');
});
