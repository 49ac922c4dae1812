import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { TestClient } from './client.ts';

const TEXT = `data Spirals {
  source spirals(classes: 5)
}

model Net {
  input(28, 28)
  conv1d(32, 3, relu, init: he_normal) as strokes
  gru(48) as features
  dense(5, softmax, init: glorot_uniform)
}

model Next from Net {
  weights "runs/net.safetensors"
  freeze until features
  replace last 1 { dense(5, softmax, init: glorot_uniform) }
}
`;
const WEIGHTS_LINE = 12;

test('a file of weights is looked into: missing, there, of other layers', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-weights-'));
  t.after(() => rm(folder, { recursive: true }));
  const uri = pathToFileURL(join(folder, 'net.nnspec')).toString();
  const weights = join(folder, 'runs', 'net.safetensors');
  const changed = { uri: pathToFileURL(weights).toString(), type: 1 };
  const client = await TestClient.start({ folders: [pathToFileURL(folder).toString()] });
  t.after(() => client.stop());
  await client.open(uri, TEXT);
  const [missing] = (await client.diagnostics(uri, (list) => has(list, 'weights-missing'))).filter(
    ({ code }) => code === 'weights-missing',
  );
  assert.equal(missing?.range.start.line, WEIGHTS_LINE);

  const shipped = new URL('../../examples/transfer/digits_0_4.safetensors', import.meta.url);
  await cp(shipped, weights, { recursive: true });
  const tell = () =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [changed] });
  await tell();
  await client.diagnostics(uri, (list) => !has(list, 'weights-missing'));
  const position = { line: WEIGHTS_LINE, character: 16 };
  const hover = await client.request<Hover>('textDocument/hover', {
    textDocument: { uri },
    position,
  });
  assert.match(JSON.stringify(hover.contents), /of `LowNet`, after epoch 5.*strokes\.weight/);
  const { items } = await client.request<{ items: CompletionItem[] }>('textDocument/completion', {
    textDocument: { uri },
    position: { line: WEIGHTS_LINE, character: '  weights "runs/'.length },
  });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['net.safetensors'],
  );

  await client.change(uri, { text: TEXT.replace('gru(48)', 'gru(64)') });
  const other = await client.diagnostics(uri, (list) => has(list, 'weights-mismatch'));
  const mismatch = other.find(({ code }) => code === 'weights-mismatch');
  assert.match(
    String(mismatch?.message),
    /features\.weight_ih_l0 is \(144, 32\) in the file and \(192, 32\) in the model/,
  );

  await writeFile(weights, 'no weights at all');
  await tell();
  const broken = await client.diagnostics(uri, (list) => has(list, 'weights-missing'));
  const damaged = broken.find(({ code }) => code === 'weights-missing');
  assert.match(String(damaged?.message), /no safetensors file/);
});

test('the plan names the file of weights among those to read, seen from the specification', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-weights-'));
  t.after(() => rm(folder, { recursive: true }));
  const base = 'model Net {\n  input(2)\n  dense(8, relu) as hidden\n  dense(3, softmax)\n}\n';
  await mkdir(join(folder, 'models'));
  await writeFile(
    join(folder, 'models', 'net.nnspec'),
    base.replace('{', '{\n  weights "runs/net.safetensors"'),
  );
  const uri = pathToFileURL(join(folder, 'next.nnspec')).toString();
  const text = `data Spirals { source spirals(classes: 3) }
model Next from "models/net.nnspec#Net" { replace last 1 { dense(3, softmax) } }
train Next on Spirals { epochs 3 }
`;
  await writeFile(join(folder, 'next.nnspec'), text);
  const client = await TestClient.start({ folders: [pathToFileURL(folder).toString()] });
  t.after(() => client.stop());
  const answer = await client.ask('nnspec/plan', { uri, train: 0 });
  assert.ok(answer.ok, JSON.stringify(answer));
  const path = 'models/runs/net.safetensors';
  const address = pathToFileURL(join(folder, 'models', 'runs', 'net.safetensors')).toString();
  assert.deepEqual(answer.files, [{ path, uri: address }]);
  assert.deepEqual(answer.plan.model.weights?.layers, ['hidden']);
});

function has(list: readonly Diagnostic[], rule: string): boolean {
  return list.some(({ code }) => code === rule);
}
