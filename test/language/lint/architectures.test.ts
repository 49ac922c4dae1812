import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Analysis, analyze, applyEdits, fixAll } from '#language';
import { specification } from './specification-files.ts';

/** Errors and warnings: what a person has to look at. */
function severe({ findings, text }: Analysis): string[] {
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, range }) => `${rule} at ${text.slice(range.start, range.end)}`);
}

function filesIn(folder: string): URL[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url).map((file) => new URL(file, url));
}

const nameOf = (file: URL) => file.pathname.split('/').at(-1) ?? '';

describe('architectures that practitioners use give no warning', () => {
  const files = filesIn('healthy');
  assert.ok(files.length >= 20);
  for (const file of files) {
    it(nameOf(file), async () => {
      assert.deepEqual(severe(analyze(...(await specification(file)))), []);
    });
  }
});

describe('each fault is told by its rule, in its place, and by no other', () => {
  const files = filesIn('faulty');
  assert.ok(files.length >= 20);
  for (const file of files) {
    it(nameOf(file), async () => {
      const [text, environment] = await specification(file);
      const expected = [...text.matchAll(/^\/\/ expect (.*)$/gm)].map(([, one]) => one);
      assert.ok(expected.length > 0);
      assert.deepEqual(severe(analyze(text, environment)), expected);
    });
  }
});

describe('fixes of faulty architectures', () => {
  for (const file of filesIn('faulty')) {
    it(`each repairs what it says and brings nothing new: ${nameOf(file)}`, async () => {
      const [text, environment] = await specification(file);
      const before = analyze(text, environment);
      const rules = new Set(before.findings.map(({ rule }) => rule));
      const count = (analysis: Analysis, rule: string) =>
        analysis.findings.filter((finding) => finding.rule === rule).length;
      const found = before.findings.map(({ rule, fixes }) => ({ rule, fixes }));
      for (const { rule, fixes } of found) {
        for (const { title, edits } of fixes) {
          const after = analyze(applyEdits(text, edits), environment);
          assert.ok(count(after, rule) < count(before, rule), `${rule}: ${title}`);
          const fresh = severe(after).filter((one) => !rules.has(one.split(' ')[0] ?? ''));
          assert.deepEqual(fresh, [], `${rule}: ${title}`);
        }
      }
    });

    it(`all together come to rest: ${nameOf(file)}`, async () => {
      const [text, environment] = await specification(file);
      const again = (changed: string) => analyze(changed, environment);
      const before = new Set(again(text).findings.map(({ rule }) => rule));
      const fixed = fixAll(again(text), again);
      assert.equal(fixAll(again(fixed), again), fixed);
      const left = again(fixed).findings;
      assert.ok(left.every(({ fixes }) => !fixes.some(({ preferred }) => preferred)));
      const fresh = severe(again(fixed)).filter((one) => !before.has(one.split(' ')[0] ?? ''));
      assert.deepEqual(fresh, []);
    });
  }
});
