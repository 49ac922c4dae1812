import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '#language';
import { typingEdits } from '../../../language/src/features/on-type-formatting.ts';
import { analyzed } from './analyzed.ts';
import { marked } from './marked.ts';

/** The cursor stands behind the character that was just typed. */
const table: readonly [what: string, source: string, expected: string][] = [
  [
    'a line break puts the line that it ends straight',
    'model A {\n  dense( 8,relu )\n|\n  dense(2 ,relu)\n}\n',
    'model A {\n  dense(8, relu)\n\n  dense(2 ,relu)\n}\n',
  ],
  [
    'a line break indents what was typed at the margin',
    'model A {\ndense(8)\n  |\n}\n',
    'model A {\n  dense(8)\n  \n}\n',
  ],
  [
    'the white space of the line being begun stays',
    'model A {\n  dense(8)\n    |\n}\n',
    'model A {\n  dense(8)\n    \n}\n',
  ],
  [
    'a brace puts its block straight and no other',
    'model A {\n  dense(8 )\n  repeat 2 {\n  dense( 4)\n}|\n}\n',
    'model A {\n  dense(8 )\n  repeat 2 {\n    dense(4)\n  }\n}\n',
  ],
  [
    'the brace of a declaration puts all of it straight',
    'data D {source xor()\nseed   1}|\nlet  a = 1\n',
    'data D {\n  source xor()\n  seed 1\n}\nlet  a = 1\n',
  ],
  ['nothing is done while the declaration has an error', 'model A {\n  dense( 8,\n|\n}\n', ''],
  ['nothing is done outside of declarations', 'let  a = 1\n\n|', ''],
];

for (const [what, source, expected] of table) {
  test(what, () => {
    const { text, offset } = marked(source);
    const typed = text[offset - 1] === '}' ? '}' : '\n';
    const edits = typingEdits(analyzed(text), offset, typed);
    assert.equal(applyEdits(text, edits), expected === '' ? text : expected);
  });
}
