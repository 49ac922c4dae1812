import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createTrainer,
  type EngineEvent,
  type EpochRecord,
  PlanError,
  type Trainer,
  type TrainerOptions,
} from '#engine';
import type { LayerPlan, OptimizerPlan, Plan } from '#plan';
import {
  dataSetOf,
  denseStack,
  kernelsOf,
  layer,
  normals,
  type PlanSettings,
  planOf,
} from './plans.ts';

const kernels = await kernelsOf();

const SAMPLES = 200;
const points = normals(SAMPLES * 2, 3);
/** Xor: whether two numbers have the same sign. */
const quadrants = Float32Array.from({ length: SAMPLES }, (_, i) =>
  Number((points[2 * i] as number) * (points[2 * i + 1] as number) > 0),
);
const xor = dataSetOf([2], [1], points, quadrants, 50);
const bce = { name: 'binary_cross_entropy', labelSmoothing: 0 } as const;
const sgd: OptimizerPlan = { name: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false };

const net = denseStack(2, [
  [16, { name: 'tanh' }],
  [1, { name: 'sigmoid' }],
]);

function start(settings: Partial<PlanSettings> = {}, options: Partial<TrainerOptions> = {}) {
  const plan = planOf({ layers: net, loss: bce, encoding: 'binary', ...settings });
  return createTrainer({ plan, data: xor, kernels, ...options });
}

function finish(trainer: Trainer): EngineEvent[] {
  const events: EngineEvent[] = [];
  while (!trainer.done) events.push(...trainer.advance(1000));
  return events;
}

function records(events: readonly EngineEvent[]): EpochRecord[] {
  return events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
}

function only<T extends EngineEvent['type']>(events: readonly EngineEvent[], type: T) {
  const found = events.filter((event) => event.type === type);
  assert.equal(found.length, 1, `one ${type} event`);
  return found[0] as Extract<EngineEvent, { type: T }>;
}

function valuesOf(trainer: Trainer, name: string): Float32Array {
  const found = trainer.weights().find((array) => array.name === name);
  assert.ok(found, name);
  return found.values;
}

test('learns xor, and tells it in the order it happens', () => {
  const adam = {
    ...planOf({ layers: net, loss: bce }).train.phases[0]?.optimizer,
  } as OptimizerPlan;
  const trainer = start({
    epochs: 60,
    optimizer: { ...adam, learningRate: 0.02 },
    train: { metrics: [{ name: 'accuracy' }, { name: 'auc' }] },
  });
  const events = finish(trainer);
  assert.equal(events[0]?.type, 'started');
  assert.equal(events.at(-1)?.type, 'finished');
  const { train, validation, test: held, reason } = only(events, 'finished');
  assert.equal(reason, 'completed');
  assert.ok((train.accuracy ?? 0) > 0.97, `${train.accuracy}`);
  assert.ok((validation?.auc ?? 0) > 0.95, `${validation?.auc}`);
  assert.equal(held, null);
  const steps = events.flatMap((event) => (event.type === 'steps' ? event.points : []));
  assert.ok(steps.every(({ step }, i) => i === 0 || step > (steps[i - 1]?.step ?? 0)));
  assert.equal(records(events).length, 60);
  assert.deepEqual(trainer.advance(10), [], 'nothing after the end');
  const outputs = trainer.predict(Float32Array.of(1, 1, -1, 1));
  assert.ok((outputs[0] ?? 0) > 0.5 && (outputs[1] ?? 1) < 0.5);
});

test('the initial loss of an untrained net is near what knowing nothing gives', () => {
  const { initial } = only(finish(start()), 'started');
  assert.ok(Math.abs((initial.expectedLoss ?? 0) - Math.LN2) < 0.02);
  assert.ok(Math.abs(initial.loss - Math.LN2) < 0.2);
});

test('early stopping stops, and puts the best weights back', () => {
  const events = finish(
    start({
      epochs: 200,
      optimizer: { ...sgd, learningRate: 60 },
      train: {
        earlyStopping: { monitor: 'val_loss', patience: 4, minDelta: 0, restoreBest: true },
      },
    }),
  );
  const finished = only(events, 'finished');
  assert.equal(finished.reason, 'early_stopping');
  const losses = records(events).map(({ validation }) => validation?.loss as number);
  const best = losses.indexOf(Math.min(...losses));
  assert.equal(finished.bestEpoch, best + 1);
  assert.equal(losses.length, best + 5, 'four epochs without improvement');
  assert.equal(finished.validation?.loss, losses[best]);
});

