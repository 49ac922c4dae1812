import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TestClient } from './client.ts';

const uri = 'file:///diagnostics/model.nnspec';
const faulty = `model Net {
  input(4)
  dense(8, relu, init: glorot_uniform)
  dense(3, softmax)
}
`;

test('diagnostics are published with code, link and version, and follow every edit', async () => {
  const documentation = 'file:///docs/rules';
  const client = await TestClient.start({ options: { documentation } });
  await client.open(uri, faulty);
  const found = await client.diagnostics(uri, (list) => has(list, 'relu-without-he'));
  const diagnostic = found.find(({ code }) => code === 'relu-without-he');
  assert.equal(diagnostic?.source, 'nnspec');
  assert.equal(diagnostic?.codeDescription?.href, `${documentation}/relu-without-he.md`);
  assert.equal(diagnostic?.range.start.line, 2);

  const start = { line: 2, character: faulty.split('\n')[2]?.indexOf('glorot_uniform') ?? -1 };
  const end = { line: 2, character: start.character + 'glorot_uniform'.length };
  const version = await client.change(uri, { range: { start, end }, text: 'he_normal' });
  const after = await client.diagnostics(uri, (_, published) => published === version);
  assert.ok(!has(after, 'relu-without-he'));
  await client.stop();
});

test('a closed document has no diagnostics', async () => {
  const client = await TestClient.start();
  await client.open(uri, faulty);
  await client.diagnostics(uri, (list) => list.length > 0);
  await client.close(uri);
  await client.diagnostics(uri, (list) => list.length === 0);
  await client.stop();
});

test('a client that pulls is not pushed the same diagnostics as well', async () => {
  const client = await TestClient.start({ capabilities: { textDocument: { diagnostic: {} } } });
  assert.ok(client.capabilities.diagnosticProvider);
  await client.open(uri, faulty);
  const pull = (previousResultId?: string) =>
    client.request<{ kind: string; resultId: string; items?: Diagnostic[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri }, previousResultId },
    );
  const report = await pull();
  assert.equal(report.kind, 'full');
  assert.ok(has(report.items ?? [], 'relu-without-he'));
  assert.equal((await pull(report.resultId)).kind, 'unchanged');
  await client.change(uri, { text: `${faulty}\n` });
  assert.equal((await pull(report.resultId)).kind, 'unchanged', 'of another text, but the same');
  await client.change(uri, { text: faulty.replace('glorot_uniform', 'he_normal') });
  const next = await pull(report.resultId);
  assert.equal(next.kind, 'full');
  assert.ok(!has(next.items ?? [], 'relu-without-he'));
  assert.equal(client.publications, 0);
  await client.stop();
});

test('severities come from the settings, and follow their changes', async () => {
  let rules: Record<string, string> = { 'relu-without-he': 'hint' };
  const client = await TestClient.start({
    capabilities: { workspace: { configuration: true } },
    configuration: () => ({ rules }),
  });
  await client.open(uri, faulty);
  const severity = (list: readonly Diagnostic[]) =>
    list.find(({ code }) => code === 'relu-without-he')?.severity;
  await client.diagnostics(uri, (list) => severity(list) === 4);
  rules = { 'relu-without-he': 'off' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.diagnostics(uri, (list) => severity(list) === undefined);
  await client.stop();
});

test('data files are looked at in the background and again when they change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-data-'));
  const csv = join(folder, 'points.csv');
  await writeFile(csv, 'a,b,label\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n');
  const document = pathToFileURL(join(folder, 'points.nnspec')).toString();
  const text = 'data Points {\n  source "points.csv"\n  target lable\n}\n';
  const client = await TestClient.start();
  await client.open(document, text);
  const unknown = (list: readonly Diagnostic[]) => list.some(({ range }) => range.start.line === 2);
  await client.diagnostics(document, unknown);
  await writeFile(csv, 'a,b,lable\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n5,5,y\n');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: pathToFileURL(csv).toString(), type: 2 }],
  });
  await client.diagnostics(document, (list) => !unknown(list));
  await client.stop();
  await rm(folder, { recursive: true });
});

test('a client that pulls is asked to pull again when a data file is known', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-refresh-'));
  await writeFile(join(folder, 'points.csv'), 'a,b,label\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n');
  const document = pathToFileURL(join(folder, 'points.nnspec')).toString();
  const client = await TestClient.start({
    capabilities: {
      textDocument: { diagnostic: {} },
      workspace: {
        diagnostics: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        codeLens: { refreshSupport: true },
      },
    },
  });
  const asked = ['diagnostic', 'inlayHint', 'codeLens'].map(
    (feature) =>
      new Promise<void>((resolve) => {
        client.connection.onRequest(`workspace/${feature}/refresh`, () => {
          resolve();
          return null;
        });
      }),
  );
  await client.open(document, 'data Points {\n  source "points.csv"\n  target lable\n}\n');
  const before = await pullItems(client, document);
  assert.ok(!before.some(({ range }) => range.start.line === 2), 'the file is not known yet');
  await Promise.all(asked);
  const after = await pullItems(client, document);
  assert.ok(after.some(({ range }) => range.start.line === 2));
  await client.stop();
  await rm(folder, { recursive: true });
});

