import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import type { DataPlan } from '#plan';
import { DataError } from '../../../engine/src/data/data-error.ts';
import { loadData } from '../../../engine/src/data/load.ts';
import { csvPlan, files, REAL_TARGET } from './plans.ts';

/** The samples in the file's order: the split's order is undone by a first column that numbers the rows. */
async function load(table: string | Uint8Array, changes: Partial<DataPlan> = {}, width = 2) {
  const data = await loadData(csvPlan(changes), [width], files({ 'table.csv': table }));
  const rows = Array.from({ length: data.train.count }, (_, row) => ({
    inputs: [...data.train.inputs.subarray(row * width, (row + 1) * width)],
    target: data.train.targets[row],
  }));
  rows.sort((a, b) => (a.inputs[0] as number) - (b.inputs[0] as number));
  return { ...data, rows };
}

async function problem(table: string | Uint8Array, changes: Partial<DataPlan> = {}, width = 2) {
  const outcome = await load(table, changes, width).catch((error: unknown) => error);
  assert.ok(outcome instanceof DataError, `expected a DataError, got ${JSON.stringify(outcome)}`);
  return outcome;
}

const EXPECTED = [
  { inputs: [1, 0.5], target: 0 },
  { inputs: [2, -3], target: 1 },
];

const SPELLINGS: readonly (readonly [string, string | Uint8Array])[] = [
  ['plain', 'a,b,y\n1,0.5,cat\n2,-3,dog\n'],
  ['without a final line end', 'a,b,y\n1,0.5,cat\n2,-3,dog'],
  ['of Windows', 'a,b,y\r\n1,0.5,cat\r\n2,-3,dog\r\n'],
  ['of the old Macintosh', 'a,b,y\r1,0.5,cat\r2,-3,dog\r'],
  ['with a byte order mark', '\ufeffa,b,y\n1,0.5,cat\n2,-3,dog\n'],
  ['with blank lines and spaces', '\n a , b , y \n\n 1 , 0.5 , cat \n  \n 2 , -3 , dog \n\n'],
  ['quoted', '"a","b","y"\n"1","0.5","cat"\n2,-3,"dog"\n'],
  ['with semicolons', 'a;b;y\n1;0.5;cat\n2;-3;dog\n'],
  ['with semicolons and decimal commas', 'a;b;y\n1,0;0,5;cat\n2;-3,0;dog\n'],
  ['with quotes and decimal commas', '"a";"b";"y"\n"1,0";0,5;cat\n2;-30,0e-1;"dog"\n'],
  ['with tabs', 'a\tb\ty\n1\t0.5\tcat\n2\t-3\tdog\n'],
  ['with exponents', 'a,b,y\n1e0,5E-1,cat\n+2.0,-.3e1,dog\n'],
  ['gzipped', gzipSync(new TextEncoder().encode('a,b,y\n1,0.5,cat\n2,-3,dog\n'))],
];

for (const [name, table] of SPELLINGS) {
  test(`a table ${name} gives its samples`, async () => {
    const { rows, classes, features } = await load(table);
    assert.deepEqual(rows, EXPECTED);
    assert.deepEqual(classes, ['cat', 'dog']);
    assert.deepEqual(features, ['a', 'b']);
  });
}

test('a quoted cell may hold the delimiter, a quotation mark and a line end', async () => {
  const { classes } = await load('a,b,y\n1,2,"x, ""y""\nz"\n3,4,w\n');
  assert.deepEqual(classes, ['w', 'x, "y"\nz']);
});

test('a first row of numbers is a sample, the columns are numbered', async () => {
  const target = {
    columns: ['column_3'],
    encoding: 'class_index',
    scale: { kind: 'none' },
  } as const;
  const { rows, features } = await load('1,2,0\n3,4,1\n', { target });
  assert.deepEqual(
    rows.map(({ inputs }) => inputs),
    [
      [1, 2],
      [3, 4],
    ],
  );
  assert.deepEqual(features, ['column_1', 'column_2']);
});

test('labels that are numbers are ordered by size and compared as numbers', async () => {
  const { classes, rows } = await load('a,b,y\n1,0,10\n2,0,2\n3,0,2.0\n4,0,-1\n');
  assert.deepEqual(classes, ['-1', '2', '10']);
  assert.deepEqual(
    rows.map(({ target }) => target),
    [2, 1, 1, 0],
  );
});

test('include and exclude choose the columns of the inputs', async () => {
  const table = 'id,a,b,y\n7,1,2,cat\n8,3,4,dog\n';
  const included = await load(table, { features: { include: ['b', 'a'] } });
  assert.deepEqual(included.features, ['a', 'b']);
  const excluded = await load(table, { features: { exclude: ['id'] } });
  assert.deepEqual(excluded.rows, included.rows);
});

test('several real target columns', async () => {
  const target = { ...REAL_TARGET, columns: ['y', 'b'] };
  const data = await load('a,b,y\n1,2,3\n', { target }, 1);
  assert.deepEqual(data.targetShape, [2]);
  assert.deepEqual([...data.train.targets], [3, 2]);
});

