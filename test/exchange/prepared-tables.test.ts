import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadData } from '#engine';
import { pytorchScript } from '#exchange';
import { analyze, EMPTY_ENVIRONMENT, planFor, summarize } from '#language';
import { lacks, runPython, temporaryFolder } from './python.ts';

const ROWS = Array.from({ length: 40 }, (_, i) => [
  i,
  i % 9 === 4 ? 'NA' : (i * 7) % 13,
  i % 11 === 3 ? '' : ['Ulm', '"Bad, Urach"', 'Bern'][i % 3],
  [8000, 3011, 650][i % 3],
  i % 5 === 0 ? '?' : ['red', 'blue'][i % 2],
  i % 2 === 0 ? 'yes' : 'no',
]);
const CSV = `n,size,city,zip,colour,buys\n${ROWS.map((row) => row.join(',')).join('\n')}\n`;
const HELD_OUT = 'n,size,city,zip,colour,buys\n1,,Rome,650,red,yes\n2,4,Bern,NA,,no\n';

/** Settings of the data and how many inputs they make. */
const CASES: readonly (readonly [settings: readonly string[], inputs: number])[] = [
  [['encode one_hot', 'fill median', 'scale standardize'], 8],
  [['encode one_hot(city, zip, colour)', 'fill mean', 'scale min_max'], 10],
  [['encode one_hot', 'fill most_frequent, constant(-1, size)', 'scale divide(2)'], 8],
  [['encode one_hot', 'fill median, constant("none given", city, colour)'], 10],
];

for (const [settings, inputs] of CASES) {
  test(`a script prepares a table as the engine does: ${settings.join(', ')}`, async (t) => {
    if (lacks(t, 'torch', 'numpy')) return;
    const folder = temporaryFolder(t);
    const chunks = async function* () {
      yield new TextEncoder().encode(CSV);
    };
    const summary = await summarize('table.csv', chunks());
    const text = `data Table {
  source "table.csv"
  target buys
  split train 100%
  test_source "held-out.csv"
  ${settings.join('\n  ')}
}
model Net {
  input(${inputs})
  dense(1, sigmoid)
}
train Net on Table { epochs 1 }
`;
    const answer = planFor(analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary }), 0);
    assert.ok(answer.ok, JSON.stringify(answer));
    const { plan } = answer;
    const place = { specification: 'table.nnspec', script: 'script.py', folder: '' };
    const contents = { 'table.csv': CSV, 'held-out.csv': HELD_OUT, 'script.py': '' };
    contents['script.py'] = pytorchScript(plan, place);
    for (const [name, content] of Object.entries(contents))
      writeFileSync(join(folder, name), content);
    const program = [
      'import json, script',
      'data = script.load_data()',
      'print(json.dumps([part.inputs.tolist() for part in [data.train, data.test]]))',
    ].join('\n');
    const [train, held] = JSON.parse(await runPython(['-c', program], { cwd: folder }));
    const own = await loadData(plan.data, [inputs], async (path) =>
      new TextEncoder().encode(path === 'table.csv' ? CSV : HELD_OUT),
    );
    const rowsOf = ({ inputs: numbers, count }: { inputs: Float32Array; count: number }) =>
      Array.from({ length: count }, (_, row) =>
        [...numbers.subarray(row * inputs, (row + 1) * inputs)].map((x) => Number(x.toFixed(5))),
      );
    const rounded = (rows: number[][]) => rows.map((row) => row.map((x) => Number(x.toFixed(5))));
    const sorted = (rows: number[][]) => rows.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    assert.deepEqual(sorted(rounded(train)), sorted(rowsOf(own.train)));
    assert.deepEqual(rounded(held), rowsOf(own.test));
  });
}
