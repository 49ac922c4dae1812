/** What is expected of programs that were written without a look at symptoms and rules: a cause and a line, whatever names them. */
import type { Expectation } from './corpus-case.ts';

export type Row = readonly [
  id: string,
  categories: Expectation['categories'],
  lines: Expectation['lines'],
];

/** These speak of the initialisers of most lines, whatever is wrong with them. */
const OF_INITIALIZERS: readonly string[] = ['relu-without-he', 'sigmoid-without-xavier'];

/** Every symptom counts that names the cause, and every rule that speaks of the line. */
export function expectationsOf(rows: readonly Row[]): (Expectation & { readonly id: string })[] {
  return rows.map(([id, categories, lines]) => ({
    id,
    categories,
    lines,
    symptoms: [],
    rules: null,
    beside: categories.includes('initialization') ? [] : OF_INITIALIZERS,
  }));
}
