import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '#language';
import { difference, fixAll, suppression } from '../../../language/src/features/fixes.ts';
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

test('the difference of two texts, applied to the first, gives the second', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(short, short, (before, after) => {
      const edit = difference(before, after);
      assert.equal(edit ? applyEdits(before, [edit]) : before, after);
    }),
  );
});
