import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyze, applyEdits, type Finding, RULES } from '#language';
import { EXAMPLE_FILES } from './example-files.ts';

function lint(text: string): readonly Finding[] {
  return analyze(text, EXAMPLE_FILES).findings;
}

function isSevere({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'warning';
}

function show(findings: readonly Finding[]): string {
  return findings.map(({ rule, message }) => `${rule}: ${message}`).join('\n');
}

/** The rules that judge; what parsing and resolution report is tested with them. */
const JUDGING = RULES.filter(({ category }) => category !== 'structure');

for (const rule of JUDGING) {
  describe(rule.id, () => {
    rule.bad.forEach((text, index) => {
      it(`finds fault with bad example ${index + 1}, and nothing else does`, () => {
        const findings = lint(text);
        const own = findings.filter((finding) => finding.rule === rule.id);
        assert.notEqual(own.length, 0, `not found\n${text}\n${show(findings)}`);
        const others = findings.filter((finding) => finding.rule !== rule.id && isSevere(finding));
        assert.equal(show(others), '');
      });

      it(`repairs bad example ${index + 1} with each of its fixes`, () => {
        const before = lint(text);
        for (const finding of before.filter((candidate) => candidate.rule === rule.id)) {
          assert.ok(finding.fixes.filter(({ preferred }) => preferred).length <= 1);
          for (const fix of finding.fixes) {
            const repaired = applyEdits(text, fix.edits);
            const after = lint(repaired);
            const count = (findings: readonly Finding[]) =>
              findings.filter((candidate) => candidate.rule === rule.id).length;
            assert.ok(
              count(after) < count(before),
              `"${fix.title}" leaves the finding\n${repaired}\n${show(after)}`,
            );
            const known = new Set(before.map(({ rule: id }) => id));
            const fresh = after.filter(
              (candidate) => isSevere(candidate) && !known.has(candidate.rule),
            );
            assert.equal(show(fresh), '', `"${fix.title}" gives\n${repaired}`);
          }
        }
      });
    });

    rule.good.forEach((text, index) => {
      it(`is silent about good example ${index + 1}, and so is every other rule`, () => {
        const findings = lint(text).filter(
          (finding) => finding.rule === rule.id || isSevere(finding),
        );
        assert.equal(show(findings), '', text);
      });
    });

    it('has a page, examples of both kinds and sentences', () => {
      const { what, why, source } = rule.documentation;
      assert.ok(rule.bad.length > 0 && rule.good.length > 0);
      for (const sentence of [rule.summary, what, why]) assert.match(sentence, /[.!?]$/);
      assert.notEqual(source, '');
      for (const finding of rule.bad.flatMap((text) => lint(text))) {
        if (finding.rule === rule.id) assert.match(finding.message, /\.$/);
      }
    });
  });
}

describe('the list of rules', () => {
  it('has every file of the folder, each under its own name', () => {
    const folder = new URL('../../../language/src/lint/rules', import.meta.url);
    const files = readdirSync(folder).filter((file) => file !== 'index.ts');
    const ids = RULES.map(({ id }) => `${id}.ts`).sort();
    assert.deepEqual(ids, files.sort());
  });
});
