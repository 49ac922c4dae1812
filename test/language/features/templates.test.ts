import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, formatText, parse } from '#language';
import type { CompletionItem } from '../../../language/src/features/completion-item.ts';
import { templateItems } from '../../../language/src/features/completion-templates.ts';

/** The text that Tab, pressed to the end, leaves. */
function expanded({ snippet = '' }: CompletionItem): string {
  return snippet
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replaceAll(/\$\d/g, '');
}

/** What other declarations a template speaks of. */
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

const declarations = templateItems('file');
const layers = templateItems('model');

/** Layers in a model that gives them what they need. */
function inModel(item: CompletionItem): string {
  const input = item.label.startsWith('conv') ? '8, 8, 1' : '64';
  return `model M {\n  input(${input})\n${expanded(item)}\n}\n`;
}

const wholes = [
  ...declarations.map((item) => [item.label, `${expanded(item)}\n`] as const),
  ...layers.map((item) => [item.label, inModel(item)] as const),
];

for (const [label, text] of wholes) {
  test(`the template "${label}" is as it should be written`, () => {
    assert.deepEqual(parse(OTHERS + text).problems, []);
    const errors = analyze(OTHERS + text, EMPTY_ENVIRONMENT).findings.filter(
      ({ severity }) => severity === 'error',
    );
    assert.deepEqual(
      errors.map(({ message }) => message),
      [],
    );
  });
}

for (const item of declarations) {
  test(`the template "${item.label}" is formatted`, () => {
    assert.equal(formatText(expanded(item)), `${expanded(item)}\n`);
  });
}

test('templates stand in files and among layers, nowhere else', () => {
  assert.ok(declarations.length > 5 && layers.length > 2);
  assert.deepEqual(templateItems('layers'), layers);
  for (const block of ['data', 'train', 'phase', 'parallel'] as const) {
    assert.deepEqual(templateItems(block), []);
  }
});
