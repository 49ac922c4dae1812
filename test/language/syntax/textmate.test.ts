import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WHOLE_LANGUAGE } from '../specifications.ts';
import { tokenize, tokenizeLine } from './textmate.ts';

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
    '  flatten  dense(größe)',
    [
      'flatten support.constant',
      'dense support.function',
      '( punctuation.section',
      'größe support.constant',
      ') punctuation.section',
    ],
  ],
  [
    'train "a.nnspec#Net" on "b.nnspec#Data" {',
    [
      'train keyword.declaration',
      '"a.nnspec#Net" string.quoted.double',
      'on keyword.other',
      '"b.nnspec#Data" string.quoted.double',
      '{ punctuation.section',
    ],
  ],
  [
    '  // nnspec-disable-next-line dropout-rate',
    [
      '//  comment.line.double-slash',
      'nnspec-disable-next-line keyword.other.directive',
      ' dropout-rate comment.line.double-slash',
    ],
  ],
  [
    '  source "http://x.csv"',
    ['source support.type.property-name', '"http://x.csv" string.quoted.double'],
  ],
  [
    'let größe = -8 * 2',
    [
      'let keyword.declaration',
      'größe variable.other.constant',
      '= keyword.operator.assignment',
      '- keyword.operator.arithmetic',
      '8 constant.numeric',
      '* keyword.operator.arithmetic',
      '2 constant.numeric',
    ],
  ],
  [
    '  freeze until hidden',
    ['freeze keyword.control', 'until keyword.other', 'hidden support.constant'],
  ],
];

for (const [line, pieces] of CASES) {
  test(`colours of: ${line.trim()}`, () => assert.deepEqual(tokenizeLine(line), pieces));
}

/** Text and the scopes of its pieces, one under the other. */
function snapshotOf(text: string): string {
  const scopes = tokenize(text);
  return text
    .split('\n')
    .flatMap((line, index) => [line, ...(scopes[index] ?? []).map((piece) => `    | ${piece}`)])
    .join('\n');
}

/** `node --test --test-update-snapshots test/language/syntax/textmate.test.ts` writes it anew. */
test('colours of the whole language', (context) => {
  const file = fileURLToPath(new URL('textmate-whole-language.txt', import.meta.url));
  context.assert.fileSnapshot(snapshotOf(WHOLE_LANGUAGE), file, { serializers: [String] });
});

test('no piece of the whole language is without a colour', () => {
  for (const [index, line] of WHOLE_LANGUAGE.split('\n').entries()) {
    const coloured = (tokenize(WHOLE_LANGUAGE)[index] ?? []).map((piece) =>
      piece.replace(/ \S+$/, ''),
    );
    const missing =
      line.replaceAll(/\s/g, '').length - coloured.join('').replaceAll(/\s/g, '').length;
    assert.equal(missing, 0, line);
  }
});
