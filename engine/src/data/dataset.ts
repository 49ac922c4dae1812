import type { TableColumn } from './table.ts';

/**
 * What training needs of a data set: typed arrays, already split, scaled and encoded. Row-major, one sample
 * after the other; float32 throughout (class indices are whole numbers).
 */
export interface DataSet {
  readonly name: string;
  /** One sample's shape, without the batch axis: `[64]`, `[8, 8, 1]`, `[50, 3]` (time, features). */
  readonly inputShape: readonly number[];
  /**
   * One target's shape: `[]` for a class index, `[classes]` for one-hot, `[columns]` for binary and real
   * targets; with a leading time axis where each step has its target (`copy_memory`).
   */
  readonly targetShape: readonly number[];
  /** Labels in the order of the class indices; empty for real targets. */
  readonly classes: readonly string[];
  /** Names of the inputs in the order of one sample's numbers; empty where the source has none. */
  readonly features: readonly string[];
  /** How the columns of a table become inputs; absent: each number of the source is an input. */
  readonly columns?: readonly TableColumn[];
  /** What a person should know of the data, in sentences. */
  readonly notes: readonly string[];
  readonly train: DataPart;
  readonly validation: DataPart;
  readonly test: DataPart;
  /** How raw inputs became the numbers of `inputs`: a prediction's input goes through the same. */
  readonly inputScaling: Scaling;
  /** The same for real targets; metrics in the data's units are computed after `unscale`. */
  readonly targetScaling: Scaling;
}

/** One part of the split; `count` is 0 and the arrays are empty where the split leaves the part out. */
export interface DataPart {
  readonly count: number;
  /** `count × product(inputShape)` numbers. */
  readonly inputs: Float32Array;
  /** `count × product(targetShape)` numbers. */
  readonly targets: Float32Array;
}

/**
 * `scaled = (raw − offset) / divisor`, column by column; the columns repeat where a sample is longer
 * (an image's pixels share one). Empty arrays: the numbers are as they were.
 */
export interface Scaling {
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
}
