import type { Padding } from '#plan';

/** How windows slide over an image: what the kernels of convolutions and pools read (engine/kernels/convolution.ts). */
interface Windows {
  /** Height, width, channels. */
  readonly input: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly filters: number;
}

/** Number of windows along an axis, and how far the first hangs over the edge: `same` gives the odd one to the end (TensorFlow). */
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

/** The twelve integers of a geometry, and the number of windows in an image. */
export function geometryOf(windows: Windows): {
  readonly values: number[];
  readonly count: number;
} {
  const { input, kernel, stride, padding, filters } = windows;
  const [height, width, channels] = input;
  const [rows, top] = alongAxis(height, kernel[0], stride[0], padding);
  const [columns, left] = alongAxis(width, kernel[1], stride[1], padding);
  const values = [height, width, channels, ...kernel, ...stride, top, left, rows, columns, filters];
  return { values, count: rows * columns };
}

/** A shape as height, width, channels: a sequence has height 1. */
export function imageShape(shape: readonly number[]): readonly [number, number, number] {
  const [first = 1, second = 1, third] = shape;
  return third === undefined ? [1, first, second] : [first, second, third];
}
