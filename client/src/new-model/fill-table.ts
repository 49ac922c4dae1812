/** A template with another table in the place of the one that it has. */

/** A column of a table, as far as a template has to know it. */
export interface TableColumn {
  readonly name: string;
  /** A number in every row. */
  readonly numeric: boolean;
  /** How many different values there are. */
  readonly distinct: number;
}

export interface ChosenTable {
  /** Relative to the specification. */
  readonly path: string;
  readonly columns: readonly TableColumn[];
  readonly target: string;
}

/**
 * The template on the table: its path, its target, as many inputs as it has columns of numbers, and, where the head is a
 * softmax, as many units as the target has different values. Columns of text, or with gaps, are left out of the features.
 */
export function fillTable(template: string, { path, columns, target }: ChosenTable): string {
  const others = columns.filter(({ name }) => name !== target);
  const texts = others.filter(({ numeric }) => !numeric);
  const inputs = others.length - texts.length;
  const classes = columns.find(({ name }) => name === target)?.distinct ?? 2;
  const left = texts.map(({ name }) => written(name)).join(', ');
  const targetLines = [
    `target ${written(target)}`,
    ...(texts.length > 0 ? [`features exclude(${left})`] : []),
  ].join('\n  ');
  // As functions: `$` in a column's name stands for itself.
  return template
    .replace(/source "[^"]*"/, () => `source "${path}"`)
    .replace(/^ {2}target \w+/m, () => `  ${targetLines}`)
    .replace(/input\(\d+\)/, `input(${inputs})`)
    .replace(/dense\(\d+, softmax/, `dense(${classes}, softmax`);
}

/** A column's name as the language writes it: in quotes where it is no word. */
function written(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name}"`;
}

/** The columns that can be the target, the likely ones first: those with few values for classes; the last column. */
export function targetCandidates(
  columns: readonly TableColumn[],
  takes: 'classes' | 'numbers',
): readonly TableColumn[] {
  const possible = columns.filter(({ numeric, distinct }) =>
    takes === 'classes' ? distinct >= 2 && distinct <= MOST_CLASSES : numeric,
  );
  return possible.toReversed();
}

/** More different values than that are hardly classes. */
const MOST_CLASSES = 100;

/** The path that leads from a specification to a file, both absolute, with `/` between folders. */
export function relativePath(specification: string, file: string): string {
  const from = specification.split('/').slice(0, -1);
  const to = file.split('/');
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}
