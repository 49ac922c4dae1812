/** How the columns of a table become numbers. Language and engine have to agree in every column, so both read this. */

/** Text becomes a column of zeros and ones for each of its values. */
export interface EncodePlan {
  readonly method: 'one_hot';
  /** Null: all feature columns that hold text. */
  readonly columns: readonly string[] | null;
}

/** What stands in for the gaps of feature columns. */
export type FillPlan = FillMethod & {
  /** Null: the columns that no other of the fillings names. */
  readonly columns: readonly string[] | null;
};

/** Statistics are those of the training part. A constant is a number, or a value of a column of text. */
export type FillMethod =
  | { readonly method: 'mean' | 'median' | 'most_frequent' }
  | { readonly method: 'constant'; readonly value: string };

/**
 * What fills the gaps of a column; null where nothing does. Text has neither mean nor median, nor is a number one of its
 * values: what is said for all columns fills text with its most frequent value then.
 */
export function fillingOf(
  fill: readonly FillPlan[] | undefined,
  column: string,
  isText: boolean,
): FillMethod | null {
  const named = fill?.find(({ columns }) => columns?.includes(column));
  const found = named ?? fill?.find(({ columns }) => columns === null);
  if (!found) return null;
  const number = found.method === 'constant' && !Number.isNaN(Number(found.value));
  if (!isText) return found.method === 'constant' && !number ? null : found;
  const needsNumbers = found.method === 'mean' || found.method === 'median';
  if (needsNumbers || (number && !named)) return { method: 'most_frequent' };
  return found;
}

/** What the inputs of a column are called: `age`, `city=Ulm`. */
export function inputNames(column: string, categories: readonly string[] | null): string[] {
  return categories ? categories.map((category) => `${column}=${category}`) : [column];
}

/** Different values of a column that can be told apart one by one. */
export const MOST_CATEGORIES = 1000;

/** What stands for "no value" in a table, compared without case (those of pandas that are in wide use, and UCI's `?`). */
const MISSING_VALUES: ReadonlySet<string> = new Set(['', '?', 'na', 'n/a', 'nan', 'null', 'none']);

/** The longest "missing" word; a longer cell is not looked up. */
const LONGEST_MISSING = Math.max(...[...MISSING_VALUES].map((word) => word.length));

/** True for a cell that stands for "no value". The cell has no surrounding space. */
export function isMissing(cell: string): boolean {
  return cell.length <= LONGEST_MISSING && MISSING_VALUES.has(cell.toLowerCase());
}
