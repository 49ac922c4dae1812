import { t } from '#l10n';
import { isMissing } from '#plan';
import { DataError, type DataPlace } from './data-error.ts';
import { sizeOf } from './raw-data.ts';
import { decompress } from './readers/compression.ts';
import { readTable, splitLine, type Table } from './readers/delimited.ts';
import { readIdx } from './readers/idx.ts';
import { readArrays } from './readers/npz.ts';
import { cellText, numberOf } from './readers/numbers.ts';
import { RowEncoder, type TableColumn, unseenNote } from './table.ts';

/** What a model takes: how many numbers a sample, and the names of the columns where the training data had some. */
export interface InputColumns {
  readonly width: number;
  /** Empty, or `width` names. */
  readonly features: readonly string[];
  /** How the columns of a table become those numbers; absent: each is one. */
  readonly columns?: readonly TableColumn[];
}

/** Samples without targets, unscaled. */
export interface RawInputs {
  readonly count: number;
  /** `count × width` numbers. */
  readonly values: Float64Array;
  /** What a person should know of them, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads samples to predict from a csv, an idx file (each also as .gz) or an npz file. Columns are found by their names where the file has
 * names and the model knows them, whatever else is in the file; else all columns are inputs, in their order.
 * @throws DataError with row and column for what is missing or no number
 */
export function readInputs(file: string, content: Uint8Array, columns: InputColumns): RawInputs {
  const bytes = decompress(file, content);
  if (bytes[0] === 0 && bytes[1] === 0) return idxInputs(file, bytes, columns);
  if (bytes[0] === ZIP[0] && bytes[1] === ZIP[1]) return npzInputs(file, bytes, columns);
  const table = readTable(file, bytes);
  const places = placesOf(file, table, columns);
  const rows = table.rows.map(({ row, cells }) => ({
    row,
    cells: places.map((place) => cellText(cells[place] ?? '', table.delimiter)),
  }));
  const known = namesOf(columns);
  const names = places.map(
    (place, slot) => table.names?.[place] ?? known[slot] ?? t`column ${place + 1}`,
  );
  return encodeRows({ file, names, rows }, columns);
}

/**
 * One sample written in a line: `5.1, 3.5, 1.4, 0.2`, or `5,1; 3,5; 1,4; 0,2`; text and gaps as in the data: `34, Ulm, NA`. Throws a
 * DataError that says which is none.
 */
export function parseSample(text: string, columns: InputColumns): RawInputs {
  const delimiter = text.includes(';') ? ';' : ',';
  const cells = cellsOf(text, delimiter, columns).map((cell) => cellText(cell, delimiter));
  const known = namesOf(columns);
  const file = t`the sample`;
  const wanted = sourceWidth(columns);
  if (cells.length !== wanted) {
    throw new DataError(wrongCount(cells.length, wanted, known), { file });
  }
  const names = cells.map((_, slot) => known[slot] ?? t`number ${slot + 1}`);
  return encodeRows({ file, names, rows: [{ cells }] }, columns);
}

/** A cell may hold spaces, or nothing, where the columns are prepared. */
function cellsOf(text: string, delimiter: string, { columns }: InputColumns): readonly string[] {
  if (columns && text.includes(delimiter)) return splitLine(text, delimiter);
  return text.split(delimiter === ';' ? /[\s;]+/ : /[\s,]+/).filter((cell) => cell !== '');
}

/** The columns that a row has to have. */
function namesOf({ columns, features }: InputColumns): readonly string[] {
  return columns?.map(({ name }) => name) ?? features;
}

function sourceWidth({ columns, width }: InputColumns): number {
  return columns?.length ?? width;
}

interface Rows {
  readonly file: string;
  readonly names: readonly string[];
  readonly rows: readonly { readonly row?: number; readonly cells: readonly string[] }[];
}

function encodeRows({ file, names, rows }: Rows, { width, columns }: InputColumns): RawInputs {
  const fitted = columns ?? names.map((name) => ({ ...PLAIN, name }));
  const encoder = new RowEncoder(fitted);
  const values = new Float64Array(rows.length * width);
  const unseen = new Map<number, string[]>();
  for (const [index, { row, cells }] of rows.entries()) {
    const cellOf = (slot: number) =>
      readCell(cells[slot] ?? '', fitted[slot] ?? PLAIN, {
        file,
        ...(row !== undefined && { row }),
        column: names[slot] ?? '',
      });
    encoder.encode(cellOf, values, index, (slot, category) => {
      unseen.set(slot, [...(unseen.get(slot) ?? []), category]);
    });
  }
  const notes = [...unseen].map(([slot, found]) => unseenNote(names[slot] ?? '', found));
  return { count: rows.length, values, notes };
}

/** A number that nothing stands in for. */
const PLAIN: TableColumn = { name: '', fill: null, categories: null, unseen: [] };

function idxInputs(file: string, bytes: Uint8Array, { width }: InputColumns): RawInputs {
  const { shape, values } = readIdx(file, bytes);
  const [count = 0, ...sample] = shape;
  if (sizeOf(sample) !== width) {
    throw new DataError(wrongCount(sizeOf(sample), width, []), { file });
  }
  return { count, values: Float64Array.from(values), notes: [] };
}

/** How a zip archive begins: "PK". */
const ZIP = [0x50, 0x4b];

/** The one array of an archive whose samples have as many numbers as the model takes. */
function npzInputs(file: string, bytes: Uint8Array, { width }: InputColumns): RawInputs {
  const arrays = [...readArrays(file, bytes)];
  const fitting = arrays.filter(([, { shape }]) => sizeOf(shape.slice(1)) === width);
  const [found] = fitting;
  if (!found || fitting.length > 1) {
    const sizes = arrays.map(([name, { shape }]) => `'${name}' ${sizeOf(shape.slice(1))}`);
    const listed = sizes.join(', ');
    const message = found
      ? t`the model takes ${width} numbers a sample, and more than one array has as many: ${listed}.`
      : t`the model takes ${width} numbers a sample, and no array has as many: ${listed}.`;
    throw new DataError(message, { file });
  }
  const [, { shape, values }] = found;
  return { count: shape[0] ?? 0, values: Float64Array.from(values), notes: [] };
}

/** Where in a row each input stands. */
function placesOf(file: string, { names, rows }: Table, columns: InputColumns): number[] {
  const [width, features] = [sourceWidth(columns), namesOf(columns)];
  if (names && features.length > 0) {
    const missing = features.filter((feature) => !names.includes(feature));
    const [first] = missing;
    if (first === undefined) return features.map((feature) => names.indexOf(feature));
    const takes = features.join(', ');
    const message =
      missing.length === 1
        ? t`there is no column '${first}'. The model takes ${takes}.`
        : t`there is no column '${first}' (and ${missing.length - 1} more are missing). The model takes ${takes}.`;
    throw new DataError(message, { file });
  }
  const found = names?.length ?? rows[0]?.cells.length ?? 0;
  if (found !== width) throw new DataError(wrongCount(found, width, features), { file });
  return Array.from({ length: width }, (_, slot) => slot);
}

function wrongCount(found: number, width: number, features: readonly string[]): string {
  const named = features.length > 0 && features.length <= 20;
  const wanted = named ? `${width}: ${features.join(', ')}` : width;
  return found === 1
    ? t`there is 1 number a sample, the model takes ${wanted}.`
    : t`there are ${found} numbers a sample, the model takes ${wanted}.`;
}

/** A number, a category, or null for a gap that something stands in for. */
function readCell(
  cell: string,
  { fill, categories }: TableColumn,
  place: DataPlace,
): number | string | null {
  const text = cell.trim();
  const isGap = text === '' || ((categories ?? fill) !== null && isMissing(text));
  if (isGap && fill !== null) return null;
  if (isGap) throw new DataError(t`the value is missing. Fill it in.`, place);
  const value = numberOf(text);
  // `1` and `1.0` are one category where all are numbers.
  if (categories) return categories.includes(String(value)) ? String(value) : text;
  if (Number.isFinite(value)) return value;
  throw new DataError(t`'${text}' is no number. Write it as 1.5 or 1e-3.`, place);
}
