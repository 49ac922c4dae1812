import { isMissing } from '../table-plan.ts';
import { Statistics } from './statistics.ts';
import { CLASS_LIMIT, type ClassCount, type ColumnSummary } from './summary.ts';

/** A decimal number as people write it in data files: no hexadecimal, no infinity, no thousands separator. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** One column's statistics, built cell by cell in bounded memory. */
export class ColumnCounter {
  readonly name: string;
  private readonly limit: number;
  private readonly statistics = new Statistics();
  private counts: Map<string, number> | undefined = new Map();
  private missing = 0;
  private firstMissingRow: number | null = null;
  private firstText: { row: number; value: string } | undefined;

  /** @param limit how many different values are counted one by one: CLASS_LIMIT, or less in a very wide file */
  constructor(name: string, limit: number = CLASS_LIMIT) {
    this.name = name;
    this.limit = limit;
  }

  /** Takes the cell of one row; `row` as a spreadsheet numbers it. */
  add(cell: string, row: number): void {
    const value = cell.trim();
    if (isMissing(value)) {
      this.missing++;
      this.firstMissingRow ??= row;
      return;
    }
    this.count(value);
    if (isNumber(value)) this.statistics.add(Number(value));
    else this.firstText ??= { row, value: value.slice(0, 40) };
  }

  private count(value: string): void {
    if (this.counts === undefined) return;
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    if (this.counts.size > this.limit) this.counts = undefined;
  }

  summary(): ColumnSummary {
    const { min, max, mean, std, integer } = this.statistics;
    const isText = this.firstText !== undefined;
    const classes = this.counts && classesOf(this.counts, isText);
    return {
      name: this.name,
      kind: isText ? 'text' : 'number',
      ...(isText
        ? { min: Number.NaN, max: Number.NaN, mean: Number.NaN, std: Number.NaN, integer: false }
        : { min, max, mean, std, integer }),
      missing: this.missing,
      firstMissingRow: this.firstMissingRow,
      distinct: classes?.length ?? this.limit + 1,
      ...(classes && { classes }),
      ...(this.firstText && { firstText: this.firstText }),
    };
  }
}

/** The counted values in the order of class indices. `1`, `1.0` and `1e0` are one number, hence one class. */
function classesOf(counts: ReadonlyMap<string, number>, isText: boolean): ClassCount[] {
  if (isText) {
    return [...counts]
      .map(([label, count]) => ({ label, count }))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  }
  const numbers = new Map<number, number>();
  for (const [label, count] of counts) {
    numbers.set(Number(label), (numbers.get(Number(label)) ?? 0) + count);
  }
  return [...numbers]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => ({ label: String(value), count }));
}
