import type { Padding } from '#plan';

/**
 * Zeros (or nothing) before and after an axis, so that windows cover it as TensorFlow's `same`: the odd one goes to the end.
 */
export function paddingAlong(
  length: number,
  window: number,
  stride: number,
  padding: Padding,
): readonly [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  const count = Math.ceil(length / stride);
  const total = Math.max(0, (count - 1) * stride + window - length);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** A window along one axis or two. */
export interface Windows {
  /** Lengths of the axes that the window slides along. */
  readonly lengths: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly padding: Padding;
}

/** The padding of each axis. */
export function paddings(windows: Windows): (readonly [before: number, after: number])[] {
  const { lengths, window, stride, padding } = windows;
  return lengths.map((length, axis) =>
    paddingAlong(length, window[axis] ?? 1, stride[axis] ?? 1, padding),
  );
}

/** The windows of a convolution or a pool of one or two dimensions. */
export function windowsOf(layer: {
  readonly inputShape: readonly number[];
  readonly stride: number | readonly [number, number];
  readonly padding: Padding;
  readonly kernel?: number | readonly [number, number];
  readonly pool?: number | readonly [number, number];
}): Windows {
  const { inputShape, padding } = layer;
  return {
    lengths: inputShape.slice(0, -1),
    window: [layer.kernel ?? layer.pool ?? 1].flat(),
    stride: [layer.stride].flat(),
    padding,
  };
}
