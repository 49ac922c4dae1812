import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { summarize } from '../../../language/src/data/summarize.ts';
import type { DataProblem, DataSummary } from '../../../language/src/data/summary.ts';

type Content = string | Uint8Array;

async function* pieces(content: Content, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}

async function summaryOf(path: string, content: Content, size?: number): Promise<DataSummary> {
  const result = await summarize(path, pieces(content, size));
  assert.equal(result.kind, 'summary', JSON.stringify(result));
  return result as DataSummary;
}

async function problemOf(path: string, content: Content): Promise<DataProblem> {
  const result = await summarize(path, pieces(content));
  assert.equal(result.kind, 'problem', JSON.stringify(result));
  return result as DataProblem;
}

describe('summary of a csv', () => {
  it('measures each column', async () => {
    const { rows, columns } = await summaryOf('a.csv', 'x,kind\n1,b\n2,a\n6,b\n');
    assert.equal(rows, 3);
    const [x, kind] = columns;
    assert.deepEqual([x?.kind, x?.min, x?.max, x?.mean], ['number', 1, 6, 3]);
    assert.ok(Math.abs((x?.std ?? 0) - Math.sqrt(14 / 3)) < 1e-12);
    assert.equal(kind?.kind, 'text');
    assert.deepEqual(kind?.classes, [
      { label: 'a', count: 1 },
      { label: 'b', count: 2 },
    ]);
    assert.deepEqual(kind?.firstText, { row: 2, value: 'b' });
  });

  it('reads quoted delimiters, quotes and line ends, byte order mark and CRLF', async () => {
    const text = '\ufeffname,"y, z"\r\n"one\r\ntwo","1"\r\n"say ""hi""",2\r\n';
    const { rows, columns } = await summaryOf('a.csv', text, 3);
    assert.equal(rows, 2);
    assert.deepEqual(
      columns.map(({ name, distinct }) => [name, distinct]),
      [
        ['name', 2],
        ['y, z', 2],
      ],
    );
    assert.equal(columns[0]?.classes?.[1]?.label, 'say "hi"');
    assert.equal(columns[1]?.max, 2);
  });

  it('names the columns of a file without a header', async () => {
    const { rows, columns } = await summaryOf('a.csv', '1,2\n3,4\n');
    assert.deepEqual([rows, ...columns.map(({ name }) => name)], [2, 'column_1', 'column_2']);
  });

  it('tells the delimiter from the header', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const { columns } = await summaryOf('a.csv', `a${delimiter}b\n1${delimiter}2\n`);
      assert.equal(columns.length, 2, `delimiter ${delimiter}`);
    }
    assert.equal((await summaryOf('a.tsv', 'a,b\tc\n1,5\t2\n')).columns.length, 2);
  });

  it('reads decimal commas among semicolons, where they cannot separate values', async () => {
    const [a, b] = (await summaryOf('a.csv', 'a;b\n68,5;1,5 kg\n-2,5e1;x\n')).columns;
    assert.deepEqual([a?.kind, a?.min, a?.max], ['number', -25, 68.5]);
    assert.deepEqual(b?.firstText, { row: 2, value: '1,5 kg' });
  });

  it('counts what is missing and says where it begins', async () => {
    const [a, b] = (await summaryOf('a.csv', 'a,b\n1,x\n,NA\nnan,y\n')).columns;
    assert.deepEqual([a?.missing, a?.firstMissingRow, a?.kind], [2, 3, 'number']);
    assert.deepEqual([b?.missing, b?.firstMissingRow, b?.distinct], [1, 3, 2]);
  });

  it('orders numeric classes by size and takes 1 and 1.0 for one', async () => {
    const [column] = (await summaryOf('a.csv', 'y\n10\n9\n1.0\n1\n')).columns;
    assert.deepEqual(
      column?.classes?.map(({ label, count }) => [label, count]),
      [
        ['1', 2],
        ['9', 1],
        ['10', 1],
      ],
    );
  });

  it('gives up counting a column with too many values, and keeps its statistics', async () => {
    const lines = Array.from({ length: 1500 }, (_, index) => index);
    const [column] = (await summaryOf('a.csv', `x\n${lines.join('\n')}\n`, 1000)).columns;
    assert.equal(column?.classes, undefined);
    assert.equal(column?.distinct, 1001);
    assert.equal(column?.max, 1499);
  });

  it('counts rows that repeat an earlier one', async () => {
    assert.equal((await summaryOf('a.csv', 'a,b\n1,2\n12,\n1,2\n1,2\n,12\n')).duplicateRows, 2);
  });

  it('skips blank lines and needs no line end at the end', async () => {
    assert.equal((await summaryOf('a.csv', 'a,b\n\n1,2\n\n3,4')).rows, 2);
  });

  it('unpacks gzip', async () => {
    const packed = gzipSync(new TextEncoder().encode('a\n1\n2\n'));
    assert.equal((await summaryOf('a.csv.gz', packed)).rows, 2);
  });

  it('agrees with the textbook formulas, however the bytes are cut', async () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const property = fc.asyncProperty(
      fc.array(number, { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 1, max: 20 }),
      async (values, size) => {
        const [column] = (await summaryOf('a.csv', `x\n${values.join('\n')}\n`, size)).columns;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const scale = 1 + Math.max(...values.map(Math.abs));
        assert.ok(Math.abs((column?.mean ?? Number.NaN) - mean) < 1e-9 * scale);
        const std = Math.sqrt(square / values.length);
        assert.ok(Math.abs((column?.std ?? Number.NaN) - std) < 1e-9 * scale);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('problems of a csv', () => {
  const cases: readonly (readonly [
    what: string,
    content: Content,
    message: RegExp,
    row?: number,
  ])[] = [
    ['an empty file', '', /empty/],
    ['a header alone', 'a,b\n', /no rows/, 1],
    ['a ragged row', 'a,b\n1,2\n1,2,3\n', /Row 3 has 3 values .* 2 columns/, 3],
    ['a quotation mark that never closes', 'a,b\n"1,2\n3,4\n', /row 2 never closes/, 2],
    ['text after a closing quotation mark', 'a,b\n"1"x,2\n', /row 2 text follows/, 2],
    ['two columns of one name', 'a,b,a\n1,2,3\n', /1 and 3 are both called "a"/, 1],
    ['zero bytes', Uint8Array.of(0x61, 0x0a, 0x00, 0x01), /not a text file/],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00), /UTF-16/],
    ['Latin-1', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a), /not in UTF-8/],
  ];
  for (const [what, content, message, row] of cases) {
    it(`tells ${what}`, async () => {
      const problem = await problemOf('a.csv', content);
      assert.match(problem.message, message);
      assert.equal(problem.row, row);
      assert.notEqual(problem.advice, '');
    });
  }

  it('bounds the memory of a row that never ends', async () => {
    const endless = new TextEncoder().encode(`a,b\n"${'x'.repeat(5 * 1024 * 1024)}`);
    const result = await summarize('a.csv', pieces(endless, 64 * 1024));
    assert.match((result as DataProblem).message, /longer than/);
  });

  it('tells a damaged gzip and an unknown ending', async () => {
    const packed = gzipSync(new TextEncoder().encode('a\n1\n2\n'));
    assert.match((await problemOf('a.csv.gz', packed.subarray(0, 15))).message, /compressed/);
    assert.match((await problemOf('a.xlsx', 'x')).message, /format/);
  });
});

