import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, type Finding, type TextEdit } from '#language';
import { difference, fixAll, suppression } from '../../../language/src/features/fixes.ts';
import { lineDifferences } from '../../../language/src/features/line-differences.ts';
import { analyzed } from './analyzed.ts';

const faulty = `model Net {
  input(4)
  dense(8, relu)
  dense(8, relu)
  dense(3, softmax)
}
`;

test('fix-all applies preferred fixes until none is left', () => {
  const fixed = fixAll(analyzed(faulty), analyzed);
  const left = analyzed(fixed)
    .findings.flatMap(({ fixes }) => fixes)
    .filter((fix) => fix.preferred);
  assert.notEqual(fixed, faulty);
  assert.deepEqual(left, []);
});

test('fixing one rule leaves the others', () => {
  const fixed = fixAll(analyzed(faulty), analyzed, ({ rule }) => rule === 'relu-without-he');
  const rules = analyzed(fixed).findings.map(({ rule }) => rule);
  assert.ok(analyzed(faulty).findings.some(({ rule }) => rule === 'relu-without-he'));
  assert.ok(!rules.includes('relu-without-he'));
});

test('a silenced finding is gone, the same fault in the next line is not', () => {
  const analysis = analyzed(faulty);
  const [first, second] = analysis.findings.filter(({ rule }) => rule === 'relu-without-he');
  assert.ok(first && second);
  const silenced = analyzed(applyEdits(faulty, [suppression(analysis, first)]));
  assert.equal(silenced.findings.filter(({ rule }) => rule === 'relu-without-he').length, 1);
  assert.match(silenced.text, /\n {2}\/\/ nnspec-disable-next-line relu-without-he\n {2}dense/);
});

test('a second rule is silenced in the comment of the first', () => {
  const text =
    'model Net {\n  input(4)\n  // nnspec-disable-next-line relu-without-he\n  dense(1000, relu)\n  dense(3, softmax)\n}\n';
  const analysis = analyzed(text);
  const [finding] = analysis.findings.filter(({ rule }) => rule === 'neurons-per-layer');
  assert.ok(finding);
  const silenced = analyzed(applyEdits(text, [suppression(analysis, finding)]));
  assert.match(silenced.text, /next-line relu-without-he, neurons-per-layer\n {2}dense/);
  assert.deepEqual(
    silenced.findings.filter(({ rule }) => /relu-without-he|neurons|suppression/.test(rule)),
    [],
  );
});

test('the difference of two texts, applied to the first, gives the second', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(short, short, (before, after) => {
      const edit = difference(before, after);
      assert.equal(edit ? applyEdits(before, [edit]) : before, after);
    }),
  );
});

const indentation: readonly [before: string, after: string, edits: number][] = [
  ['a\nb\n', 'a\nb\n', 0],
  ['a\nb\nc\n', 'a\n  b\nc\n', 1],
  ['  a\nb\n c\n', 'a\nb\nc\n', 2],
  ['a\n\n\nb\n c', 'a\n\nb\nc\n', 2],
  ['a { b }\nc\n', 'a {\n  b\n}\nc\n', 1],
];

for (const [before, after, count] of indentation) {
  test(`line differences of ${JSON.stringify(before)} and ${JSON.stringify(after)}`, () => {
    const edits = lineDifferences(before, after);
    assert.equal(applyEdits(before, edits), after);
    assert.equal(edits.length, count);
  });
}

test('line differences of any two texts, applied to the first, give the second', () => {
  const lines = fc.array(fc.constantFrom('a', ' a', 'b', '', ' ', '\r'), { maxLength: 8 });
  const texts = lines.map((list) => list.join('\n'));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      assert.equal(applyEdits(before, lineDifferences(before, after)), after);
    }),
  );
});

test('fix-all leaves out a fix that brings something new', () => {
  const text = 'model Net {\n  input(4)\n  dense(8, relu)\n  dense(8, tanh)\n}\n';
  const at = (word: string) => text.indexOf(word);
  const finding = (rule: string, edit: TextEdit): Finding => ({
    rule,
    severity: 'warning',
    message: rule,
    range: edit,
    tags: [],
    related: [],
    fixes: [{ title: rule, edits: [edit], preferred: true }],
  });
  const good = finding('good', { start: at('relu'), end: at('relu') + 4, text: 'selu' });
  const bad = finding('bad', { start: at('tanh'), end: at('tanh') + 4, text: 'than' });
  const findings = (source: string) => [
    ...(source.includes('relu') ? [good] : []),
    ...(source.includes('tanh') ? [bad] : []),
    ...(source.includes('than') ? [{ ...bad, rule: 'new', fixes: [] }] : []),
  ];
  const analyze = (source: string) => ({ ...analyzed(source), findings: findings(source) });
  assert.equal(fixAll(analyze(text), analyze), text.replace('relu', 'selu'));
});
