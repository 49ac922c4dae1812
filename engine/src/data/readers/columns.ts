import { t } from '#l10n';
import type { DataPlan } from '#plan';
import { DataError } from '../data-error.ts';
import { encodeLabels } from '../labels.ts';
import type { RawData } from '../raw-data.ts';
import { cellText, numberOf } from './numbers.ts';

/** What a column of the file is for. */
export type ColumnRole =
  | { readonly kind: 'input'; readonly slot: number }
  | { readonly kind: 'label'; readonly slot: number }
  | { readonly kind: 'real'; readonly slot: number }
  | { readonly kind: 'unused' };

/** The columns of a table, as its header names them, and what the plan wants of each. */
export interface Columns {
  readonly file: string;
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly roles: readonly ColumnRole[];
  /** Names of the inputs, by slot. */
  readonly inputs: readonly string[];
  /** Names of the target columns, by slot. */
  readonly targets: readonly string[];
  readonly asClasses: boolean;
}

/** Gives every column its role. Throws a DataError where the plan names a column that the file does not have. */
export function assignColumns(
  { file, delimiter }: Pick<Columns, 'file' | 'delimiter'>,
  names: readonly string[],
  plan: DataPlan,
  asClasses: boolean,
): Columns {
  const targets = plan.target.columns;
  const { features } = plan;
  const listed =
    features === null ? [] : 'include' in features ? features.include : features.exclude;
  for (const name of [...targets, ...listed]) {
    if (names.includes(name)) continue;
    const message = t`there is no column '${name}'; the columns are ${abridge(names)}.`;
    throw new DataError(message, { file });
  }
  const isInput = (name: string) => {
    if (targets.includes(name)) return false;
    if (features === null) return true;
    return 'include' in features
      ? features.include.includes(name)
      : !features.exclude.includes(name);
  };
  const inputs = names.filter(isInput);
  if (inputs.length === 0) {
    throw new DataError(t`no column is left for the inputs beside the target.`, { file });
  }
  const roles = names.map((name): ColumnRole => {
    if (isInput(name)) return { kind: 'input', slot: inputs.indexOf(name) };
    const slot = targets.indexOf(name);
    return slot < 0 ? { kind: 'unused' } : { kind: asClasses ? 'label' : 'real', slot };
  });
  return { file, delimiter, names, roles, inputs, targets, asClasses };
}

function abridge(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `'${name}'`);
  return names.length > 8 ? `${shown.join(', ')} … (${names.length})` : shown.join(', ');
}

/** Takes a table's cells one by one and makes the samples of them. */
export class SampleCollector {
  readonly columns: Columns;
  readonly inputs: Float64Array;
  private readonly labels: string[][];
  private readonly reals: Float64Array;
  private count = 0;

  /** @param capacity at least the number of rows to come */
  constructor(columns: Columns, capacity: number) {
    this.columns = columns;
    this.inputs = new Float64Array(capacity * columns.inputs.length);
    this.labels = columns.asClasses ? columns.targets.map(() => []) : [];
    this.reals = new Float64Array(columns.asClasses ? 0 : capacity * columns.targets.length);
  }

  /** A cell of the current row that has been read as a number already; not for labels. */
  takeNumber(role: ColumnRole, value: number): void {
    if (role.kind === 'input')
      this.inputs[this.count * this.columns.inputs.length + role.slot] = value;
    if (role.kind === 'real')
      this.reals[this.count * this.columns.targets.length + role.slot] = value;
  }

  /** Any cell of the current row. Throws a DataError where the column's role needs something else. */
  takeText(column: number, role: ColumnRole, cell: string, row: number): void {
    if (role.kind === 'unused') return;
    const text = cellText(cell, this.columns.delimiter);
    if (text === '') throw this.fault(t`the value is missing.`, column, role, row);
    if (role.kind === 'label') {
      this.labels[role.slot]?.push(text);
      return;
    }
    const value = numberOf(text);
    if (Number.isNaN(value)) {
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      throw this.fault(t`'${shown}' is not a finite decimal number.`, column, role, row);
    }
    this.takeNumber(role, value);
  }

  /** Throws a DataError where the row has another number of cells than the header. */
  checkWidth(cells: number, row: number): void {
    const { names, file } = this.columns;
    if (cells === names.length) return;
    const found = cells === 1 ? t`1 value` : t`${cells} values`;
    const message = t`the row has ${found}, the header has ${names.length} columns. Give every row one value for each column.`;
    throw new DataError(message, { file, row });
  }

  endRow(): void {
    this.count++;
  }

  /** All samples taken so far. */
  finish(): RawData {
    const { file, inputs, targets, asClasses } = this.columns;
    if (this.count === 0) {
      throw new DataError(t`the file has a header and no rows of values.`, { file, row: 1 });
    }
    const common = {
      source: file,
      count: this.count,
      shape: [inputs.length],
      features: inputs,
      inputs: this.inputs.subarray(0, this.count * inputs.length),
    };
    const shape = asClasses && targets.length === 1 ? [] : [targets.length];
    if (!asClasses) {
      const values = this.reals.subarray(0, this.count * targets.length);
      return { ...common, target: { kind: 'reals', shape, columns: targets, values } };
    }
    const encoded = this.labels.map(encodeLabels);
    const codes = new Int32Array(this.count * targets.length);
    encoded.forEach((column, slot) => {
      column.codes.forEach((code, sample) => {
        codes[sample * targets.length + slot] = code;
      });
    });
    const classes = encoded.map((column) => column.classes);
    return { ...common, target: { kind: 'labels', shape, columns: targets, classes, codes } };
  }

  private fault(what: string, column: number, role: ColumnRole, row: number): DataError {
    const name = this.columns.names[column] ?? '';
    const advice =
      role.kind === 'input'
        ? t`Correct the cell, or leave the column out with 'features exclude(${name})'.`
        : t`Correct the cell, or remove the row.`;
    return new DataError(`${what} ${advice}`, { file: this.columns.file, row, column: name });
  }
}
