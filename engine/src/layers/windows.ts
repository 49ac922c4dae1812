import type { Padding } from '#plan';

/**
 * How windows slide over an image: what the kernels of convolutions and pools read
 * (engine/kernels/convolution.ts).
 */
interface Windows {
  /** Height, width, channels. */
  readonly input: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly filters: number;
}

/**
 * Number of windows along an axis, and how far the first hangs over the edge: `same` gives the odd
 * one to the end (TensorFlow).
 */
function alongAxis(
  length: number,
  kernel: number,
  stride: number,
  padding: Padding,
): readonly [count: number, before: number] {
  if (padding === 'valid') return [Math.floor((length - kernel) / stride) + 1, 0];
  const count = Math.ceil(length / stride);
  const overhang = Math.max(0, (count - 1) * stride + kernel - length);
  return [count, Math.floor(overhang / 2)];
}

/**
 * A geometry as the kernels read it, the number of windows in an image, and the size of an image
 * padded for all of them.
 */
interface Geometry {
  readonly values: readonly number[];
  readonly count: number;
  readonly padded: readonly [height: number, width: number];
}

/** Counts and places the windows; the last two integers are the padded size. */
export function geometryOf(windows: Windows): Geometry {
  const { input, kernel, stride, padding, filters } = windows;
  const [height, width, channels] = input;
  const [rows, top] = alongAxis(height, kernel[0], stride[0], padding);
  const [columns, left] = alongAxis(width, kernel[1], stride[1], padding);
  const extent = (before: number, length: number, count: number, size: number, step: number) =>
    Math.max(before + length, (count - 1) * step + size);
  const padded = [
    extent(top, height, rows, kernel[0], stride[0]),
    extent(left, width, columns, kernel[1], stride[1]),
  ] as const;
  const offsets = [top, left, rows, columns, filters, ...padded];
  const values = [height, width, channels, ...kernel, ...stride, ...offsets];
  return { values, count: rows * columns, padded };
}

/** A shape as height, width, channels: a sequence has height 1. */
export function imageShape(shape: readonly number[]): readonly [number, number, number] {
  const [first = 1, second = 1, third] = shape;
  return third === undefined ? [1, first, second] : [first, second, third];
}
