import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { corpus } from '../language/fuzz/corpus.ts';
import { TestClient } from './client.ts';

const uri = 'file:///fuzz/input.nnspec';
const POSITIONS = ['hover', 'completion', 'signatureHelp', 'definition', 'documentHighlight'];
const WHOLE = ['documentSymbol', 'foldingRange', 'codeLens', 'documentLink', 'semanticTokens/full'];

let client: TestClient;

before(async () => {
  client = await TestClient.start();
  await client.open(uri, '');
});

after(async () => {
  assert.deepEqual(client.log, [], 'nothing failed');
  await client.stop();
});

describe('nasty inputs', () => {
  for (const { name, text } of corpus()) {
    it(`${name}: the server answers`, async () => {
      const version = await client.change(uri, { text });
      await client.diagnostics(uri, (_, published) => published === version, 60_000);
      const textDocument = { uri };
      for (const method of WHOLE) await client.request(`textDocument/${method}`, { textDocument });
      for (const line of [0, 3, 1_000_000]) {
        const position = { line, character: 7 };
        for (const method of POSITIONS) {
          await client.request(`textDocument/${method}`, { textDocument, position });
        }
      }
    });
  }
});
