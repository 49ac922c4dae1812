import type { Padding } from '#plan';
import { at, channelsOf, sizeOf, type Tensor, tensor } from './tensor.ts';

interface Windows {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: Padding;
}

/**
 * The windows of a convolution or pooling over one or two spatial axes. Calls `visit` for every output position with the
 * indices (into the input's values, channel 0) that its window covers, null where it lies in the padding. 'same' pads as
 * TensorFlow does: the odd one comes at the end.
 */
function forEachWindow(
  x: Tensor,
  { size, stride, padding }: Windows,
  visit: (position: number, covered: readonly (number | null)[]) => void,
): readonly number[] {
  const extents = x.shape.slice(1, -1);
  const outputs = extents.map((extent, axis) => {
    const [window = 1, step = 1] = [size[axis], stride[axis]];
    return padding === 'same' ? Math.ceil(extent / step) : Math.floor((extent - window) / step) + 1;
  });
  const before = extents.map((extent, axis) => {
    const [window = 1, step = 1, output = 1] = [size[axis], stride[axis], outputs[axis]];
    const total = Math.max(0, (output - 1) * step + window - extent);
    return padding === 'same' ? Math.floor(total / 2) : 0;
  });
  const channels = channelsOf(x);
  const samples = x.shape[0] ?? 0;
  for (let sample = 0; sample < samples; sample++) {
    for (const [position, output] of gridOf(outputs).entries()) {
      const covered = gridOf(size).map((offset) => {
        const place = offset.map((o, axis) => {
          return (output[axis] ?? 0) * (stride[axis] ?? 1) + o - (before[axis] ?? 0);
        });
        if (place.some((p, axis) => p < 0 || p >= (extents[axis] ?? 0))) return null;
        const index = place.reduce((sum, p, axis) => sum * (extents[axis] ?? 1) + p, 0);
        return (sample * sizeOf(extents) + index) * channels;
      });
      visit(sample * sizeOf(outputs) + position, covered);
    }
  }
  return [samples, ...outputs];
}

/** All index tuples below the extents, the last axis fastest. */
function gridOf(extents: readonly number[]): number[][] {
  return extents.reduce<number[][]>(
    (tuples, extent) =>
      tuples.flatMap((tuple) => Array.from({ length: extent }, (_, index) => [...tuple, index])),
    [[]],
  );
}

/** The kernel has the numbers of a [..., inputs, filters] array, in the order of the window. */
export function convolve(x: Tensor, kernel: Tensor, windows: Windows): Tensor {
  const inputs = channelsOf(x);
  const filters = kernel.values.length / (sizeOf(windows.size) * inputs);
  const values: number[] = [];
  const shape = forEachWindow(x, windows, (position, covered) => {
    for (let filter = 0; filter < filters; filter++) {
      let sum = 0;
      for (const [tap, start] of covered.entries()) {
        if (start === null) continue;
        for (let i = 0; i < inputs; i++) {
          sum += at(x, start + i) * at(kernel, (tap * inputs + i) * filters + filter);
        }
      }
      values[position * filters + filter] = sum;
    }
  });
  return tensor([...shape, filters], values);
}

/** @param combine what a window's values become */
export function pool(
  x: Tensor,
  windows: Windows,
  combine: (values: readonly number[]) => number,
): Tensor {
  const channels = channelsOf(x);
  const values: number[] = [];
  const shape = forEachWindow(x, windows, (position, covered) => {
    for (let channel = 0; channel < channels; channel++) {
      const inside = covered.flatMap((start) => (start === null ? [] : [at(x, start + channel)]));
      values[position * channels + channel] = combine(inside);
    }
  });
  return tensor([...shape, channels], values);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function largest(values: readonly number[]): number {
  return Math.max(...values);
}
