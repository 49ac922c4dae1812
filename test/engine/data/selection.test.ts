import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataPlan } from '#plan';
import { loadData } from '../../../engine/src/data/load.ts';
import { csvPlan, files, generatorPlan, REAL_TARGET } from './plans.ts';

/** 40 rows of `ant`, 20 of `bee`, 60 of `cat`; `a` counts the rows. */
const KINDS = [...Array(40).fill('ant'), ...Array(20).fill('bee'), ...Array(60).fill('cat')];
const TABLE = table(KINDS);

function table(kinds: readonly string[]): string {
  return `a,y\n${kinds.map((kind, row) => `${row},${kind}`).join('\n')}\n`;
}

function load(changes: Partial<DataPlan>, other = '') {
  const contents = { 'table.csv': TABLE, 'other.csv': other };
  return loadData(csvPlan({ shape: [1], ...changes }), [1], files(contents));
}

function countsOf(targets: Float32Array): number[] {
  const counts: number[] = [];
  for (const target of targets) counts[target] = (counts[target] ?? 0) + 1;
  return [...counts];
}

test('only samples of the chosen classes are left, numbered anew', async () => {
  const { classes, train } = await load({ classes: ['cat', 'ant'] });
  assert.deepEqual(classes, ['ant', 'cat']);
  assert.deepEqual(countsOf(train.targets), [40, 60]);
  for (const [at, row] of train.inputs.entries()) {
    assert.equal(KINDS[row], classes[train.targets[at] as number]);
  }
});

test('held-out samples of other classes are left out as well', async () => {
  const testSource = { kind: 'file', format: 'csv', path: 'other.csv', targetPath: null } as const;
  const other = table(['bee', 'cat', 'bee', 'ant', 'ant']);
  const { test: held } = await load({ classes: ['bee', 'ant'], testSource }, other);
  assert.deepEqual([...held.inputs], [0, 2, 3, 4]);
  assert.deepEqual([...held.targets], [1, 1, 0, 0]);
});

test('a class that is not there is refused, with those that are', async () => {
  await assert.rejects(
    load({ classes: ['ant', 'dog'] }),
    /^DataError: table\.csv: there is no class 'dog'; there are ant, bee, cat\.$/,
  );
});

test('classes of a real target are refused', async () => {
  const numbers = 'a,y\n1,2\n2,3\n';
  const plan = csvPlan({ shape: [1], classes: ['2'], target: REAL_TARGET });
  await assert.rejects(
    loadData(plan, [1], files({ 'table.csv': numbers })),
    /this target has real numbers/,
  );
});

test('a limit takes of each class its share, the same for the same seed', async () => {
  const { train } = await load({ limit: 30 });
  assert.deepEqual(countsOf(train.targets), [10, 5, 15]);
  const again = await load({ limit: 30 });
  assert.deepEqual(again.train, train);
  const other = await load({ limit: 30, seed: 8 });
  assert.notDeepEqual(other.train.inputs, train.inputs);
  assert.equal(new Set(train.inputs).size, 30);
});

test('a limit counts the samples of the chosen classes, before they are split', async () => {
  const split = { train: 0.8, validation: 0.2, test: 0 };
  const { train, validation } = await load({ classes: ['ant', 'bee'], limit: 15, split });
  assert.deepEqual(countsOf(train.targets), [8, 4]);
  assert.deepEqual(countsOf(validation.targets), [2, 1]);
});

test('a limit beyond the samples changes nothing', async () => {
  assert.deepEqual(await load({ limit: 500 }), await load({}));
});

test('generated data is limited too, real targets without classes', async () => {
  const plan = generatorPlan(
    'linear',
    { samples: 200, features: 2, noise: 0 },
    {
      limit: 12,
      target: { ...REAL_TARGET, columns: [] },
    },
  );
  const { train } = await loadData(plan, [2], files({}));
  assert.equal(train.count, 12);
});
