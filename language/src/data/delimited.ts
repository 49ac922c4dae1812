import Papa from 'papaparse';
import { plural, t } from '#l10n';
import { ColumnCounter, isNumber } from './column.ts';
import { CLASS_LIMIT, COMPARED_ROWS, type DataFormat, type DataSummary } from './summary.ts';
import { Unreadable } from './unreadable.ts';

/** Characters of one row; more means a quotation mark that never closes. Bounds the memory. */
const LONGEST_ROW = 4 * 1024 * 1024;

/** Values counted one by one in all columns together; a wide file gets fewer for each column. */
const COUNTED_VALUES = 500_000;

/** A decimal number as tables write it whose values are separated by semicolons. */
const WITH_COMMA = /^(\s*[+-]?\d+),(\d+(?:e[+-]?\d+)?\s*)$/i;

const DELIMITERS = [',', ';', '\t', '|'] as const;

type Row = readonly string[];

/** Takes the decoded text of a csv or tsv file piece by piece. Throws `Unreadable`. */
export class DelimitedReader {
  private readonly format: 'csv' | 'tsv';
  private parser: Papa.Parser | undefined;
  private pending = '';
  /** Rows seen, blank ones and the header included: the number of the current row in a spreadsheet. */
  private row = 0;
  private columns: ColumnCounter[] = [];
  private rows = 0;
  private readonly hashes = new Set<number>();
  private duplicates = 0;

  constructor(format: 'csv' | 'tsv') {
    this.format = format;
  }

  push(text: string): void {
    this.pending += text;
    this.parser ??= this.start(this.pending);
    if (this.parser) this.parse(false);
    if (this.pending.length > LONGEST_ROW) {
      throw new Unreadable(
        t`Row ${this.row + 1} is longer than ${LONGEST_ROW} characters: a quotation mark that opens there never closes.`,
        t`Close the quotation mark, or double it ("") where it belongs to the text.`,
        this.row + 1,
      );
    }
  }

  finish(): DataSummary {
    this.parser ??= newParser(this.pending, this.format);
    this.parse(true);
    if (this.columns.length === 0) {
      throw new Unreadable(
        t`The file is empty.`,
        t`It needs a row of column names and rows of values.`,
      );
    }
    if (this.rows === 0) {
      throw new Unreadable(
        t`The file has a header and no rows of values.`,
        t`Add one row for each sample.`,
        1,
      );
    }
    return {
      kind: 'summary',
      format: this.format,
      rows: this.rows,
      columns: this.columns.map((column) => column.summary()),
      shape: null,
      duplicateRows: this.duplicates,
    };
  }

  /** A parser as soon as the text holds a whole line, from which delimiter and line ends are seen. */
  private start(text: string): Papa.Parser | undefined {
    return text.includes('\n') ? newParser(text, this.format) : undefined;
  }

  private parse(last: boolean): void {
    if (this.pending === '') return;
    const { data, errors, meta } = (this.parser as Papa.Parser).parse(
      this.pending,
      0,
      !last,
    ) as Papa.ParseResult<Row>;
    this.pending = this.pending.slice(meta.cursor);
    const fault = errors[0];
    if (fault) throw quoteProblem(this.row + (fault.row ?? 0) + 1, fault.code);
    const commas = meta.delimiter === ';';
    for (const cells of data) {
      this.take(commas ? cells.map((cell) => cell.replace(WITH_COMMA, '$1.$2')) : cells);
    }
  }

  private take(cells: Row): void {
    this.row++;
    if (cells.length === 1 && cells[0]?.trim() === '') return;
    if (this.columns.length === 0 && this.takeHeader(cells)) return;
    if (cells.length !== this.columns.length) {
      const found = plural(cells.length, t`{0} value`, t`{0} values`);
      const wanted = plural(this.columns.length, t`{0} column`, t`{0} columns`);
      throw new Unreadable(
        t`Row ${this.row} has ${found} where the header has ${wanted}.`,
        t`Give every row one value for each column; put text that holds the delimiter into "quotation marks".`,
        this.row,
      );
    }
    this.rows++;
    for (const [index, column] of this.columns.entries()) {
      column.add(cells[index] as string, this.row);
    }
    this.compare(cells);
  }

  /** True where the row holds names; a first row of numbers alone is data, its columns `column_1`, `column_2`, …. */
  private takeHeader(cells: Row): boolean {
    const names = cells.map((cell) => cell.trim());
    const isData = names.every((name) => isNumber(name));
    const limit = Math.min(CLASS_LIMIT, Math.floor(COUNTED_VALUES / names.length));
    this.columns = names.map((name, index) => {
      const columnName = isData || name === '' ? `column_${index + 1}` : name;
      return new ColumnCounter(columnName, limit);
    });
    const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
    if (!isData && repeated !== undefined) {
      const first = names.indexOf(repeated);
      const second = names.indexOf(repeated, first + 1);
      throw new Unreadable(
        t`Columns ${first + 1} and ${second + 1} are both called "${repeated}".`,
        t`Give each column a name of its own.`,
        this.row,
      );
    }
    return !isData;
  }

  private compare(cells: Row): void {
    if (this.rows > COMPARED_ROWS) return;
    const hash = hashOf(cells);
    if (this.hashes.has(hash)) this.duplicates++;
    else this.hashes.add(hash);
  }
}

function newParser(text: string, format: DataFormat): Papa.Parser {
  return new Papa.Parser({
    delimiter: format === 'tsv' ? '\t' : delimiterOf(text),
    newline: text.includes('\n') || !text.includes('\r') ? '\n' : '\r',
  });
}

/** The delimiter that splits the first line into most cells; a comma where none does. */
function delimiterOf(text: string): string {
  const line = (text.split(/[\r\n]/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const cells = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[cells.indexOf(Math.max(...cells))] as string;
}

function quoteProblem(row: number, code: string): Unreadable {
  return code === 'MissingQuotes'
    ? new Unreadable(
        t`A quotation mark that opens in row ${row} never closes.`,
        t`Close it, or double it ("") where it belongs to the text.`,
        row,
      )
    : new Unreadable(
        t`In row ${row} text follows a closing quotation mark.`,
        t`Double the quotation marks ("") that belong to the text.`,
        row,
      );
}

/** A 53-bit hash of a row (cyrb53): among 200,000 rows a collision has a chance of about 2·10⁻⁶. */
function hashOf(cells: Row): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const cell of cells) {
    for (let index = 0; index < cell.length; index++) {
      const code = cell.charCodeAt(index);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ 0x1f, 2654435761);
    low = Math.imul(low ^ 0x1f, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
