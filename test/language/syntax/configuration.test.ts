import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const FILE = new URL('../../../language-configuration.json', import.meta.url);
const configuration = JSON.parse(readFileSync(FILE, 'utf8'));

/** As VS Code makes it of a setting: a text has no flags. */
function expression(setting: string | { pattern: string; flags?: string }): RegExp {
  return typeof setting === 'string'
    ? new RegExp(setting)
    : new RegExp(setting.pattern, setting.flags);
}

const words: readonly [text: string, words: readonly string[]][] = [
  ['dense(64, he_normal)', ['dense', '64', 'he_normal']],
  ['learning_rate: 1e-3', ['learning_rate', '1e-3']],
  ['let größe = 70%', ['let', 'größe', '70%']],
];

for (const [text, expected] of words) {
  test(`the words of ${text}`, () => {
    const { source, flags } = expression(configuration.wordPattern);
    assert.deepEqual(text.match(new RegExp(source, `${flags}g`)), expected);
  });
}

/** Whether the line after this one goes in, and whether this one itself goes out. */
const lines: readonly [line: string, increases: boolean, decreases: boolean][] = [
  ['model Net {', true, false],
  ['  repeat 2 { dense(8) }', false, false],
  ['  dense(', true, false],
  ['  dense(8, relu)', false, false],
  ['  // a comment with {', false, false],
  ['}', false, true],
  ['  ) as hidden', false, true],
];

for (const [line, increases, decreases] of lines) {
  test(`indentation at ${JSON.stringify(line)}`, () => {
    const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
    assert.equal(expression(increaseIndentPattern).test(line), increases);
    assert.equal(expression(decreaseIndentPattern).test(line), decreases);
  });
}

const continued: readonly [line: string, goesOn: boolean][] = [
  ['/// A network', true],
  ['  /// of two lines', true],
  ['  ///', false],
  ['// no documentation', false],
  ['dense(8) /// not alone', false],
];

for (const [line, goesOn] of continued) {
  test(`Enter after ${JSON.stringify(line)} ${goesOn ? 'goes on' : 'ends'} the documentation`, () => {
    const [rule] = configuration.onEnterRules;
    assert.equal(expression(rule.beforeText).test(line), goesOn);
    assert.equal(rule.action.appendText, '/// ');
  });
}

test('regions fold', () => {
  const { start, end } = configuration.folding.markers;
  assert.ok(expression(start).test('  // #region data') && expression(end).test('// #endregion'));
  assert.ok(!expression(start).test('// region'));
});
