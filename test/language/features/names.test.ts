import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentLinks } from '../../../language/src/features/document-links.ts';
import { definitionAt, highlightsAt } from '../../../language/src/features/references.ts';
import { nameProblem, renamableAt } from '../../../language/src/features/rename.ts';
import { workspaceSymbols } from '../../../language/src/features/workspace-symbols.ts';
import { analyzed } from './analyzed.ts';
import { marked } from './marked.ts';

const source = `let width = 16
data D {
  source "points.csv"
  target label
}
model Net {
  input(2)
  dense(width * 2, relu) as hidden
  dense(2, softmax)
}
model Copy from Net {
  freeze until hidden
}
train Net on D {
}
`;

/** The cursor's line with the cursor, and all places of the same name as `line: word`, the declaration marked. */
const names: readonly [place: string, with_: string, expected: readonly string[]][] = [
  ['(width', '(wid|th', ['1 width*', '8 width']],
  ['Net {\n  input', '|Net {\n  input', ['6 Net*', '11 Net', '14 Net']],
  ['Net on', 'Net| on', ['6 Net*', '11 Net', '14 Net']],
  ['D {\n  source', '|D {\n  source', ['2 D*', '14 D']],
  ['until hidden', 'until hid|den', ['8 hidden*', '12 hidden']],
  ['relu', 're|lu', []],
];

for (const [place, cursor, expected] of names) {
  test(`the names of ${JSON.stringify(cursor)}`, () => {
    const { text, offset } = marked(source.replace(place, cursor));
    const analysis = analyzed(text);
    const found = highlightsAt(analysis, offset).map(({ range, role }) => {
      const line = analysis.lines.positionAt(range.start).line + 1;
      return `${line} ${text.slice(range.start, range.end)}${role === 'declaration' ? '*' : ''}`;
    });
    assert.deepEqual(found, expected);
    const definition = definitionAt(analysis, offset);
    assert.equal(definition?.range.start, highlightsAt(analysis, offset)[0]?.range.start);
    assert.equal(renamableAt(analysis, offset) !== undefined, expected.length > 0);
  });
}

test('a name is letters, digits and _, and not taken', () => {
  const analysis = analyzed(source);
  const problem = (name: string) => nameProblem(analysis, source.indexOf('Net'), name);
  for (const name of ['a', 'Größe_2', '_x', 'Net', 'D']) assert.equal(problem(name), undefined);
  for (const name of ['', '2a', 'a b', 'a-b']) assert.match(problem(name) ?? '', /is not a name/);
  assert.equal(problem('Copy'), 'There is already a model Copy.');
});

test('links: every path in the text, without its quotes', () => {
  const text = `data D {\n  source "images-idx3-ubyte"\n  target "labels-idx1-ubyte"\n}
model A from "folder/base.nnspec#Net" {\n  weights "runs/a.safetensors"\n}
train A on "data.nnspec#D" {\n}\n`;
  const links = documentLinks(analyzed(text));
  assert.deepEqual(
    links.map(({ path }) => path),
    [
      'images-idx3-ubyte',
      'labels-idx1-ubyte',
      'folder/base.nnspec',
      'runs/a.safetensors',
      'data.nnspec',
    ],
  );
  for (const { path, range } of links) assert.equal(text.slice(range.start, range.end), path);
});

const queries: readonly [query: string, expected: readonly string[]][] = [
  ['', ['model Net', 'model Copy', 'data D', 'constant width', 'layer hidden in Net']],
  ['NE', ['model Net']],
  ['wdt', ['constant width']],
  ['hid', ['layer hidden in Net']],
  ['(.', []],
];

for (const [query, expected] of queries) {
  test(`the symbols that ${JSON.stringify(query)} finds`, () => {
    const found = workspaceSymbols(analyzed(source), query).map(
      ({ name, kind, container }) => `${kind} ${name}${container ? ` in ${container}` : ''}`,
    );
    assert.deepEqual(found, expected);
  });
}
