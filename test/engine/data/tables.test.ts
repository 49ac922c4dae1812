import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataPlan } from '#plan';
import { DataError } from '../../../engine/src/data/data-error.ts';
import { loadData } from '../../../engine/src/data/load.ts';
import { flagsOf } from '../../../engine/src/data/table.ts';
import { probeInputs } from '../../../engine/src/input-probe.ts';
import { csvPlan, files } from './plans.ts';

const ONE_HOT = { method: 'one_hot', columns: null } as const;
const MEDIAN = [{ method: 'median', columns: null }] as const;

/** Each row of the training part as a list of numbers, sorted by the first. */
async function trained(table: string, changes: Partial<DataPlan>, width: number) {
  const data = await loadData(csvPlan(changes), [width], files({ 'table.csv': table }));
  const { inputs, count } = data.train;
  const rows = Array.from({ length: count }, (_, row) => [
    ...inputs.subarray(row * width, (row + 1) * width),
  ]);
  return { ...data, rows: rows.sort((a, b) => (a[0] as number) - (b[0] as number)) };
}

const CITIES = 'n,city,y\n1,Ulm,a\n2,Bern,b\n3,Ulm,a\n4,"Bad, Urach",b\n';

test('a column of text becomes a column of zeros and ones for each of its values, in sorted order', async () => {
  const { rows, features } = await trained(CITIES, { encode: ONE_HOT }, 4);
  assert.deepEqual(features, ['n', 'city=Bad, Urach', 'city=Bern', 'city=Ulm']);
  assert.deepEqual(rows, [
    [1, 0, 0, 1],
    [2, 0, 1, 0],
    [3, 0, 0, 1],
    [4, 1, 0, 0],
  ]);
});

test('a column of numbers is encoded where it is named, its values in the order of their size', async () => {
  const encode = { method: 'one_hot', columns: ['zip'] } as const;
  const { features, rows } = await trained('n,zip,y\n1,10,a\n2,9,b\n3,10.0,a\n', { encode }, 3);
  assert.deepEqual(features, ['n', 'zip=9', 'zip=10']);
  assert.deepEqual(rows, [
    [1, 0, 1],
    [2, 1, 0],
    [3, 0, 1],
  ]);
});

test('text that no encoding is for is an error that says how to encode it', async () => {
  for (const encode of [undefined, { method: 'one_hot', columns: ['n'] } as const]) {
    await assert.rejects(
      trained(CITIES, encode ? { encode } : {}, 4),
      /line 2, column 'city': 'Ulm' is not a finite decimal number\. .*'encode one_hot'/,
    );
  }
});

const FILLINGS: readonly (readonly [NonNullable<DataPlan['fill']>, readonly number[]])[] = [
  [MEDIAN, [3.5, 30]],
  [[{ method: 'mean', columns: null }], [3.25, 35]],
  [[{ method: 'most_frequent', columns: null }], [5, 20]],
  [[{ method: 'constant', value: '-1', columns: null }], [-1, -1]],
  [
    [
      { method: 'median', columns: null },
      { method: 'constant', value: '0', columns: ['b'] },
    ],
    [3.5, 0],
  ],
];

for (const [fill, expected] of FILLINGS) {
  const name = fill.map(({ method, columns }) => `${method} ${columns ?? ''}`).join(', ');
  test(`gaps are filled: ${name}`, async () => {
    const table = `n,a,b,y\n1,5,20,x\n2,5,40,x\n3,1,NA,x\n4,,20,z\n5,2,?,z\n6,?,60,z\n`;
    const { rows } = await trained(table, { fill }, 3);
    assert.equal(rows[3]?.[1], expected[0]);
    assert.equal(rows[2]?.[2], expected[1]);
  });
}

test('every spelling of a gap is one, in numbers and in text', async () => {
  const gaps = ['', 'NA', 'n/a', 'NaN', 'null', 'None', '?'];
  const table = `n,a,city,y\n${gaps.map((gap, row) => `${row},${gap},${gap},x`).join('\n')}\n`;
  const plan = { encode: ONE_HOT, fill: MEDIAN };
  const { rows, columns } = await trained(`${table}7,8,Ulm,z\n8,4,Bern,z\n9,6,Ulm,z\n`, plan, 4);
  for (const row of rows.slice(0, gaps.length)) assert.deepEqual(row.slice(1), [6, 0, 1]);
  assert.deepEqual(
    columns?.map(({ fill }) => fill),
    [4.5, 6, 'Ulm'],
  );
});

test('a constant may be a value of text of its own', async () => {
  const fill = [{ method: 'constant', value: 'unknown', columns: ['city'] }] as const;
  const { features, rows } = await trained(
    'n,city,y\n1,Ulm,a\n2,,b\n3,Ulm,b\n',
    { encode: ONE_HOT, fill },
    3,
  );
  assert.deepEqual(features, ['n', 'city=Ulm', 'city=unknown']);
  assert.deepEqual(rows[1], [2, 0, 1]);
});

test('a gap that nothing fills is an error that says how to fill it', async () => {
  const plan = { encode: ONE_HOT };
  for (const table of ['n,c,y\n1,,a\n2,4,b\n', 'n,c,y\n1,,a\n2,Ulm,b\n']) {
    await assert.rejects(trained(table, plan, 2), /line 2, column 'c': .*'fill median'/);
  }
});