test('stop ends the training at the next call', () => {
  const trainer = start({ epochs: 1000 });
  trainer.advance(1, 3);
  trainer.stop();
  const events = trainer.advance(1000);
  assert.equal(only(events, 'finished').reason, 'stopped');
  assert.ok(trainer.done);
});

test('a diverging run stops in the step and names the layer; the last good weights stay', () => {
  const exponential = denseStack(2, [
    [8, { name: 'exponential' }],
    [1, { name: 'linear' }],
  ]);
  const trainer = start({
    layers: exponential,
    loss: { name: 'mse' },
    optimizer: { ...sgd, learningRate: 1e4 },
    epochs: 3,
  });
  const events = finish(trainer);
  const { layer: name, step, where } = only(events, 'diverged');
  assert.equal(name, 'dense_1');
  assert.equal(where, 'activation');
  assert.ok(step >= 1 && step < 10);
  assert.ok(trainer.weights().every(({ values }) => values.every(Number.isFinite)));
});

test('weights that the last step of an epoch makes infinite are found at once', () => {
  const trainer = start({ optimizer: { ...sgd, learningRate: 1e60 }, train: { batchSize: 150 } });
  const before = valuesOf(trainer, 'dense_2.bias');
  const { layer: name, where, step } = only(finish(trainer), 'diverged');
  assert.ok(name !== null);
  assert.equal(where, 'weight');
  assert.equal(step, 1);
  assert.deepEqual(valuesOf(trainer, 'dense_2.bias'), before);
});

test('a gradient that is not finite is found where the backward pass came to it first', () => {
  // The loss is finite, but its slope times the second layer's weights is not.
  const trainer = start({
    layers: denseStack(2, [
      [4, { name: 'linear' }],
      [1, { name: 'linear' }],
    ]),
    loss: { name: 'mae' },
    optimizer: sgd,
  });
  const large = trainer.weights().map(({ name, values }) => ({
    name,
    values: values.map(() =>
      name === 'dense_1.weight' ? 0 : name === 'dense_2.weight' ? 3e38 : 0,
    ),
  }));
  trainer.setWeights(large);
  const events = finish(trainer);
  const diverged = only(events, 'diverged');
  assert.ok(diverged.layer !== null);
});

test('a plan that needs too much memory is refused, with the number', () => {
  assert.throws(
    () => start({}, { memoryLimitBytes: 2 ** 16 }),
    (error) =>
      error instanceof PlanError && /would need \d+ MiB; the limit is 0 MiB/.test(error.message),
  );
});

test('a target that does not fit the output is refused, with both sizes', () => {
  const three = denseStack(2, [[3, { name: 'linear' }]]);
  assert.throws(
    () => start({ layers: three, encoding: 'real', loss: { name: 'mse' } }),
    (error) => error instanceof PlanError && /\(3\).*1 number a sample/.test(error.message),
  );
});

test('accumulating two half batches is one batch', () => {
  const settings = (batchSize: number, accumulate: number): Partial<PlanSettings> => ({
    optimizer: sgd,
    epochs: 3,
    train: { batchSize, accumulate },
  });
  const whole = start(settings(50, 1), { shuffle: false });
  const halves = start(settings(25, 2), { shuffle: false });
  finish(whole);
  finish(halves);
  const other = valuesOf(halves, 'dense_1.weight');
  for (const [i, value] of valuesOf(whole, 'dense_1.weight').entries()) {
    assert.ok(Math.abs(value - (other[i] as number)) < 1e-5);
  }
});

test('clipping by norm bounds the norm, and the record tells how often', () => {
  const events = finish(start({ optimizer: sgd, epochs: 2, train: { clipNorm: 0.05 } }));
  for (const { gradientNorm, clippedNorm, clippedShare } of records(events)) {
    assert.ok(gradientNorm > 0.05);
    assert.ok(clippedNorm <= 0.0500001);
    assert.equal(clippedShare, 1);
  }
});

