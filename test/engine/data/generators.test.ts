import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GeneratorName } from '#plan';
import type { DataSet } from '../../../engine/src/data/dataset.ts';
import { loadData } from '../../../engine/src/data/load.ts';
import { files, generatorPlan, REAL_TARGET } from './plans.ts';

type Arguments = Readonly<Record<string, number>>;

async function make(name: GeneratorName, args: Arguments, shape: readonly number[], seed = 7) {
  const real = ['sine', 'linear', 'adding'].includes(name);
  const plan = generatorPlan(name, args, { seed, ...(real && { target: REAL_TARGET }) });
  return loadData(plan, shape, files({}));
}

function samplesOf({ train, inputShape }: DataSet): { inputs: number[]; target: number }[] {
  const width = inputShape.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: train.count }, (_, sample) => ({
    inputs: [...train.inputs.subarray(sample * width, (sample + 1) * width)],
    target: train.targets[sample] as number,
  }));
}

/** Each generator with arguments, one sample's shape and the number of classes (0: real). */
const GENERATORS: readonly (readonly [GeneratorName, Arguments, readonly number[], number])[] = [
  ['xor', { samples: 100, noise: 0.1 }, [2], 2],
  ['spirals', { samples: 100, classes: 3, noise: 0.2 }, [2], 3],
  ['moons', { samples: 100, noise: 0.1 }, [2], 2],
  ['circles', { samples: 100, noise: 0.05, factor: 0.5 }, [2], 2],
  ['blobs', { samples: 100, classes: 4, features: 3, noise: 1 }, [3], 4],
  ['sine', { samples: 100, length: 25, noise: 0.05 }, [25, 1], 0],
  ['linear', { samples: 100, features: 5, noise: 0.1 }, [5], 0],
  ['adding', { samples: 100, length: 20 }, [20, 2], 0],
  ['copy_memory', { samples: 10, delay: 30, symbols: 8 }, [50, 10], 9],
];

for (const [name, args, shape, classes] of GENERATORS) {
  test(`${name}: as many samples as asked, of equal classes, the same for the same seed`, async () => {
    const data = await make(name, args, shape);
    assert.equal(data.train.count, args.samples);
    assert.equal(data.classes.length, classes);
    assert.ok(data.train.inputs.every(Number.isFinite));
    if (data.targetShape.length === 0) {
      const sizes = data.classes.map(
        (_, label) => data.train.targets.filter((t) => t === label).length,
      );
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `class sizes ${sizes}`);
    }
    assert.deepEqual(await make(name, args, shape), data);
    assert.notDeepEqual((await make(name, args, shape, 8)).train.inputs, data.train.inputs);
  });
}

test('xor: without noise the class says whether the signs differ', async () => {
  for (const { inputs, target } of samplesOf(await make('xor', { samples: 40, noise: 0 }, [2]))) {
    assert.equal(target, inputs[0] === inputs[1] ? 0 : 1);
  }
});

test('circles: without noise the classes lie on their radius', async () => {
  const data = await make('circles', { samples: 40, noise: 0, factor: 0.25 }, [2]);
  for (const { inputs, target } of samplesOf(data)) {
    assert.ok(Math.abs(Math.hypot(...inputs) - (target === 0 ? 1 : 0.25)) < 1e-6);
  }
});

test('moons: without noise every point is at distance 1 of the centre of its half circle', async () => {
  for (const { inputs, target } of samplesOf(await make('moons', { samples: 40, noise: 0 }, [2]))) {
    const [x = 0, y = 0] = inputs;
    assert.ok(Math.abs(Math.hypot(x - target, y - target / 2) - 1) < 1e-6);
  }
});

test('spirals: without noise the angle is that of the radius and the arm', async () => {
  const data = await make('spirals', { samples: 90, classes: 3, noise: 0 }, [2]);
  for (const { inputs, target } of samplesOf(data)) {
    const [x = 0, y = 0] = inputs;
    const radius = Math.hypot(x, y);
    const angle = (2 * Math.PI * target) / 3 + 4 * radius;
    assert.ok(Math.hypot(x - radius * Math.sin(angle), y - radius * Math.cos(angle)) < 1e-5);
  }
});

