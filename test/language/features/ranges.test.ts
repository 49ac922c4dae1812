import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldingRanges } from '../../../language/src/features/folding-ranges.ts';
import { selectionRangesAt } from '../../../language/src/features/selection-ranges.ts';
import { indexLines } from '../../../language/src/syntax/lines.ts';
import { parse } from '../../../language/src/syntax/sections.ts';
import { marked } from './marked.ts';

const foldings: readonly [source: string, expected: readonly string[]][] = [
  ['model A { dense(1) }', []],
  ['model A {\n  dense(1)\n}', ['0-1 block']],
  ['model A {\n  residual {\n    dense(1)\n  }\n}', ['0-3 block', '1-2 block']],
  ['model A {\n  dense(\n    1,\n    relu\n  )\n}', ['0-4 block', '1-3 block']],
  ['// one\n// two\n\n// three\nlet a = 1', ['0-1 comment']],
  ['let a = 1 // one\n// two\n// three', ['1-2 comment']],
  ['model A {\n  dense(1)\n', []],
  [
    '// #region data\nlet a = 1\n// #region inner\nlet b = 2\n// #endregion\n// #endregion\n',
    ['4-5 comment', '2-4 region', '0-5 region'],
  ],
];

for (const [source, expected] of foldings) {
  test(`folding of ${JSON.stringify(source)}`, () => {
    const ranges = foldingRanges(parse(source), indexLines(source));
    const found = ranges.map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`);
    assert.deepEqual(found, expected);
  });
}

const selections: readonly [source: string, expected: readonly string[]][] = [
  ['let a = 2 * wi|dth', ['width', '2 * width', 'let a = 2 * width']],
  [
    'model A { dense(6|4, relu) }',
    [
      '64',
      '64, relu',
      '(64, relu)',
      'dense(64, relu)',
      '{ dense(64, relu) }',
      'model A { dense(64, relu) }',
    ],
  ],
  ['  |  ', ['    ']],
  ['let a = 1 // no|te\n', ['// note', 'let a = 1 // note\n']],
  [
    'train N on D {\n  epochs| 3\n  seed 1\n}',
    [
      'epochs',
      'epochs 3',
      'epochs 3\n  seed 1',
      '{\n  epochs 3\n  seed 1\n}',
      'train N on D {\n  epochs 3\n  seed 1\n}',
    ],
  ],
];

for (const [source, expected] of selections) {
  test(`selection in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const ranges = selectionRangesAt(parse(text), offset);
    const found = ranges.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(found, expected);
  });
}