test('a model of another file is known, and followed when that file changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-module-'));
  await writeFile(
    join(folder, 'base.nnspec'),
    'model Base {\n  input(4)\n  dense(3, softmax)\n}\n',
  );
  const base = pathToFileURL(join(folder, 'base.nnspec')).toString();
  const document = pathToFileURL(join(folder, 'other.nnspec')).toString();
  const text = 'model Other from "base.nnspec#Base" {\n  replace last 1 { dense(2, softmax) }\n}\n';
  const client = await TestClient.start({ folders: [pathToFileURL(folder).toString()] });
  const unknown = (list: readonly Diagnostic[]) => has(list, 'unknown-name');
  await client.open(document, text);
  await client.diagnostics(document, (list) => !unknown(list));
  await client.open(base, 'model Renamed {\n  input(4)\n  dense(3, softmax)\n}\n');
  await client.diagnostics(document, unknown);
  await client.close(base);
  await client.diagnostics(document, (list) => !unknown(list));
  await client.stop();
  await rm(folder, { recursive: true });
});

test('rapid edits leave what a fresh analysis of the same text finds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-rapid-'));
  await cp(new URL('../../examples/', import.meta.url), folder, { recursive: true });
  const document = pathToFileURL(join(folder, 'digits.nnspec')).toString();
  const fresh = pathToFileURL(join(folder, 'fresh.nnspec')).toString();
  let text = await readFile(join(folder, 'digits.nnspec'), 'utf8');
  const client = await TestClient.start({ capabilities: { textDocument: { diagnostic: {} } } });
  await client.open(document, text);

  const random = pseudoRandom(7);
  const insertions = [' ', '\n', '}', '(', 'dense(4)', '"', '9', 'é😀'];
  const sent: Promise<unknown>[] = [];
  for (let step = 0; step < 300; step++) {
    const start = Math.floor(random() * text.length);
    const end = Math.min(text.length, start + Math.floor(random() * 3));
    const inserted = insertions[Math.floor(random() * insertions.length)] ?? '';
    const range = { start: position(text, start), end: position(text, end) };
    sent.push(client.change(document, { range, text: inserted }));
    if (step % 20 === 0) sent.push(pullItems(client, document));
    text = text.slice(0, start) + inserted + text.slice(end);
  }
  await Promise.all(sent);
  await client.open(fresh, text);
  // Its answer waits for the data files.
  await client.ask('nnspec/trains', { uri: document });
  await client.ask('nnspec/trains', { uri: fresh });
  const edited = await pullItems(client, document);
  assert.ok(edited.length > 0);
  assert.deepEqual(withoutPlaces(edited), withoutPlaces(await pullItems(client, fresh)));
  await client.stop();
  await rm(folder, { recursive: true });
});

test('deletions, one after the other, give what a fresh analysis finds', async () => {
  const client = await TestClient.start();
  const random = pseudoRandom(11);
  let text = faulty;
  await client.open(uri, text);
  for (let step = 0; step < 40; step++) {
    const at = Math.floor(random() * text.length);
    const range = { start: position(text, at), end: position(text, at + 1) };
    const version = await client.change(uri, { range, text: '' });
    text = text.slice(0, at) + text.slice(at + 1);
    const edited = await client.diagnostics(uri, (_, published) => published === version);
    const fresh = `file:///diagnostics/fresh-${step}.nnspec`;
    await client.open(fresh, text);
    const expected = await client.diagnostics(fresh, () => true);
    assert.deepEqual(withoutPlaces(edited), withoutPlaces(expected), JSON.stringify(text));
  }
  await client.stop();
});

async function pullItems(client: TestClient, uri: string): Promise<readonly Diagnostic[]> {
  const params = { textDocument: { uri } };
  const report = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', params);
  return report.items;
}

function has(diagnostics: readonly Diagnostic[], rule: string): boolean {
  return diagnostics.some(({ code }) => code === rule);
}

/** Related places name the file they are in, which differs between the two. */
function withoutPlaces(diagnostics: readonly Diagnostic[]): unknown {
  return diagnostics.map(({ relatedInformation, ...rest }) => ({
    ...rest,
    related: relatedInformation?.map(({ message, location }) => [message, location.range]),
  }));
}

function position(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** Numbers in [0, 1), the same in every run (mulberry32). */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
