import Papa from 'papaparse';
import { t } from '#l10n';
import type { DataPlan } from '#plan';
import { DataError } from '../data-error.ts';
import type { RawData } from '../raw-data.ts';
import { assignColumns } from './column-roles.ts';
import { SampleCollector } from './columns.ts';
import { cellText, numberOf } from './numbers.ts';
import { countLines, scanUnquoted } from './unquoted.ts';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Reads a csv or tsv file. The first row names the columns; where it is all numbers it is a sample and the
 * columns are `column_1`, `column_2`, …. The delimiter is the one of `,` `;` tab `|` that splits that row
 * most. Throws a DataError with the row (the header is row 1, as in a spreadsheet) and the column.
 */
export function readDelimited(
  file: string,
  content: Uint8Array,
  plan: DataPlan,
  asClasses: boolean,
): RawData {
  const bytes = textBytes(file, content);
  const simple = bytes.includes(LINE_FEED) && !bytes.includes(QUOTE);
  const table = simple ? null : parseQuoted(file, new TextDecoder().decode(bytes));
  const header = table ? firstRow(table) : firstLine(bytes);
  if (!header) throw emptyFile(file);
  const { names, isData } = namesOf(header);
  const { delimiter } = header;
  const called = isData ? names.map(columnName) : names;
  const skipped = isData ? header.row - 1 : header.row;
  const read = (texts: ReadonlySet<string>, found: Set<string> | null): RawData => {
    const columns = assignColumns({ file, delimiter }, called, plan, asClasses, texts);
    const capacity = table ? table.rows.length : countLines(bytes) - skipped;
    const collector = new SampleCollector(columns, capacity, found);
    if (!table) return scanUnquoted(collector, bytes, delimiter.charCodeAt(0), skipped);
    return collect(collector, table.rows, skipped);
  };
  const { encode } = plan;
  if (encode?.columns !== null) return read(new Set(encode?.columns), null);
  // Which columns hold text is known at the end of the file only: it is read once more then.
  const found = new Set<string>();
  read(new Set(), found);
  return read(found, null);
}

/** A csv or tsv file as it is, for those who know what they want of it. */
export interface Table {
  /** Null where the first row is all numbers. */
  readonly names: readonly string[] | null;
  readonly delimiter: string;
  /** Those that are not blank; `row` counts from 1, as in a spreadsheet. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

/** Reads all cells of a csv or tsv file; throws a DataError where it is empty or no text. */
export function readTable(file: string, content: Uint8Array): Table {
  const text = new TextDecoder().decode(textBytes(file, content));
  const parsed = parseQuoted(file, text);
  const header = firstRow(parsed);
  if (!header) throw emptyFile(file);
  const { names, isData } = namesOf(header);
  const first = isData ? header.row - 1 : header.row;
  return {
    names: isData ? null : names,
    delimiter: parsed.delimiter,
    rows: parsed.rows
      .map((cells, index) => ({ row: index + 1, cells }))
      .slice(first)
      .filter(({ cells }) => !isBlank(cells)),
  };
}

/** The cells of one row; those in quotation marks may stand behind a space. */
export function splitLine(text: string, delimiter: string): readonly string[] {
  const line = text.trim().replaceAll(/([,;])\s+(?=")/g, '$1');
  return Papa.parse<string[]>(line, { delimiter }).data[0] ?? [];
}

function textBytes(file: string, content: Uint8Array): Uint8Array {
  const bytes = withoutByteOrderMark(content);
  if (!bytes.subarray(0, 65536).includes(0)) return bytes;
  const message = t`this is not a text file in UTF-8. Save it as csv with that encoding.`;
  throw new DataError(message, { file });
}

function emptyFile(file: string): DataError {
  const message = t`the file is empty. It needs a row of column names and rows of values.`;
  return new DataError(message, { file });
}

/** The first row as names, and whether it is all numbers and so a sample. */
function namesOf({ cells, delimiter }: Header): {
  readonly names: readonly string[];
  readonly isData: boolean;
} {
  const names = cells.map((cell) => cellText(cell, delimiter));
  return { names, isData: names.every((name) => !Number.isNaN(numberOf(name))) };
}

/** The first row that is not blank; `row` counts from 1. */
interface Header {
  readonly row: number;
  readonly cells: readonly string[];
  readonly delimiter: string;
}

function firstLine(bytes: Uint8Array): Header | null {
  let start = 0;
  for (let row = 1; start < bytes.length; row++) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const line = new TextDecoder().decode(bytes.subarray(start, end));
    const delimiter = delimiterOf(line);
    if (line.trim() !== '') return { row, cells: line.split(delimiter), delimiter };
    start = end + 1;
  }
  return null;
}

function firstRow({ rows, delimiter }: ParsedTable): Header | null {
  const index = rows.findIndex((cells) => !isBlank(cells));
  const cells = rows[index];
  return cells ? { row: index + 1, cells, delimiter } : null;
}

interface ParsedTable {
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
}

/** The general path, for files with quotation marks (or the line ends of the old Macintosh). */
function parseQuoted(file: string, text: string): ParsedTable {
  const line = text.split(/[\r\n]/).find((candidate) => candidate.trim() !== '') ?? '';
  const delimiter = delimiterOf(line.replace(/"[^"]*"/g, ''));
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter,
    newline: text.includes('\n') || !text.includes('\r') ? '\n' : '\r',
  });
  const fault = errors[0];
  if (fault) {
    const message =
      fault.code === 'MissingQuotes'
        ? t`a quotation mark never closes. Close it, or double it ("") where it belongs to the text.`
        : t`text follows a closing quotation mark. Close it, or double it ("") where it belongs to the text.`;
    throw new DataError(message, { file, row: (fault.row ?? 0) + 1 });
  }
  return { rows: data, delimiter };
}

function collect(
  collector: SampleCollector,
  rows: readonly (readonly string[])[],
  skipped: number,
): RawData {
  const { roles } = collector.columns;
  for (let index = skipped; index < rows.length; index++) {
    const cells = rows[index] as readonly string[];
    if (isBlank(cells)) continue;
    collector.checkWidth(cells.length, index + 1);
    cells.forEach((cell, column) => {
      collector.takeText(column, roles[column] ?? { kind: 'unused' }, cell, index + 1);
    });
    collector.endRow();
  }
  return collector.finish();
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === '';
}

function delimiterOf(line: string): string {
  const cells = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[cells.indexOf(Math.max(...cells))] ?? ',';
}

function columnName(_name: string, index: number): string {
  return `column_${index + 1}`;
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
