/** What a reader or a generator delivers: all samples, as they are in the source, before split, scaling and encoding. */
export interface RawData {
  /** Named in messages: the file's path, or the generator's name. */
  readonly source: string;
  readonly count: number;
  /** One sample's shape as the source has it; its product is the number of inputs a sample. */
  readonly shape: readonly number[];
  /** Names of the inputs where the source has them (a csv's columns). */
  readonly features: readonly string[];
  /** `count × product(shape)` numbers, one sample after the other. */
  readonly inputs: NumberArray;
  readonly target: RawTarget;
  /**
   * Of a table whose columns are to be prepared: `inputs` has a number a column then, the index of a category in a column of
   * text, NaN for a gap.
   */
  readonly table?: readonly RawColumn[];
}

export interface RawColumn {
  readonly name: string;
  /** Every value of a column of text, sorted; null: numbers. */
  readonly categories: readonly string[] | null;
}

export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

export type RawTarget = RawLabels | RawReals;

/** Class labels; several columns (or time steps) of them lie next to each other in `codes`. */
export interface RawLabels {
  readonly kind: 'labels';
  readonly shape: readonly number[];
  /** Names of the target's columns; empty where the source has none. */
  readonly columns: readonly string[];
  /** Sorted: numbers by size, text by code unit. One list a column. */
  readonly classes: readonly (readonly string[])[];
  /** `count × product(shape)` indices into the column's `classes`. */
  readonly codes: Int32Array;
}

export interface RawReals {
  readonly kind: 'reals';
  readonly shape: readonly number[];
  /** Names of the target's columns where the source has them. */
  readonly columns?: readonly string[];
  /** `count × product(shape)` numbers. */
  readonly values: Float64Array;
}

/** The number of elements of one sample of the shape; 1 for `[]`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
