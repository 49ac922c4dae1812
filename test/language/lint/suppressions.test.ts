import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT } from '#language';

const net = (comment: string, layer = 'dense(8, relu)') =>
  `model Net {\n  input(4)\n  ${comment}\n  ${layer}\n  dense(3, softmax, init: glorot_uniform)\n}\n`;

function found(text: string): string[] {
  return analyze(text, EMPTY_ENVIRONMENT)
    .findings.filter(({ rule }) => rule === 'relu-without-he' || rule === 'unused-suppression')
    .map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
}

/** A comment, what is found with it, and what the first fix makes of the comment. */
const table: readonly [comment: string, expected: RegExp | undefined, fixed?: string][] = [
  ['// nnspec-disable-next-line relu-without-he', undefined],
  [
    '// nnspec-disable-next-line relu-without-he, dropout-rate',
    /^hint .* no finding of 'dropout-rate'/,
    '// nnspec-disable-next-line relu-without-he, ',
  ],
  [
    '// nnspec-disable-next-line dropout-rate, relu-without-he',
    /^hint .* no finding of 'dropout-rate'/,
    '// nnspec-disable-next-line relu-without-he',
  ],
  [
    '// nnspec-disable-next-line relu-without-hee',
    /^warning .* Did you mean 'relu-without-he'/,
    '// nnspec-disable-next-line relu-without-he',
  ],
  ['// nnspec-disable-next-line', /^warning .* suppresses nothing/],
  [
    '// nnspec-disable-line relu-without-he',
    /^warning .* 'nnspec-disable-line' means nothing/,
    '// nnspec-disable-next-line relu-without-he',
  ],
  ['// of nnspec-disable-next-line dropout-rate', undefined],
];

for (const [comment, expected, fixed] of table) {
  test(`the comment ${comment}`, () => {
    const text = net(comment);
    const [finding] = analyze(text, EMPTY_ENVIRONMENT).findings.filter(
      ({ rule }) => rule === 'unused-suppression',
    );
    if (!expected) assert.equal(finding, undefined);
    else
      assert.match(found(text).find((one) => one.includes('unused-suppression')) ?? '', expected);
    if (fixed === undefined) return;
    const repaired = applyEdits(text, finding?.fixes[0]?.edits ?? []);
    assert.equal(repaired, net(fixed));
  });
}

test('a comment that is left behind goes with its line', () => {
  const text = net(
    '// nnspec-disable-next-line relu-without-he',
    'dense(8, relu, init: he_normal)',
  );
  const [finding] = analyze(text, EMPTY_ENVIRONMENT).findings.filter(
    ({ rule }) => rule === 'unused-suppression',
  );
  assert.deepEqual(finding?.tags, ['unnecessary']);
  const repaired = applyEdits(text, finding?.fixes[0]?.edits ?? []);
  assert.doesNotMatch(repaired, /nnspec-|\n\n/);
});

test('nothing is called unused while a data file is being read', () => {
  const data =
    'data D {\n  // nnspec-disable-next-line class-imbalance\n  source "a.csv"\n  target label\n}\n';
  assert.deepEqual(found(data), []);
});
