import assert from 'node:assert/strict';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  analyze,
  type DataProblem,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  type Finding,
  summarize,
} from '#language';

/** The findings of a file, with its data files looked into. */
async function lint(file: URL): Promise<readonly Finding[]> {
  const text = readFileSync(file, 'utf8');
  const paths = new Set<string>();
  const known = new Map<string, DataSummary | DataProblem>();
  const run = () =>
    analyze(text, {
      ...EMPTY_ENVIRONMENT,
      dataSummary(path) {
        paths.add(path);
        return known.get(path);
      },
    });
  run();
  for (const path of paths) {
    known.set(path, await summarize(path, createReadStream(new URL(path, file))));
  }
  return run().findings;
}

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
        assert.deepEqual(severe(await lint(new URL(file, url))), []);
      });
    }
  }

  it(`examples/${FLAWED} gives its flaws and no other`, async () => {
    const file = new URL(`../../../examples/${FLAWED}`, import.meta.url);
    assert.deepEqual(severe(await lint(file)), [
      'relu-without-he',
      'dropout-rate',
      'relu-without-he',
      'learning-rate',
    ]);
  });
});
