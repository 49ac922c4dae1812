import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, type Item, parse, type SyntaxProblem } from '#language';
import { WHOLE_LANGUAGE } from '../specifications.ts';

function only<K extends Item['kind']>(text: string, kind: K): Extract<Item, { kind: K }> {
  const [item] = parse(text).items;
  assert.equal(item?.kind, kind);
  return item as Extract<Item, { kind: K }>;
}

test('reads every construct without a problem', () => {
  const tree = parse(WHOLE_LANGUAGE);
  assert.deepEqual(tree.problems, []);
  const kinds = tree.items.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['let', 'data', 'data', 'model', 'train', 'model', 'train']);
});

test('documentation is what stands in the lines right above', () => {
  const model = parse(WHOLE_LANGUAGE).items[3];
  assert.equal(model?.documentation, 'A small network.\nWith two lines of documentation.');
});

test('a layer has its type, its arguments and its name', () => {
  const model = only('model Net {\n  dense(64, relu, init: he_normal) as hidden\n}', 'model');
  const layer = model.body?.statements[0];
  assert.ok(layer?.kind === 'layer');
  assert.equal(layer.type.name, 'dense');
  assert.deepEqual(
    layer.arguments?.items.map(({ name }) => name?.name),
    [undefined, undefined, 'init'],
  );
  assert.equal(layer.name?.name, 'hidden');
});

test('products bind closer than sums, and both go from left to right', () => {
  const { value } = only('let n = 20 - 2 * 3 - 4', 'let');
  assert.ok(value?.kind === 'binary' && value.operator === '-');
  assert.ok(value.left.kind === 'binary' && value.left.operator === '-');
  assert.ok(value.left.right.kind === 'binary' && value.left.right.operator === '*');
});

test('a percentage is a share', () => {
  const { value } = only('let share = 70%', 'let');
  assert.ok(value?.kind === 'number' && value.percent);
  assert.equal(value.value, 0.7);
});

test('the parts of a split carry labels', () => {
  const data = only('data D { split train 70%, validation 30%  seed 7 }', 'data');
  const [split, seed] = data.body?.statements ?? [];
  assert.deepEqual(
    split?.values.map(({ name }) => name?.name),
    ['train', 'validation'],
  );
  assert.equal(seed?.name.name, 'seed');
});

test('a list may go on in the next line after a comma', () => {
  const data = only('data D {\n  split train 70%,\n    validation 30%\n  seed 7\n}', 'data');
  assert.equal(data.body?.statements[0]?.values.length, 2);
  assert.equal(data.body?.statements.length, 2);
});

test('names may be written in any language', () => {
  assert.equal(only('let größe_1 = 8', 'let').name?.name, 'größe_1');
});

/** Each text with the message it gives, and what its first fix makes of it. */
const PROBLEMS: readonly (readonly [text: string, message: RegExp, fixed?: string])[] = [
  [
    'model Net {\n  dense(8, relu\n}',
    /Expected '\)', found the end of the line/,
    'model Net {\n  dense(8, relu)\n}',
  ],
  [
    'model Net {\n  dense(8 relu)\n}',
    /Expected ',' or '\)', found 'relu'/,
    'model Net {\n  dense(8, relu)\n}',
  ],
  [
    'model Net {\n  dense(8, init = zeros)\n}',
    /written with ':'/,
    'model Net {\n  dense(8, init: zeros)\n}',
  ],
  ['model Net {\n  dense 8\n}', /stand in parentheses: dense\(8\)/, 'model Net {\n  dense(8)\n}'],
  ['model Net {\n  dense(8);\n}', /No ';' is needed/, 'model Net {\n  dense(8)\n}'],
  ['modle Net {\n  dense(8)\n}', /Did you mean 'model'/, 'model Net {\n  dense(8)\n}'],
  [
    'model Net {\n  repat 2 { dense(8) }\n}',
    /Did you mean 'repeat'/,
    'model Net {\n  repeat 2 { dense(8) }\n}',
  ],
  [
    'train Net on D {\n  seed = 1\n}',
    /right after the setting's name/,
    'train Net on D {\n  seed 1\n}',
  ],
  ['model Net {\n  dense(8)\n', /The block is not closed/, 'model Net {\n  dense(8)\n}\n'],
  ['model Net\n  dense(8)\n}', /Expected '\{'/, 'model Net {\n  dense(8)\n}'],
  ['let n 4', /Expected '='/, 'let n = 4'],
  ['data D {\n  source "a.csv\n}', /not closed/, 'data D {\n  source "a.csv"\n}'],
  ['}', /closes no block/, ''],
  ['let n = ', /Expected a value, found the end of the file/],
  ['train Net {\n}', /Expected 'on' and a data set/],
  ['hello', /Expected 'let', 'data', 'model' or 'train'/],
];

for (const [text, message, fixed] of PROBLEMS) {
  test(`says what is wrong with ${JSON.stringify(text)}`, () => {
    const [problem] = parse(text).problems;
    assert.match(problem?.message ?? '', message);
    if (fixed !== undefined) assert.equal(repaired(text, problem), fixed);
  });
}

function repaired(text: string, problem: SyntaxProblem | undefined): string {
  assert.ok(problem?.fix, 'has a fix');
  return applyEdits(text, [{ ...problem.fix.range, text: problem.fix.text }]);
}

test('one slip costs one statement', () => {
  const text = 'model Net {\n  input(4)\n  dense(8,, relu)\n  dropout(0.3)\n}\nlet n = 4';
  const tree = parse(text);
  assert.equal(tree.problems.length, 1);
  const model = tree.items[0];
  assert.ok(model?.kind === 'model');
  assert.deepEqual(
    model.body?.statements.map(({ broken }) => broken),
    [false, true, false],
  );
  assert.equal(tree.items[1]?.kind, 'let');
});

test('an unclosed block ends where the next declaration begins', () => {
  const tree = parse('model A {\n  input(4)\nmodel B {\n  input(4)\n}');
  assert.deepEqual(
    tree.items.map((item) => item.kind === 'model' && item.name?.name),
    ['A', 'B'],
  );
  assert.equal(tree.problems.length, 1);
});
