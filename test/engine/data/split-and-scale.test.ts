import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadData } from '../../../engine/src/data/load.ts';
import { scaleInput, unscale } from '../../../engine/src/data/scaling.ts';
import { splitSamples } from '../../../engine/src/data/split.ts';
import { createRandom } from '../../../engine/src/rng.ts';
import { csvPlan, files, REAL_TARGET } from './plans.ts';

const FRACTIONS = { train: 0.7, validation: 0.15, test: 0.15 };

test('a stratified split keeps every class and the whole in proportion to within a sample', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
  const property = fc.property(sizes, fc.integer(), (classSizes, seed) => {
    const codes = Int32Array.from(classSizes.flatMap((size, label) => Array(size).fill(label)));
    fc.pre(codes.length >= 20);
    const parts = splitSamples(
      codes.length,
      codes,
      { split: FRACTIONS },
      createRandom(seed),
      'table',
    );
    const all = [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);
    assert.deepEqual(all, [...codes.keys()]);
    for (const name of ['train', 'validation', 'test'] as const) {
      const share = FRACTIONS[name];
      assert.ok(Math.abs(parts[name].length - share * codes.length) <= 1);
      for (const [label, size] of classSizes.entries()) {
        const members = parts[name].filter((sample) => codes[sample] === label).length;
        assert.ok(Math.abs(members - share * size) < 2, `${members} of ${size} in ${name}`);
      }
    }
  });
  fc.assert(property, { numRuns: 200 });
});

test('the split depends on the seed, and on nothing else', () => {
  const split = (seed: number) =>
    splitSamples(100, null, { split: FRACTIONS }, createRandom(seed), 'table');
  assert.deepEqual(split(3), split(3));
  assert.notDeepEqual(split(3).train, split(4).train);
});

test('without shuffling the source is cut in its own order', () => {
  const plan = { split: FRACTIONS, shuffle: false } as const;
  const codes = Int32Array.from({ length: 11 }, (_, at) => at % 2);
  const parts = splitSamples(11, codes, plan, createRandom(3), 'table');
  assert.deepEqual([...parts.train], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([...parts.validation], [8]);
  assert.deepEqual([...parts.test], [9, 10]);
  const split = () => splitSamples(3, null, plan, createRandom(3), 'table');
  assert.throws(split, /^DataError: table: 3 samples are too few for a test part of 15 %/);
});

test('a part that would be empty is refused', () => {
  const split = () => splitSamples(2, null, { split: FRACTIONS }, createRandom(1), 'table');
  assert.throws(split, /^DataError: table: 2 samples are too few for a validation part of 15 %/);
});

test('a class that the training part lacks, as the source is sorted by it, is told', async () => {
  const sorted = `a,b,y\n${Array.from({ length: 30 }, (_, i) => `${i},1,${'pqr'[Math.floor(i / 10)]}`).join('\n')}\n`;
  const notesOf = async (shuffle: boolean) => {
    const plan = csvPlan({ split: { train: 0.6, validation: 0.2, test: 0.2 }, shuffle });
    return (await loadData(plan, [2], files({ 'table.csv': sorted }))).notes;
  };
  assert.match((await notesOf(false)).join(), /^The training part has no sample of the class r:/);
  assert.deepEqual(await notesOf(true), []);
});

/** 40 rows: `a` counts, `b` is 5 everywhere but in the last rows, `y` is ten times `a`. */
const TABLE = `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i},5,${10 * i}`).join('\n')}\n`;

async function load(scale: 'standardize' | 'min_max') {
  const target = { ...REAL_TARGET, scale: { kind: scale } };
  const plan = csvPlan({ split: FRACTIONS, target, scale: { kind: scale } });
  return loadData(plan, [2], files({ 'table.csv': TABLE }));
}

function column(values: Float32Array, width: number, slot: number): number[] {
  return [...values].filter((_, at) => at % width === slot);
}

test('standardize: mean 0 and standard deviation 1 on the training part, whose numbers the other parts use', async () => {
  const { train, validation, inputScaling } = await load('standardize');
  const values = column(train.inputs, 2, 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-6);
  const restored = column(validation.inputs, 2, 0).map((value) => unscale(inputScaling, value, 0));
  for (const value of restored) assert.ok(Math.abs(value - Math.round(value)) < 1e-4);
});

test('min_max: 0 to 1 on the training part', async () => {
  const { train } = await load('min_max');
  const values = column(train.inputs, 2, 0);
  assert.deepEqual([Math.min(...values), Math.max(...values)], [0, 1]);
});

test('a constant column becomes 0 and never divides by 0', async () => {
  for (const scale of ['standardize', 'min_max'] as const) {
    const { train, test: held } = await load(scale);
    assert.deepEqual(
      new Set([...column(train.inputs, 2, 1), ...column(held.inputs, 2, 1)]),
      new Set([0]),
    );
  }
});

test('a scaled target comes back in the units of the data', async () => {
  const { train, targetScaling, inputScaling } = await load('standardize');
  train.targets.forEach((target, sample) => {
    const a = unscale(inputScaling, train.inputs[2 * sample] as number, 0);
    assert.ok(Math.abs(unscale(targetScaling, target, 0) - 10 * a) < 1e-3);
  });
});

test('one raw sample is scaled as the training data was', async () => {
  const { train, inputScaling } = await load('min_max');
  const raw = [0, 1].map((slot) => unscale(inputScaling, train.inputs[slot] as number, slot));
  assert.deepEqual(scaleInput(inputScaling, raw), train.inputs.slice(0, 2));
});
