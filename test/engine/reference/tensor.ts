/** A float64 array with its shape, the batch axis included. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export function tensor(shape: readonly number[], values?: ArrayLike<number>): Tensor {
  const size = sizeOf(shape);
  return { shape, values: values ? Float64Array.from(values) : new Float64Array(size) };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function map(x: Tensor, f: (value: number, index: number) => number): Tensor {
  return { shape: x.shape, values: x.values.map(f) };
}

export function add(a: Tensor, b: Tensor): Tensor {
  return map(a, (value, at) => value + (b.values[at] as number));
}

/** The last axis' length. */
export function channelsOf(x: Tensor): number {
  return x.shape.at(-1) ?? 1;
}

/** x·W along the last axis; W has the numbers of an [inputs, units] matrix, whatever its shape. */
export function product(x: Tensor, w: Tensor): Tensor {
  const inputs = channelsOf(x);
  const units = w.values.length / inputs;
  const rows = x.values.length / inputs;
  const y = tensor([...x.shape.slice(0, -1), units]);
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += at(x, row * inputs + i) * at(w, i * units + unit);
      y.values[row * units + unit] = sum;
    }
  }
  return y;
}

/** Adds a vector to every vector of the last axis. */
export function addChannels(x: Tensor, vector: Tensor | undefined): Tensor {
  if (!vector) return x;
  const channels = channelsOf(x);
  return map(x, (value, index) => value + at(vector, index % channels));
}

export function at(x: Tensor, index: number): number {
  return x.values[index] as number;
}

/** Tensors of the same shape but for the last axis, joined along it. */
export function concatenate(parts: readonly Tensor[]): Tensor {
  const widths = parts.map(channelsOf);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const rows = (parts[0]?.values.length ?? 0) / (widths[0] ?? 1);
  const joined = tensor([...(parts[0]?.shape.slice(0, -1) ?? []), total]);
  for (let row = 0; row < rows; row++) {
    let column = row * total;
    for (const [index, part] of parts.entries()) {
      const width = widths[index] as number;
      joined.values.set(part.values.subarray(row * width, (row + 1) * width), column);
      column += width;
    }
  }
  return joined;
}
