import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyze, EMPTY_ENVIRONMENT, plainLayers } from '#language';
import { derivations } from '../../../language/src/features/derivations.ts';
import { randomSpecification } from '../random-models.ts';

/** What the arithmetic before the last `=` of a line comes to. */
function compute(line: string): number {
  const [, arithmetic = ''] = /^(?:\w+: )?(.*) = [\d,]+$/.exec(line) ?? [];
  const source = arithmetic
    .replaceAll('·', '*')
    .replaceAll('−', '-')
    .replaceAll(' slopes', '')
    .replaceAll('⌈', 'Math.ceil(')
    .replaceAll('⌊', 'Math.floor(')
    .replaceAll(/[⌉⌋]/g, ')');
  assert.match(source, /^(Math\.(ceil|floor)|[\d\s()*+/.-])+$/, line);
  return Number(Function(`return ${source}`)());
}

function derivationsOf(text: string): string[] {
  const { models } = analyze(text, EMPTY_ENVIRONMENT).resolved;
  return models.flatMap(({ layers }) => plainLayers(layers).flatMap((layer) => derivations(layer)));
}

const table: readonly [input: string, layer: string, expected: readonly string[]][] = [
  ['4', 'dense(8)', ['parameters: 4 · 8 + 8 = 40']],
  ['4', 'dense(8, prelu, bias: false)', ['parameters: 4 · 8 + 8 slopes = 40']],
  [
    '9, 8, 3',
    'conv2d(16, (3, 5), stride: 2)',
    [
      'height: ⌊(9 − 3) / 2⌋ + 1 = 4',
      'width: ⌊(8 − 5) / 2⌋ + 1 = 2',
      'parameters: 3 · 5 · 3 · 16 + 16 = 736',
    ],
  ],
  ['9, 3', 'conv1d(4, 3, padding: same)', ['steps: ⌈9 / 1⌉ = 9', 'parameters: 3 · 3 · 4 + 4 = 40']],
  ['9, 8, 3', 'max_pool2d(2)', ['height: ⌊(9 − 2) / 2⌋ + 1 = 4', 'width: ⌊(8 − 2) / 2⌋ + 1 = 4']],
  ['9, 8, 3', 'flatten', ['9 · 8 · 3 = 216']],
  ['9, 3', 'gru(5, bidirectional: true)', ['parameters: 2 · 3 · (3 · 5 + 5 · 5 + 5) = 270']],
  ['9', 'embedding(100, 8)', ['parameters: 100 · 8 = 800']],
  ['4', 'dropout(0.5)', []],
];

for (const [input, layer, expected] of table) {
  test(`how ${layer} on (${input}) comes by its numbers`, () => {
    const text = `model N {\n  input(${input})\n  ${layer}\n}\n`;
    assert.deepEqual(derivationsOf(text), expected);
    for (const line of expected) {
      assert.equal(compute(line), Number(line.split(' = ').at(-1)?.replaceAll(',', '')), line);
    }
  });
}

test('the arithmetic of any model comes to what is said', () => {
  fc.assert(
    fc.property(randomSpecification, (text) => {
      for (const line of derivationsOf(text)) {
        assert.equal(compute(line), Number(line.split(' = ').at(-1)?.replaceAll(',', '')), line);
      }
    }),
    { numRuns: 200 },
  );
});
