import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTrainer, type Trainer, type TrainerOptions } from '#engine';
import type { LayerPlan, PhasePlan, Plan, TrainPlan } from '#plan';
import { mixedData, mixedPlan } from '../mixed.ts';
import { dataSetOf, integers, kernelsOf, layer, normals, planOf } from '../plans.ts';
import { bits, threads } from './threads.ts';

const kernels = await kernelsOf();
const memory = await threads(2);
const messages = await threads(2, 'messages');
after(async () => {
  await memory.close();
  await messages.close();
});

const data = dataSetOf([12], [], normals(90 * 12, 1), integers(90, 4, 2), 20);

const layers: readonly LayerPlan[] = [
  layer('dense_1', [12], [40], {
    type: 'dense',
    units: 40,
    activation: { name: 'relu' },
    l2: 0.01,
    maxNorm: 0.9,
  }),
  layer('dropout_1', [40], [40], { type: 'dropout', rate: 0.3 }),
  layer('dense_2', [40], [4], { type: 'dense', units: 4, activation: { name: 'softmax' } }),
];

/** Batches of 32 leave a last one of 6. */
function planWith(settings: Partial<TrainPlan> = {}): Plan {
  return planOf({
    layers,
    loss: { name: 'cross_entropy', labelSmoothing: 0.1 },
    encoding: 'class_index',
    epochs: 4,
    train: { batchSize: 32, clipNorm: 1, metrics: [{ name: 'accuracy' }], ...settings },
  });
}

function trainer(plan: Plan, options: Partial<TrainerOptions>): Trainer {
  return createTrainer({ plan, data, kernels, ...options });
}

async function together(one: Trainer, milliseconds = Number.POSITIVE_INFINITY) {
  const events = [];
  while (!one.done) events.push(...(await one.advanceTogether(milliseconds)));
  return events;
}

function alone(one: Trainer) {
  const events = [];
  while (!one.done) events.push(...one.advance(Number.POSITIVE_INFINITY));
  return events;
}

const settings: readonly (readonly [string, Partial<TrainPlan>])[] = [
  ['clipped by norm', {}],
  ['clipped by value, three steps a time', { accumulate: 3, clipNorm: null, clipValue: 0.02 }],
];

for (const [name, setting] of settings) {
  test(`messages, memory and one thread that makes all steps alone give the same bits: ${name}`, async () => {
    const plan = planWith(setting);
    const shared = trainer(plan, { parallel: memory });
    alone(shared);
    const byMessages = trainer(plan, { parallel: messages });
    const events = await together(byMessages);
    const waiting = trainer(plan, { parallel: messages });
    alone(waiting);
    assert.deepEqual([shared.threads, byMessages.threads, waiting.threads], [3, 3, 3]);
    assert.deepEqual(bits(byMessages), bits(shared));
    assert.deepEqual(bits(waiting), bits(shared));
    const losses = events.flatMap((event) => (event.type === 'epoch' ? [event.record.train] : []));
    assert.equal(losses.length, 4);
  });
}

test('epochs tell the same losses, norms and accuracies', async () => {
  const recordsOf = (events: Awaited<ReturnType<typeof together>>) =>
    events.flatMap((event) => {
      if (event.type !== 'epoch') return [];
      const { seconds, probeSeconds, ...rest } = event.record;
      return [rest];
    });
  const shared = recordsOf(alone(trainer(planWith(), { parallel: memory })));
  const byMessages = recordsOf(await together(trainer(planWith(), { parallel: messages })));
  assert.equal(shared.length, 4);
  assert.deepEqual(byMessages, shared);
});

test('how the time is cut into calls, and what is asked meanwhile, changes no bit', async () => {
  const whole = trainer(planWith(), { parallel: messages });
  await together(whole);
  const asked = trainer(planWith(), { parallel: messages });
  while (!asked.done) {
    const steps = asked.advanceTogether(0);
    asked.predict(data.validation.inputs);
    asked.checkpoint();
    await steps;
  }
  assert.deepEqual(bits(asked), bits(whole));
});

test('weights that were put, frozen ones too, reach the threads', async () => {
  const base = planWith();
  const [phase] = base.train.phases as [PhasePlan];
  const phases = [{ ...phase, trainableLayers: ['dense_2'] }];
  const plan = { ...base, train: { ...base.train, phases } };
  const values = normals(12 * 40, 9).map((value) => value / 4);
  const put = async (one: Trainer) => {
    await one.advanceTogether(Number.POSITIVE_INFINITY, 2);
    one.setWeights([{ name: 'dense_1.weight', values }]);
    await together(one);
    return bits(one);
  };
  assert.deepEqual(
    await put(trainer(plan, { parallel: messages })),
    await put(trainer(plan, { parallel: memory })),
  );
});

test('a checkpoint continues to the same bits', async () => {
  const whole = trainer(planWith(), { parallel: messages });
  await together(whole);
  const begun = trainer(planWith(), { parallel: messages });
  await begun.advanceTogether(Number.POSITIVE_INFINITY, 5);
  const stored = structuredClone(begun.checkpoint());
  const continued = trainer(planWith(), { parallel: messages });
  continued.restore(stored);
  await together(continued);
  assert.deepEqual(bits(continued), bits(whole));
});

test('batch norm sees whole batches: by messages, one thread trains it', () => {
  const one = createTrainer({ plan: mixedPlan(), data: mixedData, kernels, parallel: messages });
  assert.equal(one.threads, 1);
});

test('what would disturb a step has to wait for it', async () => {
  const one = trainer(planWith(), { parallel: messages });
  const steps = one.advanceTogether(0);
  assert.throws(() => one.setWeights([]), /Steps are under way/);
  assert.throws(() => one.advance(1), /Steps are under way/);
  await steps;
  one.setWeights([]);
});

test('memories of all threads are counted', () => {
  const plan = planWith();
  const shared = trainer(plan, { parallel: messages });
  const single = trainer(plan, {});
  assert.ok(shared.memoryBytes > single.memoryBytes + 2 * 4 * data.train.inputs.length);
  const limited = trainer(plan, { parallel: messages, memoryLimitBytes: shared.memoryBytes - 1 });
  assert.equal(limited.threads, 1);
});

test('a thread that fails says why', async () => {
  const ports = messages.ports.map((port) => ({
    ...port,
    post: (message: { type?: string }, transfer?: readonly ArrayBuffer[]) =>
      port.post(message.type === 'step' ? { ...message, order: null } : message, transfer),
  }));
  const one = trainer(planWith(), { parallel: { kernels: null, ports } });
  await assert.rejects(() => one.advanceTogether(10), /A training thread failed: .*null/);
});