test('clipping by value bounds every element', () => {
  const trainer = start({ optimizer: { ...sgd, learningRate: 1 }, train: { clipValue: 0.001 } });
  const before = valuesOf(trainer, 'dense_2.weight');
  trainer.advance(1000, 1);
  const after = valuesOf(trainer, 'dense_2.weight');
  const moved = after.map((value, i) => Math.abs(value - (before[i] as number)));
  assert.ok(Math.abs(Math.max(...moved) - 0.001) < 1e-6);
});

test('max_norm bounds each unit\u2019s incoming weights', () => {
  const layers = net.map((each) => ({ ...each, maxNorm: 0.5 }) as LayerPlan);
  const trainer = start({ layers, optimizer: { ...sgd, learningRate: 1 }, epochs: 3 });
  finish(trainer);
  const values = valuesOf(trainer, 'dense_1.weight');
  for (let unit = 0; unit < 16; unit++) {
    const norm = Math.hypot(values[unit] as number, values[16 + unit] as number);
    assert.ok(norm <= 0.500001, `${norm}`);
  }
});

test('penalties are part of the loss that is told', () => {
  const layers = net.map((each) => ({ ...each, l1: 0.01, l2: 0.02 }) as LayerPlan);
  const plain = start();
  const penalised = start({ layers });
  const batch = [points.slice(0, 64), quadrants.slice(0, 32)] as const;
  let penalty = 0;
  for (const { name, values } of plain.weights()) {
    if (!name.endsWith('weight')) continue;
    for (const value of values) penalty += 0.01 * Math.abs(value) + 0.02 * value * value;
  }
  const difference = penalised.gradients(...batch).loss - plain.gradients(...batch).loss;
  assert.ok(Math.abs(difference - penalty) < 1e-6);
});

test('balanced class weights make classes count the same', () => {
  const rare = Float32Array.from({ length: 100 }, (_, i) => Number(i % 10 === 0));
  const inputs = normals(200, 8);
  const data = dataSetOf([2], [1], inputs, rare);
  const flat = denseStack(2, [[1, { name: 'sigmoid' }]]).map(
    (each) => ({ ...each, init: { name: 'zeros' } }) as LayerPlan,
  );
  const settings = { layers: flat, train: { classWeights: 'balanced', batchSize: 100 } } as const;
  const { gradients } = start(settings, { data }).gradients(inputs, rare);
  const bias = gradients.find(({ name }) => name === 'dense_1.bias');
  assert.ok(Math.abs(bias?.values[0] ?? 1) < 1e-6, 'the pulls of both classes cancel');
});

test('frozen layers stay, and keep their batch norm\u2019s statistics', () => {
  const layers: LayerPlan[] = [
    layer('dense_1', [2], [4], { type: 'dense', units: 4, activation: { name: 'linear' } }),
    layer('batch_norm_1', [4], [4], { type: 'batch_norm' }),
    layer('dense_2', [4], [1], { type: 'dense', units: 1, activation: { name: 'sigmoid' } }),
  ];
  const frozen = layers.map((each) => ({ ...each, trainable: each.id === 'dense_2' }));
  const trainer = start({ layers: frozen, optimizer: sgd, epochs: 2 });
  const before = trainer.weights();
  finish(trainer);
  for (const { name, values } of trainer.weights()) {
    const old = before.find((array) => array.name === name)?.values;
    if (name.startsWith('dense_2')) assert.notDeepEqual(values, old, name);
    else assert.deepEqual(values, old, name);
  }
});

test('phases train their own layers, one after the other', () => {
  const base = planOf({ layers: net, loss: bce, encoding: 'binary', optimizer: sgd, epochs: 2 });
  const [only] = base.train.phases;
  assert.ok(only);
  const plan: Plan = {
    ...base,
    train: {
      ...base.train,
      phases: [
        { ...only, name: 'head', trainableLayers: ['dense_2'] },
        { ...only, name: 'all' },
      ],
    },
  };
  const trainer = createTrainer({ plan, data: xor, kernels });
  const start = valuesOf(trainer, 'dense_1.weight');
  const events: EngineEvent[] = [];
  while (records(events).length < 2) events.push(...trainer.advance(0, 1));
  assert.deepEqual(valuesOf(trainer, 'dense_1.weight'), start);
  const rest = finish(trainer);
  assert.notDeepEqual(valuesOf(trainer, 'dense_1.weight'), start);
  assert.deepEqual(
    [...records(events), ...records(rest)].map(({ phase }) => phase),
    ['head', 'head', 'all', 'all'],
  );
});

