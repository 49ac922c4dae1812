import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { TestClient } from './client.ts';

let client: TestClient;
let folder: string;
let uri: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnspec-exchange-'));
  await cp(new URL('../../examples/', import.meta.url), folder, { recursive: true });
  uri = pathToFileURL(join(folder, 'iris.nnspec')).toString();
  client = await TestClient.start();
});

after(async () => {
  assert.deepEqual(client.log, []);
  assert.equal(await client.stop(), 0);
  await rm(folder, { recursive: true });
});

test('the formats of an export are listed', async () => {
  const formats = await client.ask('nnspec/formats', null);
  assert.deepEqual(
    formats.map(({ id, needsWeights }) => [id, needsWeights]),
    [
      ['pytorch', false],
      ['ray', false],
      ['keras', false],
      ['onnx', true],
    ],
  );
});

test('a specification is exported as a script', async () => {
  const answer = await client.ask('nnspec/export', {
    uri,
    train: 0,
    format: 'pytorch',
    script: 'iris.py',
  });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.match(answer.text ?? '', /^class IrisNet\(nn\.Module\):$/m);
});

test('where there is nothing to sweep, the answer says so', async () => {
  const request = { uri, train: 0, format: 'ray', script: 'iris_ray.py' };
  const answer = await client.ask('nnspec/export', request);
  assert.ok(!answer.ok);
  assert.match(answer.problem, /nothing to sweep/);
});

test('a format that does not exist is refused', async () => {
  const request = client.ask('nnspec/export', { uri, train: 0, format: 'caffe', script: 'a.py' });
  await assert.rejects(request, /There is no format 'caffe'/);
});

test('a printout is imported; prose is not', async () => {
  const text = 'Sequential(\n  (0): Linear(in_features=4, out_features=8, bias=True)\n)';
  const answer = await client.ask('nnspec/import', { text });
  assert.ok(answer.ok);
  assert.match(answer.text, /input\(4\)\n {2}dense\(8\)/);
  const prose = await client.ask('nnspec/import', { text: 'three layers' });
  assert.ok(!prose.ok);
  assert.match(prose.problem, /a module was expected/);
});
