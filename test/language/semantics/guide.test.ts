import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, formatText } from '#language';
import { CATALOGUE } from '../../../language/src/catalogue/index.ts';

/** The pages that teach the language. */
const PAGES = ['language.md', 'own-data.md'];

for (const page of PAGES) {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```nnspec\n([^`]*)```/g)].map(([, example = '']) => example);

  test(`${page} has examples`, () => assert.ok(examples.length >= 4));

  for (const [index, example] of examples.entries()) {
    test(`example ${index + 1} of ${page} is correct and in canonical form`, () => {
      const { structural } = analyze(example, EMPTY_ENVIRONMENT);
      assert.deepEqual(
        structural.map(({ message }) => message),
        [],
      );
      assert.equal(formatText(example), example);
    });
  }
}

test('what the table for users of Keras and PyTorch writes is understood', () => {
  const url = new URL('../../../docs/from-keras-and-pytorch.md', import.meta.url);
  const cells = readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Keras'))
    .map((line) => line.split(/(?<!\\)\|/).at(-2) ?? '');
  const words = cells.flatMap((cell) =>
    [...cell.matchAll(/`([a-z_0-9]+)/g)].map(([, word]) => word),
  );
  const known = new Set<string>(
    Object.values(CATALOGUE).flatMap((entries) => entries.map(({ name }) => name)),
  );
  const others = ['as', 'freeze', 'init', 'l2', 'max_norm'];
  assert.ok(words.length > 30);
  assert.deepEqual(
    words.filter((word = '') => !known.has(word) && !others.includes(word)),
    [],
  );
});
