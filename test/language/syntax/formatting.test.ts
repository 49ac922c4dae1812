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
  [
    'puts the arguments of a layer that is too long on lines of their own',
    'model N {\n  dense(number_of_hidden_units, relu, init: he_normal, l2: 1e-4, bias_init: constant(0.1), max_norm: 3) as hidden // c\n}\n',
    'model N {\n  dense(\n    number_of_hidden_units,\n    relu,\n    init: he_normal,\n    bias_init: constant(0.1),\n    l2: 1e-4,\n    max_norm: 3\n  ) as hidden  // c\n}\n',
  ],
  [
    'puts arguments that fit on one line there',
    'model N {\n  dense(\n    8,\n    relu,\n  )\n}\n',
    'model N {\n  dense(8, relu)\n}\n',
  ],
  [
    'fills lines with columns',
    `data D {\n  features exclude(${columns(30)})\n}\n`,
    `data D {\n  features exclude(\n    ${columns(12)},\n    ${columns(12, 12)},\n    ${columns(6, 24)}\n  )\n}\n`,
  ],
  [
    'breaks the arguments of an optimizer that is too long',
    'train N on D {\n  optimizer adamw(learning_rate: rate_of_the_whole_training / 10, weight_decay: decay_of_weights, beta1: 0.95)\n}\n',
    'train N on D {\n  optimizer adamw(\n    learning_rate: rate_of_the_whole_training / 10,\n    beta1: 0.95,\n    weight_decay: decay_of_weights\n  )\n}\n',
  ],
];

/** Names of six letters, which with their commas take eight each. */
function columns(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `name${10 + from + index}`).join(', ');
}

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

test('lines too long are broken once and for all, in any depth and with comments', () => {
  const argument = fc.constantFrom(
    'activation: leaky_relu(slope: 0.1)',
    'init: random_normal(std: standard_deviation_of_weights)',
    'bias_init: constant(0.001)',
    'l1: penalty_of_absolute_weights',
    'l2: penalty_of_squared_weights * 2',
    'max_norm: bound_of_the_norm',
  );
  const layer = fc
    .uniqueArray(argument, { minLength: 1 })
    .map((list) => `dense(8, ${list.join(',')})`);
  const commented = fc.tuple(
    layer,
    fc.constantFrom('', ' as hidden_layer', ' // note', '// note\n'),
  );
  const block = fc.tuple(fc.array(commented, { minLength: 1, maxLength: 4 }), fc.nat(3));
  fc.assert(
    fc.property(block, ([layers, depth]) => {
      const body = layers.map((parts) => parts.join('')).join('\n');
      const text = `model N {\n${'repeat 2 {\n'.repeat(depth)}${body}\n${'}\n'.repeat(depth)}}\n`;
      assertFormatted(text);
      for (const line of formatText(text).split('\n')) {
        assert.ok(line.replace(/ *\/\/.*/, '').length <= 100, line);
      }
    }),
    { numRuns: 300 },
  );
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

test('what would be a declaration on a line of its own stays on its line', () => {
  for (const block of ['train N on D', 'data D', 'model N']) {
    for (const inner of ['model N', 'data D', 'train N on D', 'let n = 1']) {
      for (const end of [' ', '\n']) assertFormatted(`${block} { ${inner}${end}}`);
    }
  }
  const text = 'train N on D { model N \n }\n';
  assert.equal(formatText(text), text);
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
