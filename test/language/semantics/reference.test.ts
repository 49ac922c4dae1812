import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CATALOGUE } from '#language';
import { referencePages } from '../../../scripts/reference.ts';

for (const [file, text] of referencePages()) {
  test(`docs/reference/${file} is what the catalogue says: node scripts/reference.ts`, () => {
    const path = new URL(`../../../docs/reference/${file}`, import.meta.url);
    assert.equal(readFileSync(path, 'utf8'), text);
  });
}

test('the reference has every entry', () => {
  const pages = [...referencePages().values()].join('\n');
  for (const { name } of Object.values(CATALOGUE).flat()) {
    assert.match(pages, new RegExp(`^##+ ${name}$`, 'm'));
  }
});
