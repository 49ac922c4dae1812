import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createTrainer, loadData } from '#engine';
import { analyze, formatText, planFor } from '#language';
import {
  fillTable,
  relativePath,
  targetCandidates,
} from '../../client/src/new-model/fill-table.ts';
import { kernelsOf } from '../engine/plans.ts';
import { specification } from '../language/lint/specification-files.ts';

const folder = new URL('../../client/templates/', import.meta.url);
/** Where the data of templates are shipped. */
const examples = new URL('../../examples/', import.meta.url);
const files = readdirSync(folder);

for (const file of files) {
  test(`the template ${file} is formatted, checks without a finding and trains`, async () => {
    const [text, environment] = await specification(new URL(file, folder), examples);
    assert.equal(formatText(text), text);
    const analysis = analyze(text, environment);
    assert.deepEqual(analysis.findings, []);
    assert.ok(analysis.resolved.trains.length > 0);
    for (const { index } of analysis.resolved.trains) await trainOneEpoch(text, environment, index);
  });
}

async function trainOneEpoch(
  text: string,
  environment: Parameters<typeof analyze>[1],
  train: number,
): Promise<void> {
  const short = text.replaceAll(/epochs \d+/g, 'epochs 1');
  const planned = planFor(analyze(short, environment), train);
  assert.ok(planned.ok);
  const read = async (path: string) => new Uint8Array(readFileSync(new URL(path, examples)));
  const { plan } = planned;
  const data = await loadData(plan.data, plan.model.inputShape, read);
  const trainer = createTrainer({ plan, data, kernels: await kernelsOf() });
  const types: string[] = [];
  while (!trainer.done) for (const { type } of trainer.advance(1000)) types.push(type);
  assert.equal(types.at(-1), 'finished');
}

test('every template is offered', () => {
  const source = new URL('../../client/src/new-model/templates.ts', import.meta.url);
  const offered = readFileSync(source, 'utf8').matchAll(/templates\/([\w-]+\.nnspec)'/g);
  assert.deepEqual([...offered].map(([, file]) => file).sort(), files.sort());
});

const column = (name: string, numeric: boolean, distinct: number) => ({ name, numeric, distinct });
const columns = [
  column('id', false, 90),
  column('size', true, 80),
  column('$1 price', true, 85),
  column('kind of it', false, 4),
];

test('a table takes the place of the one that a template has', async () => {
  const text = readFileSync(new URL('table-classes.nnspec', folder), 'utf8');
  const filled = fillTable(text, { path: '../t.csv', columns, target: 'kind of it' });
  assert.match(
    filled,
    /source "\.\.\/t\.csv"\n {2}target "kind of it"\n {2}features exclude\(id\)\n/,
  );
  assert.match(filled, /input\(2\)/);
  assert.match(filled, /dense\(4, softmax/);
  const regression = readFileSync(new URL('table-number.nnspec', folder), 'utf8');
  const numbers = fillTable(regression, { path: 't.csv', columns, target: '$1 price' });
  assert.match(numbers, /target "\$1 price"\n {2}features exclude\(id, "kind of it"\)\n/);
  assert.match(numbers, /input\(1\)/);
});

test('the last fitting column is offered first as the target', () => {
  const names = (takes: 'classes' | 'numbers') =>
    targetCandidates(columns, takes).map(({ name }) => name);
  assert.deepEqual(names('numbers'), ['$1 price', 'size']);
  assert.equal(names('classes')[0], 'kind of it');
});

const paths: readonly [specification: string, file: string, expected: string][] = [
  ['/a/b/net.nnspec', '/a/b/t.csv', 't.csv'],
  ['/a/b/net.nnspec', '/a/b/data/t.csv', 'data/t.csv'],
  ['/a/b/net.nnspec', '/a/c/t.csv', '../c/t.csv'],
  ['/net.nnspec', '/c/t.csv', 'c/t.csv'],
];

for (const [from, to, expected] of paths) {
  test(`the path from ${from} to ${to}`, () => assert.equal(relativePath(from, to), expected));
}
