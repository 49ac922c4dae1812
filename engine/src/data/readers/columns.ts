import { t } from '#l10n';
import { isMissing } from '#plan';
import { DataError } from '../data-error.ts';
import { encodeLabels } from '../labels.ts';
import type { RawColumn, RawData } from '../raw-data.ts';
import type { ColumnRole, Columns } from './column-roles.ts';
import { cellText, numberOf } from './numbers.ts';

/** Takes a table's cells one by one and makes the samples of them. */
export class SampleCollector {
  readonly columns: Columns;
  readonly inputs: Float64Array;
  private readonly labels: string[][];
  private readonly reals: Float64Array;
  /** Of each input column of text, its values in the order of their appearance. */
  private readonly categories: readonly Map<string, number>[];
  private readonly found: Set<string> | null;
  private count = 0;

  /**
   * @param capacity at least the number of rows to come
   * @param found takes the names of input columns that turn out to hold text, whatever else is in them; null: text is an error
   */
  constructor(columns: Columns, capacity: number, found: Set<string> | null = null) {
    this.columns = columns;
    this.found = found;
    this.categories = columns.inputs.map(() => new Map());
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
    const isInput = role.kind === 'input' || role.kind === 'category';
    if (text === '' || (isInput && isMissing(text))) this.takeGap(column, role, text, row);
    else if (role.kind === 'label') this.labels[role.slot]?.push(text);
    else if (role.kind === 'category') this.takeCategory(role.slot, text);
    else this.takeWritten(column, role, text, row);
  }

  private takeWritten(column: number, role: ColumnRole, text: string, row: number): void {
    const value = numberOf(text);
    if (!Number.isNaN(value)) {
      this.takeNumber(role, value);
      return;
    }
    const name = this.columns.names[column] ?? '';
    if (role.kind !== 'input' || !this.found) {
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      const advice =
        role.kind === 'input'
          ? t`Correct the cell, make text a column of zeros and ones for each of its values with 'encode one_hot', or leave the column out with 'features exclude(${name})'.`
          : t`Correct the cell, or remove the row.`;
      throw this.fault(`${t`'${shown}' is not a finite decimal number.`} ${advice}`, name, row);
    }
    this.found.add(name);
  }

  private takeCategory(slot: number, text: string): void {
    const known = this.categories[slot] as Map<string, number>;
    let index = known.get(text);
    if (index === undefined) {
      index = known.size;
      known.set(text, index);
    }
    this.inputs[this.count * this.columns.inputs.length + slot] = index;
  }

  private takeGap(column: number, role: ColumnRole, text: string, row: number): void {
    const name = this.columns.names[column] ?? '';
    if (role.kind !== 'input' && role.kind !== 'category') {
      const advice = t`Correct the cell, or remove the row.`;
      throw this.fault(`${t`the value is missing.`} ${advice}`, name, row);
    }
    const filling = this.columns.fillings[role.slot];
    if (!filling && !this.found) {
      const advice = t`Fill gaps with 'fill median', or leave the column out with 'features exclude(${name})'.`;
      const what =
        text === '' ? t`the value is missing.` : t`'${text}' is not a finite decimal number.`;
      throw this.fault(`${what} ${advice}`, name, row);
    }
    // A constant is a category like those that are written.
    if (filling?.method === 'constant' && role.kind === 'category') {
      this.takeCategory(role.slot, filling.value);
      return;
    }
    this.inputs[this.count * this.columns.inputs.length + role.slot] = Number.NaN;
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
    const { file, inputs, targets, asClasses, prepares } = this.columns;
    if (this.count === 0) {
      throw new DataError(t`the file has a header and no rows of values.`, { file, row: 1 });
    }
    const common = {
      source: file,
      count: this.count,
      shape: [inputs.length],
      features: inputs,
      inputs: this.inputs.subarray(0, this.count * inputs.length),
      ...(prepares && { table: this.table() }),
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

  /** The input columns; the numbers of categories become those of their sorted order. */
  private table(): RawColumn[] {
    const { inputs, texts } = this.columns;
    return inputs.map((name, slot) => {
      if (!texts.has(name)) return { name, categories: null };
      const { classes, codes } = encodeLabels([...(this.categories[slot]?.keys() ?? [])]);
      for (let at = slot; at < this.count * inputs.length; at += inputs.length) {
        // A gap has no code.
        this.inputs[at] = codes[this.inputs[at] as number] ?? Number.NaN;
      }
      return { name, categories: classes };
    });
  }

  private fault(message: string, column: string, row: number): DataError {
    return new DataError(message, { file: this.columns.file, row, column });
  }
}
