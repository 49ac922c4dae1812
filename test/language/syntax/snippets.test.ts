import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, formatText, parse } from '#language';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const FILE = new URL('../../../syntaxes/snippets.json', import.meta.url);
const snippets: Readonly<Record<string, Snippet>> = JSON.parse(readFileSync(FILE, 'utf8'));

/** The text that Tab, pressed to the end, leaves. */
function expanded({ body }: Snippet): string {
  return body
    .join('\n')
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replaceAll(/\$\d/g, '');
}

/** What other declarations a snippet speaks of. */
const OTHERS = `model Base {
  input(10)
  dense(8, relu, init: he_normal) as layer
  dense(4, softmax)
}
model Model from Base {
  replace last 1 { dense(3, softmax) }
}
data Data {
  source blobs(classes: 3, features: 10)
}
`;

const TOP_LEVEL = /^(let|data|model|train)\b/;

/** The snippet in a whole text: layers in a model that gives them what they need. */
function whole(snippet: Snippet): string {
  const text = expanded(snippet);
  if (TOP_LEVEL.test(snippet.body[0] ?? '')) return OTHERS + text;
  const input = snippet.prefix.startsWith('conv') ? '8, 8, 1' : '64';
  return `${OTHERS}model M {\n  input(${input})\n${text}\n}\n`;
}

for (const [name, snippet] of Object.entries(snippets)) {
  test(`the snippet "${name}" is as it should be written`, () => {
    const text = whole(snippet);
    assert.deepEqual(parse(text).problems, []);
    const errors = analyze(text, EMPTY_ENVIRONMENT).findings.filter(
      ({ severity }) => severity === 'error',
    );
    assert.deepEqual(
      errors.map(({ message }) => message),
      [],
    );
    if (TOP_LEVEL.test(snippet.body[0] ?? '')) {
      assert.equal(formatText(expanded(snippet)), `${expanded(snippet).trimEnd()}\n`);
    }
  });
}

test('every snippet has a prefix of its own and a description', () => {
  const list = Object.values(snippets);
  assert.equal(new Set(list.map(({ prefix }) => prefix)).size, list.length);
  for (const { description } of list) assert.notEqual(description, '');
});
