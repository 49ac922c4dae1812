import type { ScalePlan } from '#plan';
import type { Scaling } from './dataset.ts';
import type { NumberArray } from './raw-data.ts';
import { flagsOf, type TableColumn } from './table.ts';

/** Leaves every number as it is. */
export const NO_SCALING: Scaling = { offset: new Float64Array(), divisor: new Float64Array() };

/**
 * Fits a scaling to the given samples: the training part, so that nothing of the held-out parts leaks in.
 * A column that is constant there gets the divisor 1 and so becomes 0.
 * @param width numbers of one sample; `values` holds them one sample after the other
 */
export function fitScaling(
  plan: ScalePlan,
  values: NumberArray | Float64Array,
  width: number,
  samples: Int32Array,
): Scaling {
  switch (plan.kind) {
    case 'none':
      return NO_SCALING;
    case 'divide':
      return { offset: Float64Array.of(0), divisor: Float64Array.of(plan.by) };
    case 'standardize':
      return standardize(values, width, samples);
    case 'min_max':
      return minMax(values, width, samples);
  }
}

/** The same scaling with the inputs of columns of text left as they are: zeros and ones. */
export function sparingFlags(
  scaling: Scaling,
  columns: readonly Pick<TableColumn, 'categories'>[] | undefined,
): Scaling {
  const { divisor, offset } = scaling;
  const flags = flagsOf(columns);
  if (divisor.length === 0 || !flags.includes(true)) return scaling;
  const of = (values: Float64Array, index: number) => values[values.length === 1 ? 0 : index];
  return {
    offset: Float64Array.from(flags, (flag, index) => (flag ? 0 : (of(offset, index) ?? 0))),
    divisor: Float64Array.from(flags, (flag, index) => (flag ? 1 : (of(divisor, index) ?? 1))),
  };
}

/** Mean and population standard deviation, in two passes (Welford is no more accurate and slower here). */
function standardize(values: NumberArray, width: number, samples: Int32Array): Scaling {
  const offset = new Float64Array(width);
  const divisor = new Float64Array(width);
  for (const sample of samples) {
    const start = sample * width;
    for (let column = 0; column < width; column++) {
      offset[column] = (offset[column] as number) + (values[start + column] as number);
    }
  }
  for (let column = 0; column < width; column++)
    offset[column] = (offset[column] as number) / samples.length;
  for (const sample of samples) {
    const start = sample * width;
    for (let column = 0; column < width; column++) {
      const difference = (values[start + column] as number) - (offset[column] as number);
      divisor[column] = (divisor[column] as number) + difference * difference;
    }
  }
  for (let column = 0; column < width; column++) {
    const std = Math.sqrt((divisor[column] as number) / samples.length);
    // What is left of a constant column after rounding is no spread.
    divisor[column] = std > 1e-12 * Math.abs(offset[column] as number) ? std : 1;
  }
  return { offset, divisor };
}

function minMax(values: NumberArray, width: number, samples: Int32Array): Scaling {
  const offset = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const sample of samples) {
    const start = sample * width;
    for (let column = 0; column < width; column++) {
      const value = values[start + column] as number;
      if (value < (offset[column] as number)) offset[column] = value;
      if (value > (highest[column] as number)) highest[column] = value;
    }
  }
  const divisor = highest.map((high, column) => high - (offset[column] as number) || 1);
  return { offset, divisor };
}

/**
 * Scales raw numbers (whole samples) into float32.
 * @param samples which samples of `values`, in this order
 */
export function scaleSamples(
  scaling: Scaling,
  values: NumberArray | Float64Array,
  width: number,
  samples: Int32Array,
): Float32Array {
  if (scaling.divisor.length <= 1) return scaleAlike(scaling, values, width, samples);
  const scaled = new Float32Array(samples.length * width);
  const { offset, divisor } = scaling;
  for (let position = 0; position < samples.length; position++) {
    const from = (samples[position] as number) * width;
    const to = position * width;
    for (let column = 0; column < width; column++) {
      const raw = values[from + column] as number;
      scaled[to + column] = (raw - (offset[column] as number)) / (divisor[column] as number);
    }
  }
  return scaled;
}

/** The same for all columns: images have millions of numbers, and no array needs to be read for them. */
function scaleAlike(
  scaling: Scaling,
  values: NumberArray | Float64Array,
  width: number,
  samples: Int32Array,
): Float32Array {
  const scaled = new Float32Array(samples.length * width);
  const [offset = 0] = scaling.offset;
  const [divisor = 1] = scaling.divisor;
  for (let position = 0; position < samples.length; position++) {
    const from = (samples[position] as number) * width;
    const to = position * width;
    for (let column = 0; column < width; column++) {
      scaled[to + column] = ((values[from + column] as number) - offset) / divisor;
    }
  }
  return scaled;
}

/** The raw number behind a scaled one of the given column: for predictions and metrics in the data's units. */
export function unscale({ offset, divisor }: Scaling, value: number, column: number): number {
  if (divisor.length === 0) return value;
  const entry = divisor.length === 1 ? 0 : column;
  return value * (divisor[entry] as number) + (offset[entry] as number);
}

/** One raw sample as the model's input: what `predict` does with the numbers a person types in. */
export function scaleInput(scaling: Scaling, raw: ArrayLike<number>): Float32Array {
  return scaleSamples(scaling, Float64Array.from(raw), raw.length, Int32Array.of(0));
}