const SPLIT = { train: 0.5, validation: 0.25, test: 0.25 };

test('statistics come from the training part alone', async () => {
  const rows = Array.from({ length: 40 }, (_, row) =>
    row % 4 === 0 ? `${row},,x` : `${row},${row ** 2},x`,
  );
  const plan = csvPlan({ fill: [{ method: 'mean', columns: ['a'] }], split: SPLIT, seed: 3 });
  const { train, columns } = await loadData(
    plan,
    [2],
    files({ 'table.csv': `n,a,y\n${rows.join('\n')}\n` }),
  );
  const known = Array.from({ length: train.count }, (_, row) => train.inputs[2 * row] as number)
    .filter((row) => row % 4 !== 0)
    .map((row) => row ** 2);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  assert.ok(Math.abs((columns?.[1]?.fill as number) - mean) < 1e-9 * mean);
});

test('a category that the training part lacks is zeros elsewhere, and told once', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${row},${row === 7 ? 'Rare' : 'Ulm'},x`);
  const table = files({ 'table.csv': `n,city,y\n${rows.join('\n')}\n` });
  let unseen = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const { columns, notes, train, validation, test } = await loadData(
      csvPlan({ encode: ONE_HOT, split: SPLIT, seed }),
      [3],
      table,
    );
    const isRare = (part: { inputs: Float32Array }) => part.inputs.includes(7);
    const [part = train] = [validation, test].filter(isRare);
    if (part === train) {
      assert.deepEqual(notes, []);
      continue;
    }
    unseen++;
    assert.deepEqual(columns?.[1]?.unseen, ['Rare']);
    const at = part.inputs.indexOf(7);
    assert.deepEqual([...part.inputs.slice(at, at + 3)], [7, 0, 0]);
    assert.deepEqual(notes, [
      'One sample has a value of city that training did not see (Rare): all inputs of city are 0 there.',
    ]);
  }
  assert.ok(unseen > 0 && unseen < 12, `${unseen} of 12 seeds put the row outside the training`);
});

test('a test file is read as the training file is, its new categories are zeros', async () => {
  const source = 'code,a,y\nA1,1,x\n7,,z\nA1,3,x\n7,5,z\n';
  const held = 'a,y,code\n2,x,7\n,z,8\n';
  const testSource = { kind: 'file', format: 'csv', path: 'test.csv', targetPath: null } as const;
  const plan = csvPlan({ encode: ONE_HOT, fill: MEDIAN, testSource });
  const sameOrder = held
    .replace('a,y,code', 'code,y,a')
    .replace('2,x,7', '7,x,2')
    .replace(',z,8', '8,z,');
  const contents = files({ 'table.csv': source, 'test.csv': sameOrder });
  const data = await loadData(plan, [3], contents);
  assert.deepEqual([...data.test.inputs], [1, 0, 2, 0, 0, 3]);
  assert.match(data.notes[0] ?? '', /did not see \(8\)/);
  assert.equal(data.notes.length, 1);
});

test('scaling leaves zeros and ones as they are', async () => {
  for (const kind of ['standardize', 'min_max'] as const) {
    const { rows } = await trained(CITIES, { encode: ONE_HOT, scale: { kind } }, 4);
    for (const [, ...flags] of rows) assert.deepEqual(flags.toSorted(), [0, 0, 1], kind);
  }
  const scale = { kind: 'divide', by: 2 } as const;
  const { rows } = await trained(CITIES, { encode: ONE_HOT, scale }, 4);
  assert.deepEqual(rows[0], [0.5, 0, 0, 1]);
});

test('more values than can be told apart are an error', async () => {
  const rows = Array.from({ length: 1001 }, (_, row) => `${row},id${row},x`);
  const plan = csvPlan({ encode: ONE_HOT });
  const outcome = loadData(plan, [1002], files({ 'table.csv': `n,id,y\n${rows.join('\n')}\n` }));
  await assert.rejects(outcome, (error) => {
    assert.ok(error instanceof DataError);
    assert.equal(error.place.column, 'id');
    assert.match(error.message, /1001 different values/);
    return true;
  });
});

test('zeros and ones of categories have no size that a scaling could change', async () => {
  const rows = Array.from({ length: 200 }, (_, row) => `${row % 50 === 0 ? 'Rare' : 'Ulm'},${row}`);
  for (const [columns, width, expected] of [
    [['city'], 2, { lowestStd: 1, highestStd: 1, highestOffset: 0 }],
    [['city', 'n'], 3, { lowestStd: 57.734, highestStd: 57.734, highestOffset: 1.723 }],
  ] as const) {
    const table = files({
      'table.csv': `city,n,y\n${rows.map((row, index) => `${row},${index % 2}`).join('\n')}\n`,
    });
    const plan = csvPlan({ encode: ONE_HOT, features: { include: columns } });
    const data = await loadData(plan, [width], table);
    const probe = probeInputs(data.train, data.train.count, width, flagsOf(data.columns));
    for (const [name, value] of Object.entries(expected)) {
      const measured = probe[name as keyof typeof expected];
      assert.ok(Math.abs(measured - value) < 1e-3, `${name} ${measured}`);
    }
  }
});
