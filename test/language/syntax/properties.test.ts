import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, parse, printTokens } from '#language';
import { randomSpecification } from '../random-models.ts';
import { WHOLE_LANGUAGE } from '../specifications.ts';

/** Text that looks like a specification without being one: pieces of the language and of anything else in any order. */
const PIECES = fc.constantFrom(
  ...'{}(),:=+-*/%"/\\;.#\n\r\t '.split(''),
  ...['model', 'train', 'data', 'let', 'on', 'from', 'as', 'repeat', 'residual', 'parallel'],
  ...['branch', 'freeze', 'until', 'last', 'replace', 'phase', 'init', 'dense', 'relu', '// note'],
  ...['/// doc', '1', '1e', '.5', '70%', '1e-3', '"a.csv"', '"open', 'é', '😀', '\u2028', '\0'],
);
const NONSENSE = fc
  .array(fc.oneof(PIECES, fc.string()), { maxLength: 60 })
  .map((parts) => parts.join(' '));

test('parsing never throws and prints back the source', () => {
  fc.assert(
    fc.property(fc.oneof(NONSENSE, fc.string(), randomSpecification), (text) => {
      const tree = parse(text);
      assert.equal(printTokens(tree.tokens), text);
    }),
    { numRuns: 1000 },
  );
});

test('problems lie within the text, one at a position', () => {
  fc.assert(
    fc.property(NONSENSE, (text) => {
      const { problems } = parse(text);
      for (const { range } of problems) {
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
      }
      assert.equal(new Set(problems.map(({ range }) => range.start)).size, problems.length);
    }),
    { numRuns: 500 },
  );
});

test('every node lies within the one around it', () => {
  fc.assert(
    fc.property(fc.oneof(NONSENSE, randomSpecification), (text) => {
      const { items } = parse(text);
      for (const item of items) if (item.kind !== 'let') assertNested(item.body, item.range);
    }),
    { numRuns: 300 },
  );
});

interface Spanned {
  readonly range: { readonly start: number; readonly end: number };
}

function assertNested(body: Block<Spanned> | undefined, outer: Spanned['range']): void {
  for (const statement of body?.statements ?? []) {
    assert.ok(statement.range.start >= outer.start && statement.range.end <= outer.end);
    const inner = (statement as { body?: Block<Spanned> }).body;
    if (inner) assertNested(inner, statement.range);
  }
}

/** Declarations and statements that were read without a problem. */
function readStatements(text: string): number {
  let count = 0;
  const visit = (nodes: readonly unknown[]): void => {
    for (const node of nodes as readonly { broken: boolean; body?: Block<Spanned> }[]) {
      if (!node.broken) count++;
      visit(node.body?.statements ?? []);
    }
  };
  visit(parse(text).items);
  return count;
}

/** A line break whose deletion makes a comment swallow the head of a block: then its content has no block any more. */
function swallowsHeader(text: string, position: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  const next = text.slice(position + 1).split('\n')[0] ?? '';
  return text[position] === '\n' && line.includes('//') && next.includes('{');
}

test('deleting any one character leaves all but one or two statements read', () => {
  const all = readStatements(WHOLE_LANGUAGE);
  for (let position = 0; position < WHOLE_LANGUAGE.length; position++) {
    if (swallowsHeader(WHOLE_LANGUAGE, position)) continue;
    const text = WHOLE_LANGUAGE.slice(0, position) + WHOLE_LANGUAGE.slice(position + 1);
    const lost = all - readStatements(text);
    const around = `${WHOLE_LANGUAGE.slice(position - 12, position)}«${WHOLE_LANGUAGE[position]}»`;
    assert.ok(lost <= 2, `${lost} statements lost at ${around}`);
  }
});
