import { t } from '#l10n';
import type { DataPlan } from '#plan';
import { type FillMethod, fillingOf, inputNames, MOST_CATEGORIES } from '#plan';
import { DataError } from './data-error.ts';
import type { RawColumn, RawData } from './raw-data.ts';

/** How one column of a table becomes inputs: what is fitted to the training part and kept with the model. */
export interface TableColumn {
  readonly name: string;
  /** What stands in for a gap, a number or a category; null: a gap is an error. */
  readonly fill: number | string | null;
  /** Of a column of text: an input each, which is 1 where the cell holds it. Null: numbers. */
  readonly categories: readonly string[] | null;
  /** Those of the categories that the training part lacks: nothing was learned of them, so their input stays 0. */
  readonly unseen: readonly string[];
}

/** How many inputs a table's columns make. */
export function widthOf(columns: readonly Pick<TableColumn, 'categories'>[]): number {
  return columns.reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);
}

/** Which inputs are zeros and ones of categories; empty where no columns are prepared. */
export function flagsOf(columns: readonly Pick<TableColumn, 'categories'>[] = []): boolean[] {
  return columns.flatMap(({ categories }) => categories?.map(() => true) ?? [false]);
}

/**
 * Fits what fills gaps, and which categories are known, to the training part; undefined where nothing is to be prepared.
 * @param samples those of the training part
 * @throws DataError for a column without any value there, or with more categories than can be told apart
 */
export function fitColumns(
  { source, inputs, table }: RawData,
  plan: DataPlan,
  samples: Int32Array,
): TableColumn[] | undefined {
  return table?.map((column, slot): TableColumn => {
    const { name, categories } = column;
    if (categories && categories.length > MOST_CATEGORIES) {
      const message = t`there are ${categories.length} different values, and each would be an input of its own. Leave the column out with 'features exclude(${name})'.`;
      throw new DataError(message, { file: source, column: name });
    }
    const width = table.length;
    const values = Array.from(samples, (sample) => inputs[sample * width + slot] as number);
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length === 0) {
      const message = t`the training part has no value in this column. Leave it out with 'features exclude(${name})'.`;
      throw new DataError(message, { file: source, column: name });
    }
    const seen = new Set(known);
    const filling = fillingOf(plan.fill, name, categories !== null);
    return {
      name,
      fill: filling && fillFor(filling, known, column),
      categories,
      unseen: categories?.filter((_, index) => !seen.has(index)) ?? [],
    };
  });
}

function fillFor(filling: FillMethod, known: number[], column: RawColumn): number | string {
  if (filling.method === 'constant')
    return column.categories ? filling.value : Number(filling.value);
  const value = STATISTICS[filling.method](known);
  return column.categories?.[value] ?? value;
}

const STATISTICS: Readonly<
  Record<Exclude<FillMethod['method'], 'constant'>, (values: readonly number[]) => number>
> = {
  mean: (values) => values.reduce((mean, value, index) => mean + (value - mean) / (index + 1), 0),
  median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = sorted.length / 2;
    const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
    return low + (high - low) / 2;
  },
  /** The smallest (of categories, the first) of those that occur equally often. */
  most_frequent(values) {
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const most = Math.max(...counts.values());
    return Math.min(...[...counts].flatMap(([value, count]) => (count === most ? [value] : [])));
  },
};

/** What stands in a row and a column: a number, a category, or null for a gap. */
export type Cell = number | string | null;

/** A row's cells, one a column. */
export type Cells = (column: number) => Cell;

/**
 * Writes a row's inputs. A category that training did not see leaves all inputs of its column 0.
 * @throws DataError where a gap has nothing to stand in for it
 */
export class RowEncoder {
  readonly width: number;
  readonly #columns: readonly TableColumn[];
  readonly #places: readonly ReadonlyMap<string, number>[];

