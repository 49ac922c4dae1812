import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diffLines } from '../../../webview/src/page/diff.ts';

/** As the panel shows it: a sign and the line; `⋯` for a gap. */
const shown = (before: string, after: string) =>
  diffLines(before, after).map((line) =>
    line === null ? '⋯' : `${{ same: ' ', removed: '-', added: '+' }[line.kind]}${line.text}`,
  );

test('a changed line stands between its neighbours', () => {
  assert.deepEqual(shown('a\nb\nc\nd\ne', 'a\nb\nX\nd\ne'), [' b', '-c', '+X', ' d']);
});

test('changes that are far apart have a gap between them', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n');
  const after = ['A', 'b', 'c', 'd', 'e', 'f', 'G'].join('\n');
  assert.deepEqual(shown(before, after), ['-a', '+A', ' b', '⋯', ' f', '-g', '+G']);
});

test('an added line removes none', () => {
  assert.deepEqual(shown('a\nb', 'a\nX\nb'), [' a', '+X', ' b']);
});

test('equal texts have no difference', () => {
  assert.deepEqual(shown('a\nb', 'a\nb'), []);
});

test('what is removed and added makes one text of the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines(before.join('\n'), after.join('\n')).filter((line) => line !== null);
      const count = (kind: string) => diff.filter((line) => line.kind === kind).length;
      assert.equal(before.length - count('removed'), after.length - count('added'));
      const removed = diff.filter(({ kind }) => kind === 'removed').map(({ text }) => text);
      const added = diff.filter(({ kind }) => kind === 'added').map(({ text }) => text);
      const counts = (texts: readonly string[], text: string) =>
        texts.filter((one) => one === text).length;
      for (const text of ['a', 'b', 'c', '']) {
        const kept = counts(before, text) - counts(removed, text);
        assert.equal(kept + counts(added, text), counts(after, text));
      }
    }),
  );
});
