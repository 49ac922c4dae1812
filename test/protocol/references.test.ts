import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TestClient } from './client.ts';

const base = 'file:///references/base.nnspec';
const BASE = 'model Base {\n  input(2)\n  dense(8, relu)\n  dense(3, softmax)\n}\n';

test('100 files that refer to one follow its edits', async () => {
  const client = await TestClient.start();
  const uris = Array.from({ length: 100 }, (_, index) => `file:///references/${index}.nnspec`);
  await client.open(base, BASE);
  for (const uri of uris) {
    await client.open(uri, 'model Derived from "base.nnspec#Base" { replace last 1 { dense(2) } }');
  }
  for (const uri of uris) await client.diagnostics(uri, (found) => !said(found, /Base/));
  await client.change(base, { text: BASE.replace('Base', 'Basis') });
  for (const uri of uris) await client.diagnostics(uri, (found) => said(found, /no model 'Base'/));
  const before = client.publications;
  await client.change(base, { text: BASE });
  for (const uri of uris) await client.diagnostics(uri, (found) => !said(found, /Base/));
  assert.equal(client.publications - before, 101, 'each file is told once');
  assert.deepEqual(client.log, []);
  await client.stop();
});

test('files that refer to an edited one are told of nothing where nothing changes for them', async () => {
  const client = await TestClient.start();
  const derived = 'file:///references/derived.nnspec';
  await client.open(base, BASE);
  await client.open(
    derived,
    'model Derived from "base.nnspec#Base" { replace last 1 { dense(2) } }',
  );
  await client.diagnostics(derived, (found) => !said(found, /Base/));
  const before = client.publications;
  const version = await client.change(base, { text: BASE.replace('dense(8', 'dense(16') });
  await client.diagnostics(base, (_, published) => published === version);
  await client.request('textDocument/hover', {
    textDocument: { uri: derived },
    position: { line: 0, character: 0 },
  });
  assert.equal(client.publications - before, 1);
  await client.change(base, { text: BASE.replace('Base', 'Basis') });
  await client.diagnostics(derived, (found) => said(found, /no model 'Base'/));
  await client.close(derived);
  await client.diagnostics(derived, (found) => found.length === 0);
  await client.open(
    derived,
    'model Derived from "base.nnspec#Base" { replace last 1 { dense(2) } }',
  );
  await client.diagnostics(derived, (found) => said(found, /no model 'Base'/));
  await client.stop();
});

test('files that refer to each other in a circle are told, and can be repaired', async () => {
  const client = await TestClient.start();
  const [first, second] = ['file:///circle/first.nnspec', 'file:///circle/second.nnspec'];
  const text = (name: string, other: string) => `model ${name} from "${other}" { }\n`;
  await client.open(first, text('A', 'second.nnspec#B'));
  await client.open(second, text('B', 'first.nnspec#A'));
  for (const uri of [first, second]) {
    await client.diagnostics(uri, (found) => said(found, /leads back to this file/));
  }
  await client.change(second, { text: 'model B { input(2)  dense(1) }\n' });
  await client.diagnostics(first, (found) => !said(found, /leads back|B/));
  assert.deepEqual(client.log, []);
  await client.stop();
});

test('a file that refers to itself is told', async () => {
  const client = await TestClient.start();
  const uri = 'file:///circle/self.nnspec';
  await client.open(uri, 'model A from "self.nnspec#A" { }\n');
  await client.diagnostics(uri, (found) => said(found, /leads back to this file/));
  await client.stop();
});

function said(found: readonly Diagnostic[], pattern: RegExp): boolean {
  return found.some(({ message }) => pattern.test(String(message)));
}
