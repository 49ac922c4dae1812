import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, formatText } from '#language';

const guide = readFileSync(new URL('../../../docs/language.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```nnspec\n([^`]*)```/g)].map(([, text = '']) => text);

test('the guide has examples', () => assert.ok(examples.length >= 6));

for (const [index, text] of examples.entries()) {
  test(`example ${index + 1} of the guide is correct and in canonical form`, () => {
    const { structural } = analyze(text, EMPTY_ENVIRONMENT);
    assert.deepEqual(
      structural.map(({ message }) => message),
      [],
    );
    assert.equal(formatText(text), text);
  });
}