test('binary targets: the second of two labels is 1, columns of 0 and 1 stay as they are', async () => {
  const binary = { columns: ['y'], encoding: 'binary', scale: { kind: 'none' } } as const;
  const one = await load('a,b,y\n1,0,benign\n2,0,malignant\n', { target: binary });
  assert.deepEqual(one.targetShape, [1]);
  assert.deepEqual(
    one.rows.map(({ target }) => target),
    [0, 1],
  );
  const many = { ...binary, columns: ['y', 'b'] };
  const two = await load('a,b,y\n1,1,0\n', { target: many }, 1);
  assert.deepEqual([...two.train.targets], [0, 1]);
  assert.deepEqual(two.classes, ['y', 'b']);
});

test('one-hot targets', async () => {
  const target = { columns: ['y'], encoding: 'one_hot', scale: { kind: 'none' } } as const;
  const data = await load('a,b,y\n1,1,no\n1,1,no\n', { target });
  assert.deepEqual([data.targetShape, [...data.train.targets]], [[1], [1, 1]]);
});

const FAULTS: readonly (readonly [string, string | Uint8Array, Partial<DataPlan>, RegExp])[] = [
  ['empty file', '', {}, /^table\.csv: the file is empty/],
  ['only blank lines', '\n \n', {}, /^table\.csv: the file is empty/],
  ['only a header', 'a,b,y\n', {}, /^table\.csv, line 1: .*no rows of values/],
  ['binary file', Uint8Array.of(1, 0, 2, 0), {}, /^table\.csv: this is not a text file/],
  [
    'text among numbers',
    'a,b,y\n1,2,x\n1,abc,x\n',
    {},
    /^table\.csv, line 3, column 'b': 'abc' is not/,
  ],
  [
    'text among numbers, quoted',
    '"a",b,y\n1,2,x\n\n1,abc,x\n',
    {},
    /^table\.csv, line 4, column 'b'/,
  ],
  [
    'infinite number',
    'a,b,y\n1,2,x\n1,1e999,x\n',
    {},
    /line 3, column 'b': '1e999' is not a finite/,
  ],
  ['not a number', 'a,b,y\n1,NaN,x\n', {}, /line 2, column 'b': 'NaN' is not a finite/],
  ['hexadecimal', 'a,b,y\n1,0x10,x\n', {}, /line 2, column 'b'/],
  ['missing number', 'a,b,y\n1,,x\n', {}, /line 2, column 'b': the value is missing/],
  ['missing label', 'a,b,y\n1,2,\n', {}, /line 2, column 'y': the value is missing/],
  [
    'short row',
    'a,b,y\n1,2,x\n1,2\n',
    {},
    /line 3: the row has 2 values, the header has 3 columns/,
  ],
  ['long row', 'a,b,y\n1,2,x,9\n', {}, /line 2: the row has 4 values/],
  ['open quotation mark', 'a,b,y\n1,2,x\n1,2,"x\n', {}, /line 3: a quotation mark never closes/],
  ['unknown target', 'a,b,z\n1,2,x\n', {}, /there is no column 'y'; the columns are 'a', 'b', 'z'/],
  ['unknown feature', 'a,b,y\n1,2,x\n', { features: { include: ['q'] } }, /there is no column 'q'/],
  [
    'no feature',
    'a,y\n1,x\n',
    { features: { exclude: ['a'] } },
    /no column is left for the inputs/,
  ],
  [
    'text as a real target',
    'a,b,y\n1,2,x\n',
    { target: REAL_TARGET },
    /line 2, column 'y': 'x' is not/,
  ],
  ['too many columns', 'a,b,c,y\n1,2,3,x\n', {}, /a sample has 3 inputs, the model takes 2/],
  ['damaged gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 1), {}, /gzip data is damaged/],
];

for (const [name, table, changes, message] of FAULTS) {
  test(`a fault is named with its place: ${name}`, async () => {
    assert.match((await problem(table, changes)).message, message);
  });
}

test('a binary target with three labels is refused', async () => {
  const target = { columns: ['y'], encoding: 'binary', scale: { kind: 'none' } } as const;
  const error = await problem('a,b,y\n1,2,u\n1,2,v\n1,2,w\n', { target });
  assert.match(error.message, /column 'y': the target has 3 classes \(u, v, w\)/);
});

test('any number that float32 holds comes out as JavaScript reads it, by both readers', async () => {
  const spelled = fc.oneof(
    fc.double({ noNaN: true, min: -3.4e38, max: 3.4e38 }).map(String),
    fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toFixed(5)),
    fc.integer().map((value) => `${value}.`),
  );
  const property = fc.asyncProperty(
    fc.array(spelled, { minLength: 1, maxLength: 20 }),
    async (cells) => {
      const lines = cells.map((cell) => `${cell},1`).join('\n');
      const expected = sorted(cells.map((cell) => Math.fround(Number(cell))));
      for (const header of ['a,y', '"a",y']) {
        const { train } = await load(`${header}\n${lines}\n`, { target: REAL_TARGET }, 1);
        assert.deepEqual(sorted(train.inputs), expected);
      }
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

/** By size; adding 0 makes −0 a 0, whose order against 0 is not defined. */
function sorted(numbers: Iterable<number>): number[] {
  return [...numbers].map((number) => number + 0).sort((a, b) => a - b);
}