test('sine: without noise the target continues the wave', async () => {
  const data = await make('sine', { samples: 20, length: 25, noise: 0 }, [25, 1]);
  for (const { inputs, target } of samplesOf(data)) {
    const [before = 0, last = 0] = inputs.slice(-2);
    const next = 2 * Math.cos((2 * Math.PI) / 20) * last - before;
    assert.ok(Math.abs(next - target) < 1e-5);
  }
});

test('sine: noise is in the target as well', async () => {
  const data = await make('sine', { samples: 2000, length: 20, noise: 0.1 }, [20, 1]);
  const residuals = samplesOf(data).map(({ inputs, target }) => target - (inputs[0] as number));
  const variance = residuals.reduce((sum, r) => sum + r * r, 0) / residuals.length;
  assert.ok(Math.abs(variance - 2 * 0.01) < 0.003, `variance ${variance}`);
});

test('adding: the target is the sum of the two marked numbers', async () => {
  for (const { inputs, target } of samplesOf(
    await make('adding', { samples: 30, length: 9 }, [9, 2]),
  )) {
    const steps = Array.from({ length: 9 }, (_, step) => inputs.slice(2 * step, 2 * step + 2));
    const marked = steps.filter(([, mark]) => mark === 1);
    assert.equal(marked.length, 2);
    const sum = marked.reduce((total, [number = 0]) => total + number, 0);
    assert.ok(Math.abs(sum - target) < 1e-6);
  }
});

test('copy_memory: the ten symbols come again after the delay', async () => {
  const { train } = await make('copy_memory', { samples: 1, delay: 5, symbols: 8 }, [25, 10]);
  const symbols = Array.from({ length: 25 }, (_, step) =>
    train.inputs.subarray(10 * step, 10 * step + 10).indexOf(1),
  );
  assert.equal(symbols[14], 9);
  assert.deepEqual([...train.targets.subarray(15)], symbols.slice(0, 10));
  assert.deepEqual(new Set(train.targets.subarray(0, 15)), new Set([0]));
});

test('linear: without noise five samples determine the sixth', async () => {
  const data = await make('linear', { samples: 2000, features: 2, noise: 0 }, [2]);
  const samples = samplesOf(data);
  const dot = (i: number) =>
    samples.reduce((sum, s) => sum + (s.inputs[i] as number) * s.target, 0);
  const weights = [dot(0) / 2000, dot(1) / 2000];
  const error = samples.map(
    ({ inputs: [x = 0, y = 0], target }) => x * (weights[0] ?? 0) + y * (weights[1] ?? 0) - target,
  );
  assert.ok(Math.hypot(...error) / Math.sqrt(2000) < 0.15);
});

const FAULTS: readonly (readonly [GeneratorName, Arguments, RegExp])[] = [
  [
    'xor',
    { samples: 0, noise: 0.1 },
    /xor: samples should be a whole number of at least 1, it is 0/,
  ],
  ['xor', { samples: 1.5, noise: 0.1 }, /samples should be a whole number/],
  ['xor', { samples: 10 }, /noise should be a number of at least 0, it is missing/],
  ['xor', { samples: 10, noise: -1 }, /noise should be a number of at least 0, it is -1/],
  [
    'spirals',
    { samples: 10, classes: 1, noise: 0 },
    /classes should be a whole number of at least 2/,
  ],
  ['xor', { samples: 1e9, noise: 0 }, /xor: its samples would have 1000000000 numbers together/],
  ['adding', { samples: 1e5, length: 500 }, /50000000 numbers together, at most 10000000/],
];

for (const [name, args, message] of FAULTS) {
  test(`${name} refuses ${JSON.stringify(args)}`, async () => {
    await assert.rejects(make(name, args, [2]), message);
  });
}

test('real targets cannot be classes', async () => {
  const plan = generatorPlan('linear', { samples: 9, features: 2, noise: 0 });
  await assert.rejects(loadData(plan, [2], files({})), /linear: the target is real numbers/);
});