test('dead and saturated units are counted', () => {
  const layers = denseStack(2, [
    [8, { name: 'relu' }],
    [8, { name: 'tanh' }],
    [1, { name: 'sigmoid' }],
  ]);
  const trainer = start({ layers });
  trainer.setWeights([
    // Two of eight units can never be positive; half of the next layer is far in tanh's flat part.
    { name: 'dense_1.weight', values: new Float32Array(16) },
    { name: 'dense_1.bias', values: Float32Array.of(-1, -1, 1, 1, 1, 1, 1, 1) },
    { name: 'dense_2.weight', values: new Float32Array(64) },
    { name: 'dense_2.bias', values: Float32Array.of(9, -9, 9, -9, 0, 0, 0, 0) },
  ]);
  const { initial } = only(trainer.advance(0, 1), 'started');
  assert.equal(initial.layers[0]?.activation?.deadShare, 0.25);
  assert.equal(initial.layers[1]?.activation?.saturatedShare, 0.5);
  assert.equal(initial.layers[1]?.activation?.deadShare, 0);
});

/** A full collection, whatever the flags that Node was started with. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

test('a step allocates nothing that stays', () => {
  const trainer = start({ epochs: 1_000_000 }, { probes: false });
  trainer.advance(300);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20; i++) trainer.advance(1000, 1000);
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < 2 ** 19, `${grown} bytes over 20,000 steps`);
});

test('a convolution before a pool has the gradients that it has before anything else', () => {
  const relu = { name: 'relu' } as const;
  for (const padding of ['same', 'valid'] as const) {
    const size = padding === 'same' ? 7 : 5;
    const shape = [size, size, 5];
    const convolution = { type: 'conv2d', kernel: [3, 3], padding, activation: relu } as const;
    const pooled = [Math.floor(size / 2), Math.floor(size / 2), 5];
    const flat = pooled.reduce((product, length) => product * length, 1);
    const before = [
      layer('conv2d_1', [7, 7, 2], [7, 7, 16], { ...convolution, padding: 'same', filters: 16 }),
      layer('conv2d_2', [7, 7, 16], shape, { ...convolution, filters: 5 }),
    ];
    // Between convolution and pool: a layer that does nothing, so that the pool is not seen.
    const apart = layer('dropout_1', shape, shape, { type: 'dropout', rate: 0 });
    const behind = [
      layer('max_pool2d_1', shape, pooled, { type: 'max_pool2d', pool: [2, 2] }),
      layer('flatten_1', pooled, [flat], { type: 'flatten' }),
      layer('dense_1', [flat], [1], { type: 'dense', units: 1, activation: { name: 'linear' } }),
    ];
    const images = normals(8 * 98, 1);
    const targets = normals(8, 2);
    const data = dataSetOf([7, 7, 2], [1], images, targets);
    const settings = { loss: { name: 'mse' }, encoding: 'real' } as const;
    const sparse = start({ ...settings, layers: [...before, ...behind] }, { data });
    const dense = start({ ...settings, layers: [...before, apart, ...behind] }, { data });
    dense.setWeights(sparse.weights());
    const expected = dense.gradients(images, targets).gradients;
    for (const [index, { name, values }] of sparse.gradients(images, targets).gradients.entries()) {
      const other = expected[index]?.values ?? new Float32Array();
      const largest = Math.max(...other.map(Math.abs));
      assert.ok(largest > 0, name);
      for (const [i, value] of values.entries()) {
        assert.ok(Math.abs(value - (other[i] as number)) < 1e-5 * largest, `${name}[${i}]`);
      }
    }
  }
});

test('gradients of more samples than a batch are refused', () => {
  const trainer = start();
  assert.throws(
    () => trainer.gradients(points.slice(0, 80), quadrants.slice(0, 40)),
    (error) => error instanceof PlanError && /40 samples.*32/.test(error.message),
  );
});
