import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenizeLine } from './textmate.ts';

const CASES: readonly (readonly [line: string, pieces: readonly string[]])[] = [
  ['/// A doc comment', ['/// A doc comment comment.line.documentation']],
  ['// a comment', ['// a comment comment.line.double-slash']],
  [
    'let width = 64',
    [
      'let keyword.declaration',
      'width variable.other.constant',
      '= keyword.operator.assignment',
      '64 constant.numeric',
    ],
  ],
  [
    'model Letters from DigitNet {',
    [
      'model keyword.declaration',
      'Letters entity.name.type',
      'from keyword.other',
      'DigitNet entity.name.type',
      '{ punctuation.section',
    ],
  ],
  [
    'train DigitNet on Digits {',
    [
      'train keyword.declaration',
      'DigitNet entity.name.type',
      'on keyword.other',
      'Digits entity.name.type',
      '{ punctuation.section',
    ],
  ],
  [
    '  dense(width, relu, init: he_normal) as hidden  // first',
    [
      'dense support.function',
      '( punctuation.section',
      'width support.constant',
      ', punctuation.separator',
      'relu support.constant',
      ', punctuation.separator',
      'init variable.parameter',
      ': punctuation.separator',
      'he_normal support.constant',
      ') punctuation.section',
      'as keyword.other',
      'hidden entity.name.label',
      '// first comment.line.double-slash',
    ],
  ],
  [
    '  split train 70%, validation 30%',
    [
      'split support.type.property-name',
      'train support.type.property-name',
      '70% constant.numeric',
      ', punctuation.separator',
      'validation support.type.property-name',
      '30% constant.numeric',
    ],
  ],
  [
    '  repeat 2 { dense(32, relu) }',
    [
      'repeat keyword.control',
      '2 constant.numeric',
      '{ punctuation.section',
      'dense support.function',
      '( punctuation.section',
      '32 constant.numeric',
      ', punctuation.separator',
      'relu support.constant',
      ') punctuation.section',
      '} punctuation.section',
    ],
  ],
  [
    '  source "data/digits.csv"',
    ['source support.type.property-name', '"data/digits.csv" string.quoted.double'],
  ],
  [
    '  phase head { epochs 10  optimizer adam(learning_rate: 1e-3) }',
    [
      'phase keyword.control',
      'head entity.name.label',
      '{ punctuation.section',
      'epochs support.type.property-name',
      '10 constant.numeric',
      'optimizer support.type.property-name',
      'adam support.function',
      '( punctuation.section',
      'learning_rate variable.parameter',
      ': punctuation.separator',
      '1e-3 constant.numeric',
      ') punctuation.section',
      '} punctuation.section',
    ],
  ],
  ['  batch_norm', ['batch_norm support.constant']],
  [
    '  freeze until hidden',
    ['freeze keyword.control', 'until keyword.other', 'hidden support.constant'],
  ],
];

for (const [line, pieces] of CASES) {
  test(`colours of: ${line.trim()}`, () => assert.deepEqual(tokenizeLine(line), pieces));
}