  constructor(columns: readonly TableColumn[]) {
    this.#columns = columns;
    this.width = widthOf(columns);
    this.#places = columns.map(({ categories, unseen }) => {
      const known = (categories ?? []).map((category, place) => [category, place] as const);
      return new Map(known.filter(([category]) => !unseen.includes(category)));
    });
  }

  /** @param onUnseen called with the column and the category of a cell that training did not see */
  encode(
    cells: Cells,
    values: Float64Array,
    row: number,
    onUnseen: (column: number, category: string) => void = () => {},
  ): void {
    let at = row * this.width;
    for (const [index, { categories, fill }] of this.#columns.entries()) {
      const cell = cells(index) ?? fill;
      if (categories === null) {
        values[at++] = Number(cell);
        continue;
      }
      const category = String(cell);
      const place = this.#places[index]?.get(category);
      if (place === undefined) onUnseen(index, category);
      else values[at + place] = 1;
      at += categories.length;
    }
  }
}

/** A row's inputs, unscaled. A gap that nothing stands in for is 0. */
export function encodeCells(columns: readonly TableColumn[], cells: readonly Cell[]): Float64Array {
  const encoder = new RowEncoder(columns);
  const values = new Float64Array(encoder.width);
  encoder.encode((column) => cells[column] ?? null, values, 0);
  return values;
}

/** The row behind unscaled inputs: a number or a category a column, null where no category is known. */
export function decodeInputs(columns: readonly TableColumn[], inputs: ArrayLike<number>): Cell[] {
  let at = 0;
  return columns.map(({ categories }): Cell => {
    if (categories === null) return inputs[at++] ?? null;
    const start = at;
    at += categories.length;
    return categories.find((_, index) => (inputs[start + index] ?? 0) > 0.5) ?? null;
  });
}

/** All samples with their inputs as the model takes them; the data itself where it has no table to prepare. */
export function encodeTable(data: RawData, fitted: readonly TableColumn[] | undefined): RawData {
  const { table, ...rest } = data;
  if (!table || !fitted) return data;
  const encoder = new RowEncoder(fitted);
  const inputs = new Float64Array(data.count * encoder.width);
  const cellsOf =
    (row: number): Cells =>
    (column) => {
      const value = data.inputs[row * table.length + column] as number;
      if (Number.isNaN(value)) return null;
      return table[column]?.categories?.[value] ?? value;
    };
  for (let row = 0; row < data.count; row++) encoder.encode(cellsOf(row), inputs, row);
  return {
    ...rest,
    shape: [encoder.width],
    features: fitted.flatMap(({ name, categories }) => inputNames(name, categories)),
    inputs,
  };
}

interface Samples {
  readonly data: RawData;
  readonly samples: readonly number[];
}

/** A sentence for each column of text in which held-out samples have categories that the training part lacks. */
export function unseenNotes(fitted: readonly TableColumn[], parts: readonly Samples[]): string[] {
  return fitted.flatMap(({ name, categories, unseen }, slot) => {
    const known = new Set(categories?.filter((category) => !unseen.includes(category)));
    const found = parts.flatMap(({ data: { table = [], inputs }, samples }) =>
      samples.flatMap((sample) => {
        const code = inputs[sample * table.length + slot] as number;
        const category = table[slot]?.categories?.[code];
        return category === undefined || known.has(category) ? [] : [category];
      }),
    );
    return found.length === 0 ? [] : [unseenNote(name, found)];
  });
}

/** Categories named one by one, at most. */
const NAMED = 5;

/** @param found the category of each sample */
export function unseenNote(name: string, found: readonly string[]): string {
  const different = [...new Set(found)];
  const shown = different.slice(0, NAMED).join(', ') + (different.length > NAMED ? ', …' : '');
  return found.length === 1
    ? t`One sample has a value of ${name} that training did not see (${shown}): all inputs of ${name} are 0 there.`
    : t`${found.length} samples have a value of ${name} that training did not see (${shown}): all inputs of ${name} are 0 there.`;
}
