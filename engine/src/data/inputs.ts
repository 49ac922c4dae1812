import { t } from '#l10n';
import { DataError } from './data-error.ts';
import { sizeOf } from './raw-data.ts';
import { decompress } from './readers/compression.ts';
import { readTable, type Table } from './readers/delimited.ts';
import { readIdx } from './readers/idx.ts';
import { readArrays } from './readers/npz.ts';
import { cellText, numberOf } from './readers/numbers.ts';

/** What a model takes: how many numbers a sample, and the names of the columns where the training data had some. */
export interface InputColumns {
  readonly width: number;
  /** Empty, or `width` names. */
  readonly features: readonly string[];
}

/** Samples without targets, unscaled. */
export interface RawInputs {
  readonly count: number;
  /** `count × width` numbers. */
  readonly values: Float64Array;
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
  const values = new Float64Array(table.rows.length * places.length);
  for (const [index, { row, cells }] of table.rows.entries()) {
    for (const [slot, place] of places.entries()) {
      const column = table.names?.[place] ?? columns.features[slot] ?? t`column ${place + 1}`;
      values[index * places.length + slot] = cellOf(
        cells[place] && cellText(cells[place], table.delimiter),
        { file, row, column },
      );
    }
  }
  return { count: table.rows.length, values };
}

/** The numbers of one sample written in a line: `5.1, 3.5, 1.4, 0.2`, or `5,1; 3,5; 1,4; 0,2`. Throws a DataError that says which is none. */
export function parseSample(text: string, { width, features }: InputColumns): RawInputs {
  const delimiter = text.includes(';') ? ';' : ',';
  const cells = text
    .split(delimiter === ';' ? /[\s;]+/ : /[\s,]+/)
    .flatMap((cell) => (cell === '' ? [] : [cellText(cell, delimiter)]));
  const place = { file: t`the sample` };
  if (cells.length !== width) throw new DataError(wrongCount(cells.length, width, features), place);
  const values = cells.map((cell, slot) =>
    cellOf(cell, { ...place, column: features[slot] ?? t`number ${slot + 1}` }),
  );
  return { count: 1, values: Float64Array.from(values) };
}

function idxInputs(file: string, bytes: Uint8Array, { width }: InputColumns): RawInputs {
  const { shape, values } = readIdx(file, bytes);
  const [count = 0, ...sample] = shape;
  if (sizeOf(sample) !== width) {
    throw new DataError(wrongCount(sizeOf(sample), width, []), { file });
  }
  return { count, values: Float64Array.from(values) };
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
  return { count: shape[0] ?? 0, values: Float64Array.from(values) };
}

/** Where in a row each input stands. */
function placesOf(file: string, { names, rows }: Table, columns: InputColumns): number[] {
  const { width, features } = columns;
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

function cellOf(
  cell: string | undefined,
  place: { readonly file: string; readonly row?: number; readonly column: string },
): number {
  if (cell === undefined || cell.trim() === '') {
    throw new DataError(t`the value is missing. Fill it in.`, place);
  }
  const value = numberOf(cell.trim());
  if (!Number.isFinite(value)) {
    throw new DataError(t`'${cell.trim()}' is no number. Write it as 1.5 or 1e-3.`, place);
  }
  return value;
}
