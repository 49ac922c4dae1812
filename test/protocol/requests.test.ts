import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { RuntimeFinding } from '#diagnosis';
import { TestClient } from './client.ts';

let client: TestClient;
let folder: string;
let uri: string;
let text: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnspec-requests-'));
  await cp(new URL('../../examples/', import.meta.url), folder, { recursive: true });
  uri = pathToFileURL(join(folder, 'digits.nnspec')).toString();
  text = await readFile(join(folder, 'digits.nnspec'), 'utf8');
  client = await TestClient.start();
});

after(async () => {
  assert.deepEqual(client.log, []);
  assert.equal(await client.stop(), 0);
  await rm(folder, { recursive: true });
});

test('a plan is made of a file that is not open, its data looked at first', async () => {
  const answer = await client.ask('nnspec/plan', { uri, train: 0 });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.deepEqual(answer.plan.model.layers.at(-1)?.outputShape, [10]);
  assert.equal(answer.plan.data.target.encoding, 'class_index');
  const csv = pathToFileURL(join(folder, 'data', 'digits.csv')).toString();
  assert.deepEqual(answer.files, [{ path: 'data/digits.csv', uri: csv }]);
  assert.equal(answer.version, null);
});

test('the plan of an open document is that of its version, and of another text has none', async () => {
  await client.open(uri, text);
  const version = await client.change(uri, { text: text.replace('epochs 15', 'epochs 21') });
  const open = await client.ask('nnspec/plan', { uri, train: 0 });
  assert.ok(open.ok);
  assert.equal(open.plan.train.phases[0]?.epochs, 21);
  assert.equal(open.version, version);
  const other = await client.ask('nnspec/plan', { uri, train: 0, text });
  assert.ok(other.ok);
  assert.equal(other.plan.train.phases[0]?.epochs, 15);
  assert.equal(other.version, null);
  await client.close(uri);
});

test('where there is no plan, the findings say why and where', async () => {
  const broken = text.replace('target label', 'target lable');
  const answer = await client.ask('nnspec/plan', { uri, train: 0, text: broken });
  assert.ok(!answer.ok);
  const line = broken.slice(0, broken.indexOf('lable')).split('\n').length - 1;
  const reason = answer.findings.find(({ rule }) => rule === 'unknown-name');
  assert.equal(reason?.severity, 'error');
  assert.equal(reason?.range.start.line, line);
});

test('trains are listed in the order of the file', async () => {
  const [train, ...others] = await client.ask('nnspec/trains', { uri });
  assert.deepEqual(others, []);
  assert.equal(train?.model, 'DigitNet');
  assert.equal(train?.data, 'Digits');
  const line = text.slice(0, text.indexOf('train DigitNet')).split('\n').length - 1;
  assert.deepEqual(train?.range.start, { line, character: 0 });
});

test('suggestions answer a finding of a run with edits that check', async () => {
  const finding: RuntimeFinding = {
    symptom: 'learning-rate-too-low',
    category: 'learning-rate',
    severity: 'warning',
    message: 'The median update ratio is 1e-6.',
    layers: [],
    setting: 'optimizer',
    origin: { start: text.indexOf('optimizer'), end: text.indexOf('optimizer') + 9, line: 24 },
    sinceEpoch: 3,
    evidence: [],
    explains: [],
  };
  const { suggestions } = await client.ask('nnspec/suggest', {
    uri,
    train: 0,
    findings: [finding],
  });
  assert.ok(suggestions.length > 0);
  for (const suggestion of suggestions) {
    assert.notEqual(suggestion.text, text);
    const answer = await client.ask('nnspec/plan', { uri, train: 0, text: suggestion.text });
    assert.ok(answer.ok, suggestion.title);
    assert.deepEqual(answer.plan, suggestion.plan);
  }
});

test('a table is told by its columns, or why it cannot be read', async () => {
  const csv = pathToFileURL(join(folder, 'data', 'iris.csv')).toString();
  const table = await client.ask('nnspec/table', { uri: csv });
  assert.ok('columns' in table, JSON.stringify(table));
  assert.equal(table.rows, 150);
  assert.deepEqual(table.columns.at(-1), { name: 'species', numeric: false, distinct: 3 });
  const gaps = join(folder, 'data', 'gaps.csv');
  await writeFile(gaps, 'a,b\n1,\n2,3\n');
  const gappy = await client.ask('nnspec/table', { uri: pathToFileURL(gaps).toString() });
  assert.deepEqual('columns' in gappy && gappy.columns.map(({ numeric }) => numeric), [
    true,
    false,
  ]);
  const missing = await client.ask('nnspec/table', { uri: csv.replace('iris', 'irises') });
  assert.ok('problem' in missing && /irises\.csv/.test(missing.problem), JSON.stringify(missing));
});

test('the status of a specification has its models and its data files', async () => {
  await client.ask('nnspec/trains', { uri });
  assert.deepEqual(await client.ask('nnspec/status', { uri }), {
    models: 1,
    files: [{ path: 'data/digits.csv', state: 'read', rows: 1797 }],
  });
});
