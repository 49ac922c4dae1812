import { t } from '#l10n';
import { MOST_CATEGORIES } from '../table-plan.ts';

/**
 * What the language knows about a data file: the header, the number of rows, each column's range and
 * classes. Made by `summarize` from a stream of bytes, read by name resolution, completion and the rules.
 */

export type DataFormat = 'csv' | 'tsv' | 'idx' | 'npz';

export interface DataSummary {
  readonly kind: 'summary';
  readonly format: DataFormat;
  /** Samples: data rows of a csv (the header not counted), the first dimension of an idx or npz array. */
  readonly rows: number;
  /** Columns of a csv in their order; arrays of an npz; one column named `value` for an idx file. */
  readonly columns: readonly ColumnSummary[];
  /** One sample's shape in an idx file (`[28, 28]`; `[]` for labels) or in an npz file's largest array; null for csv. */
  readonly shape: readonly number[] | null;
  /** Rows that repeat an earlier row in every column, counted over the first `COMPARED_ROWS` rows; csv only, else 0. */
  readonly duplicateRows: number;
}

export interface ColumnSummary {
  readonly name: string;
  /** `number`: every value that is there is a finite decimal number. */
  readonly kind: 'number' | 'text';
  /** Of the values that are there; NaN for text and for a column without any value. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation (divided by n), which is what `scale standardize` divides by. */
  readonly std: number;
  /** Rows without a value: see `isMissing`. */
  readonly missing: number;
  /** As a spreadsheet numbers rows: the header is row 1. Null where nothing is missing. */
  readonly firstMissingRow: number | null;
  /** Different values; one more than the limit of `CLASS_LIMIT` where there are too many to count. */
  readonly distinct: number;
  /** Each value and how often it occurs, in the order of class indices: numbers by size, text by code unit. */
  readonly classes?: readonly ClassCount[];
  /** In a text column the first value that is not a number, with its row. */
  readonly firstText?: { readonly row: number; readonly value: string };
  /** True where every value is a whole number. */
  readonly integer: boolean;
  /** npz: one sample's shape in this array. */
  readonly shape?: readonly number[];
}

export interface ClassCount {
  readonly label: string;
  readonly count: number;
}

/** Why a data file could not be read: one sentence with what was found and where, one with what to do. */
export interface DataProblem {
  readonly kind: 'problem';
  readonly message: string;
  readonly advice: string;
  /** As a spreadsheet numbers rows: the header is row 1. */
  readonly row?: number;
}

/** Different values of a column that are counted one by one; a column with more has no `classes`. */
export const CLASS_LIMIT = MOST_CATEGORIES;

/** Rows whose hashes are compared to find duplicates: bounds the memory. */
export const COMPARED_ROWS = 200_000;

/** The problem of a path that names no file. */
export function fileNotFound(path: string): DataProblem {
  return {
    kind: 'problem',
    message: t`The file "${path}" does not exist.`,
    advice: t`Check the path: it is relative to the folder of this specification.`,
  };
}

/** A problem with the file's content. */
export function dataProblem(message: string, advice: string, row?: number): DataProblem {
  return row === undefined
    ? { kind: 'problem', message, advice }
    : { kind: 'problem', message, advice, row };
}
