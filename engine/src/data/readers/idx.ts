import { t } from '#l10n';
import { DataError } from '../data-error.ts';
import { encodeNumericLabels } from '../labels.ts';
import type { NumberArray, RawData, RawTarget } from '../raw-data.ts';
import { sizeOf } from '../raw-data.ts';

/** An array of the idx format: MNIST's own (LeCun, Cortes & Burges). */
export interface IdxArray {
  /** The first extent counts the samples. */
  readonly shape: readonly number[];
  readonly values: NumberArray;
}

interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number, count: number) => NumberArray;
}

/** By the third byte of the file. Numbers are big-endian. */
const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, read: (view, at, n) => new Uint8Array(view.buffer, view.byteOffset + at, n) },
  9: { bytes: 1, read: (view, at, n) => new Int8Array(view.buffer, view.byteOffset + at, n) },
  11: {
    bytes: 2,
    read: (view, at, n) => Int16Array.from({ length: n }, (_, i) => view.getInt16(at + 2 * i)),
  },
  12: {
    bytes: 4,
    read: (view, at, n) => Int32Array.from({ length: n }, (_, i) => view.getInt32(at + 4 * i)),
  },
  13: {
    bytes: 4,
    read: (view, at, n) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(at + 4 * i)),
  },
  14: {
    bytes: 8,
    read: (view, at, n) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(at + 8 * i)),
  },
};

/** Reads one idx file; throws a DataError where the header is not idx's or the length does not fit. */
export function readIdx(path: string, bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 ? ELEMENT_TYPES[view.getUint8(2)] : undefined;
  const dimensions = bytes.length >= 4 ? view.getUint8(3) : 0;
  const header = 4 + 4 * dimensions;
  if (!type || view.getUint16(0) !== 0 || dimensions === 0 || bytes.length < header) {
    const message = t`this is not an idx file: it should begin with two zero bytes, a type and a rank.`;
    throw new DataError(message, { file: path });
  }
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = sizeOf(shape);
  if (bytes.length !== header + count * type.bytes) {
    const extents = shape.join('×');
    const stated =
      type.bytes === 1
        ? t`${extents} values of 1 byte`
        : t`${extents} values of ${type.bytes} bytes`;
    const message = t`the header promises ${stated} (${header + count * type.bytes} bytes), the file has ${bytes.length} bytes. It is cut off or damaged.`;
    throw new DataError(message, { file: path });
  }
  return { shape, values: type.read(view, header, count) };
}

/** A pair of idx files: samples and their targets, as numbers or as classes. */
export function readIdxPair(
  images: { readonly path: string; readonly bytes: Uint8Array },
  labels: { readonly path: string; readonly bytes: Uint8Array },
  asClasses: boolean,
): RawData {
  const inputs = readIdx(images.path, images.bytes);
  const target = readIdx(labels.path, labels.bytes);
  const [count = 0, ...shape] = inputs.shape;
  const [targetCount = 0, ...targetShape] = target.shape;
  if (count !== targetCount) {
    const message = t`${targetCount} labels for the ${count} samples of ${images.path}. The two files must belong together.`;
    throw new DataError(message, { file: labels.path });
  }
  return {
    source: images.path,
    count,
    shape,
    features: [],
    inputs: inputs.values,
    target: numericTarget(target.values, targetShape, asClasses),
  };
}

/** A target that is numbers in the source, kept as it is or taken as class labels. */
export function numericTarget(
  values: NumberArray,
  shape: readonly number[],
  asClasses: boolean,
): RawTarget {
  if (!asClasses) return { kind: 'reals', shape, values: Float64Array.from(values) };
  const { classes, codes } = encodeNumericLabels(values);
  return { kind: 'labels', shape, columns: [], classes: [classes], codes };
}
