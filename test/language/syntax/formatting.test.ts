import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatText, parse } from '#language';
import { randomSpecification } from '../random-models.ts';
import { WHOLE_LANGUAGE } from '../specifications.ts';

const CASES: readonly (readonly [what: string, text: string, formatted: string])[] = [
  ['indents by two', 'model N {\ndense( 8 ,relu )\n}', 'model N {\n  dense(8, relu)\n}\n'],
  [
    'orders arguments',
    'model N {\n  dense(8, l2: 1e-4, init: he_normal, activation: relu)\n}\n',
    'model N {\n  dense(8, activation: relu, init: he_normal, l2: 1e-4)\n}\n',
  ],
  [
    'puts one statement on a line',
    'train N on D {\n  epochs 3  seed 1\n}\n',
    'train N on D {\n  epochs 3\n  seed 1\n}\n',
  ],
  [
    'keeps a block on one line that was written so',
    'model N {\n  repeat  2{dense(8)  dropout(0.2)}\n}\n',
    'model N {\n  repeat 2 { dense(8)  dropout(0.2) }\n}\n',
  ],
  [
    'aligns the comments of a block',
    'data D {\n  seed 7 // a\n  scale standardize    // b\n}\n',
    'data D {\n  seed 7             // a\n  scale standardize  // b\n}\n',
  ],
  [
    'keeps single blank lines, none at the edges of a block',
    'model N {\n\n\n  input(4)\n\n\n  dense(8)\n\n}\n',
    'model N {\n  input(4)\n\n  dense(8)\n}\n',
  ],
  [
    'sets declarations apart',
    'let a = 1\nlet b = 2\ndata D { seed 1 }\n',
    'let a = 1\nlet b = 2\n\ndata D { seed 1 }\n',
  ],
  ['drops empty parentheses', 'model N {\n  flatten()\n}\n', 'model N {\n  flatten\n}\n'],
  [
    'leaves a declaration with an error as it is',
    'model N {\n    dense(8,, relu)\n}\nlet   n=4\n',
    'model N {\n    dense(8,, relu)\n}\n\nlet n = 4\n',
  ],
  [
    'leaves a statement with a comment inside as it is',
    'model N {\n  dense(8, // units\n    relu)\n}\n',
    'model N {\n  dense(8, // units\n    relu)\n}\n',
  ],
  [
    'keeps comments on lines of their own with what follows them',
    '// top\nmodel N { // head\n// inside\ninput(4)\n// last\n}\n// end',
    '// top\nmodel N {  // head\n  // inside\n  input(4)\n  // last\n}\n// end\n',
  ],
  [
    'writes settings with arguments as calls',
    'train N on D { early_stopping (patience :3) }',
    'train N on D { early_stopping(patience: 3) }\n',
  ],
  ['sets a tuple apart', 'data D { shape(8,8,1) }', 'data D { shape (8, 8, 1) }\n'],
  ['keeps the kind of line breaks', 'let a=1\r\nlet b=2\r\n', 'let a = 1\r\nlet b = 2\r\n'],
  ['keeps an empty text empty', '', ''],
];

for (const [what, text, formatted] of CASES) {
  test(what, () => assert.equal(formatText(text), formatted));
}

function commentsOf(text: string): string[] {
  return parse(text).tokens.flatMap(({ comments }) =>
    comments.map((comment) => comment.text.trimEnd()),
  );
}

/** Words that matter, in any order, since arguments may move: all but commas and parentheses that can be left out. */
function wordsOf(text: string): string[] {
  return parse(text)
    .tokens.map((token) => token.text)
    .filter((word) => !['(', ')', ',', ''].includes(word))
    .sort();
}

function assertFormatted(text: string): void {
  const formatted = formatText(text);
  assert.equal(formatText(formatted), formatted, 'twice is the same as once');
  assert.deepEqual(commentsOf(formatted), commentsOf(text), 'comments are kept');
  assert.deepEqual(wordsOf(formatted), wordsOf(text), 'words are kept');
}

test('formatting is idempotent and loses nothing', () => {
  assertFormatted(WHOLE_LANGUAGE);
  fc.assert(fc.property(randomSpecification, assertFormatted), { numRuns: 200 });
});

test('comments at any place are kept', () => {
  const { tokens } = parse(WHOLE_LANGUAGE);
  for (const { start } of tokens) {
    for (const comment of ['// note\n', '\n// note\n', '/// doc\n']) {
      assertFormatted(WHOLE_LANGUAGE.slice(0, start) + comment + WHOLE_LANGUAGE.slice(start));
    }
  }
});

test('formatting a text with any one character deleted loses nothing', () => {
  for (let position = 0; position < WHOLE_LANGUAGE.length; position++) {
    assertFormatted(WHOLE_LANGUAGE.slice(0, position) + WHOLE_LANGUAGE.slice(position + 1));
  }
});

test('formatting any text never throws and loses nothing', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    ',',
    '\n',
    ' ',
    'model N',
    'dense(8)',
    '// c\n',
    'repeat 2',
    '"',
    'as x',
    'let n = 1',
    'train N on D',
  );
  const texts = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' '));
  fc.assert(fc.property(texts, assertFormatted), { numRuns: 1000 });
});
