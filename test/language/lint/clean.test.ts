import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyze, type Finding } from '#language';
import { specification } from './specification-files.ts';

function severe(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule }) => rule);
}

/** The example that has flaws on purpose. */
const FLAWED = 'digits.nnspec';

describe('healthy models give no warning', () => {
  for (const folder of ['examples/', 'bench/corpus/healthy/']) {
    const url = new URL(`../../../${folder}`, import.meta.url);
    const files = readdirSync(url).filter((file) => file.endsWith('.nnspec') && file !== FLAWED);
    assert.ok(files.length > 5, folder);
    for (const file of files) {
      it(`${folder}${file}`, async () => {
        assert.deepEqual(
          severe(analyze(...(await specification(new URL(file, url)))).findings),
          [],
        );
      });
    }
  }

  it(`examples/${FLAWED} gives its flaws and no other`, async () => {
    const file = new URL(`../../../examples/${FLAWED}`, import.meta.url);
    assert.deepEqual(severe(analyze(...(await specification(file))).findings), [
      'relu-without-he',
      'dropout-rate',
      'relu-without-he',
      'learning-rate',
    ]);
  });
});