describe('summary of an idx file', () => {
  const idx = (type: number, shape: readonly number[], values: readonly number[]) => {
    const extents = shape.flatMap((extent) => [0, 0, extent >> 8, extent & 255]);
    return Uint8Array.from([0, 0, type, shape.length, ...extents, ...values]);
  };

  it('reads shape, range and classes', async () => {
    const images = await summaryOf('x-images-idx3-ubyte', idx(8, [2, 1, 3], [0, 255, 0, 0, 0, 3]));
    assert.deepEqual([images.rows, images.shape], [2, [1, 3]]);
    assert.deepEqual([images.columns[0]?.max, images.columns[0]?.mean], [255, 43]);
    const labels = await summaryOf('x-labels-idx1-ubyte', idx(8, [3], [7, 0, 7]));
    assert.deepEqual(labels.columns[0]?.classes, [
      { label: '0', count: 1 },
      { label: '7', count: 2 },
    ]);
  });

  it('reads signed big-endian numbers across pieces', async () => {
    const { columns } = await summaryOf('a.idx', idx(11, [2], [0xff, 0xff, 0x01, 0x00]), 3);
    assert.deepEqual([columns[0]?.min, columns[0]?.max], [-1, 256]);
  });

  it('tells another format, and a length that is not the promised one', async () => {
    assert.match((await problemOf('a.idx', 'hello world')).message, /not an idx file/);
    assert.match((await problemOf('a.idx', idx(8, [4], [1]))).message, /promises 4 values/);
    assert.match((await problemOf('a.idx', idx(8, [1], [1, 2]))).message, /more follow/);
  });
});

describe('summary of an npz file', () => {
  const npy = (type: string, shape: string, bytes: readonly number[]) => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }\n`;
    const length = [header.length & 255, header.length >> 8];
    const text = new TextEncoder().encode(header);
    return Uint8Array.from(
      [0x93, ...'NUMPY']
        .map((c) => (typeof c === 'number' ? c : c.charCodeAt(0)))
        .concat([1, 0], length, [...text], bytes),
    );
  };

  it('reads each array, stored or deflated', async () => {
    const content = {
      'x.npy': npy('<u2', '(3, 2)', [1, 0, 0, 1, 3, 0, 4, 0, 5, 0, 6, 0]),
      'y.npy': npy('|u1', '(3,)', [1, 0, 1]),
    };
    for (const level of [0, 9] as const) {
      const { rows, shape, columns } = await summaryOf('a.npz', zipSync(content, { level }));
      assert.deepEqual([rows, shape], [3, [2]]);
      const [x, y] = columns;
      assert.deepEqual([x?.name, x?.min, x?.max, y?.distinct], ['x', 1, 256, 2]);
    }
  });

  it('tells text arrays, damaged arrays and other files', async () => {
    const text = zipSync({ 'x.npy': npy('<U1', '(1,)', [97, 0, 0, 0]) });
    assert.match((await problemOf('a.npz', text)).message, /"x" holds values of .* "U1"/);
    const short = zipSync({ 'x.npy': npy('<f8', '(2,)', [0, 0]) });
    assert.match((await problemOf('a.npz', short)).message, /"x" is damaged/);
    assert.match((await problemOf('a.npz', 'no zip')).message, /not an npz/);
  });
});
