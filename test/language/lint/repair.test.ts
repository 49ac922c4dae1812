import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analyze, applyEdits, fixAll, RULES } from '#language';
import { EXAMPLE_FILES } from './example-files.ts';
import { specification } from './specification-files.ts';

describe('fix-all leaves no error and no warning', () => {
  const folder = new URL('../../../bench/corpus/cases/', import.meta.url);
  const cases = readdirSync(folder).filter((file) => file.endsWith('.nnspec'));
  const files = cases.map((file) => new URL(file, folder));
  for (const file of [...files, new URL('../../../examples/digits.nnspec', import.meta.url)]) {
    it(file.pathname.split('/').slice(-2).join('/'), async () => {
      const [text, environment] = await specification(file);
      const again = (changed: string) => analyze(changed, environment);
      const repaired = again(fixAll(again(text), again));
      const left = repaired.findings.filter(
        ({ severity }) => severity === 'error' || severity === 'warning',
      );
      assert.deepEqual(
        left.map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
    });
  }
});

describe('rules on half-written text', () => {
  const texts = RULES.flatMap(({ bad, good }) => [...bad, ...good]);

  it('never throw, and their fixes stay inside the text', () => {
    const property = fc.property(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(30),
      (text, position, length) => {
        const start = position % text.length;
        const damaged = text.slice(0, start) + text.slice(start + length);
        for (const { fixes, range } of analyze(damaged, EXAMPLE_FILES).findings) {
          assert.ok(range.start >= 0 && range.end <= damaged.length && range.start <= range.end);
          for (const { edits } of fixes) {
            for (const { start: from, end } of edits) {
              assert.ok(from >= 0 && from <= end && end <= damaged.length);
            }
            analyze(applyEdits(damaged, edits), EXAMPLE_FILES);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
