import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place, placeAt } from '../../../language/src/features/place.ts';
import { parse } from '../../../language/src/syntax/sections.ts';
import { marked } from './marked.ts';

/** Where the cursor is: blocks, the words of its statement, calls with the argument's index or name, what is typed. */
const table: readonly [source: string, expected: string][] = [
  ['|', ''],
  ['mod|', '"mod"'],
  ['model A {\n  |\n}', 'model A {'],
  ['model A {\n  den|\n}', 'model A { "den"'],
  ['model A {\n  dense(64, |)\n}', 'model A { dense dense(1)'],
  ['model A {\n  dense(64, init: |)\n}', 'model A { dense dense(1 init:)'],
  ['model A {\n  dense(64, leaky_relu(sl|))\n}', 'model A { dense dense(1) leaky_relu(0) "sl"'],
  ['model A {\n  dense(64) |\n}', 'model A { dense'],
  ['model A {\n  dense(64) a|\n}', 'model A { dense "a"'],
  ['model A {\n  dense(64) as |\n}', 'model A { dense as'],
  ['model A {\n  residual { | }\n}', 'model A { residual {'],
  ['model A {\n  residual { dense(1)  d| }\n}', 'model A { residual { "d"'],
  ['model A {\n  dense(64, relu\n  dr|\n}', 'model A { "dr"'],
  ['model A {\n  dense(\n    64,\n    |\n  )\n}', 'model A { dense dense(1)'],
  ['model A {\n  dense(64)\n\ntrain A on |', 'train A on'],
  ['model A {\n  dense(64\n\ndata D {\n  |', 'data D {'],
  ['data D {\n  source spirals(noise: 0.1, |', 'data D { source spirals spirals(1)'],
  ['data D {\n  split train 70%, |', 'data D { split train 70 % ,'],
  ['data D {\n  split train |', 'data D { split train'],
  ['data D {\n  source "data/|"\n}', 'data D { source ""data/"" string'],
  ['data D {\n  source "data/|', 'data D { source ""data/" string'],
  ['data D { // about |\n}', 'data D { comment'],
  ['train A on B {\n  phase head { epochs 10  o| }\n}', 'train A on B { phase head { "o"'],
];

for (const [source, expected] of table) {
  test(`place in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    assert.equal(describe(placeAt(text, parse(text).tokens, offset)), expected);
  });
}

function describe({ blocks, statement, calls, typed, inside }: Place): string {
  const words = (tokens: Place['statement']) => tokens.map((token) => token.text).join(' ');
  const parts = [
    ...blocks.map((header) => `${words(header)} {`),
    words(statement),
    ...calls.map(({ callee, index, name }) => {
      return `${callee?.text ?? ''}(${index}${name === undefined ? '' : ` ${name}:`})`;
    }),
    typed ? `"${typed.text}"` : '',
    inside === 'text' ? '' : inside,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
