import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rulePages } from '../../../scripts/docs.ts';
import { manifestWithRules, readManifest } from '../../../scripts/manifest.ts';

const FOLDER = new URL('../../../docs/rules/', import.meta.url);

test('docs/rules has a page for each rule and no other', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), [...rulePages().keys()].sort());
});

for (const [file, text] of rulePages()) {
  test(`docs/rules/${file} is what the rules say: npm run docs`, () => {
    assert.equal(readFileSync(new URL(file, FOLDER), 'utf8'), text);
  });
}

test('the setting nnspec.rules knows every rule: npm run docs', () => {
  const text = readManifest();
  assert.equal(manifestWithRules(text), text);
});
