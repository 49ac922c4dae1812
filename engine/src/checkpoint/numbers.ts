import { t } from '#l10n';
import { CheckpointError } from './checkpoint-error.ts';
import type { Tensor } from './safetensors.ts';
import type { TensorType } from './tensor-types.ts';

type ReadNumber = (view: DataView, at: number) => number;

/** Floating-point types but float32, and how one number of each is read. */
const READERS: Partial<Readonly<Record<TensorType, ReadNumber>>> = {
  F64: (view, at) => view.getFloat64(at, true),
  F16: (view, at) => halfFloat(view.getUint16(at, true)),
  BF16: (view, at) => upperHalf(view.getUint16(at, true)),
};

const SIZES = { F64: 8, F16: 2, BF16: 2 } as const;

/** A copy of a tensor's numbers as float32; throws a CheckpointError for numbers that are no reals. */
export function floatsOf({ name, type, bytes }: Tensor): Float32Array {
  // A copy is aligned (Node's buffers hand out views where typed arrays copy). Like WebAssembly's memory, every machine that the engine runs on is little-endian.
  if (type === 'F32') return new Float32Array(new Uint8Array(bytes).buffer);
  const read = READERS[type];
  if (!read) {
    throw new CheckpointError(t`'${name}' holds numbers of the type ${type}; weights are float32.`);
  }
  const size = SIZES[type as keyof typeof SIZES];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
}

/** A tensor of float32. */
export function floatTensor(name: string, shape: readonly number[], values: Float32Array): Tensor {
  const bytes = new Uint8Array(values.slice().buffer);
  return { name, type: 'F32', shape, bytes };
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16: the upper half of a float32. */
function upperHalf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 65_536);
  return view.getFloat32(0);
}
