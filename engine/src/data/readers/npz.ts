import { unzipSync } from 'fflate';
import { t } from '#l10n';
import type { DataPlan } from '#plan';
import { DataError } from '../data-error.ts';
import type { NumberArray, RawData } from '../raw-data.ts';
import { sizeOf } from '../raw-data.ts';
import { numericTarget } from './idx.ts';

/** One array of an npz file. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: NumberArray;
}

/** By NumPy's type string without the byte order. */
const ELEMENT_TYPES: Readonly<Record<string, (bytes: ArrayBuffer) => NumberArray>> = {
  b1: (bytes) => new Uint8Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  u8: (bytes) => Float64Array.from(new BigUint64Array(bytes), Number),
  i8: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number),
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
};

/**
 * Reads the arrays of a NumPy archive: the target's by name, all others (or those that `features` keeps)
 * are the inputs, flattened and put next to each other. Throws a DataError.
 */
export function readNpz(
  path: string,
  bytes: Uint8Array,
  plan: DataPlan,
  asClasses: boolean,
): RawData {
  const arrays = readArrays(path, bytes);
  const [targetName] = plan.target.columns;
  const target = targetName === undefined ? undefined : arrays.get(targetName);
  if (!target) {
    const message = t`there is no array '${targetName ?? ''}' for the target; the file has ${listOf(arrays.keys())}.`;
    throw new DataError(message, { file: path });
  }
  const names = [...arrays.keys()].filter((name) => name !== targetName && isKept(name, plan));
  const [count = 0, ...targetShape] = target.shape;
  for (const name of names) {
    const rows = arrays.get(name)?.shape[0] ?? 0;
    if (rows === count) continue;
    const message = t`the array has ${rows} samples, the target '${targetName ?? ''}' has ${count}. Choose the inputs with 'features include(…)'.`;
    throw new DataError(message, { file: path, column: name });
  }
  const inputs = names.map((name) => arrays.get(name) as NpyArray);
  const [first] = inputs;
  if (!first) {
    throw new DataError(
      t`no array is left for the inputs; the file has ${listOf(arrays.keys())}.`,
      {
        file: path,
      },
    );
  }
  const shape = inputs.length === 1 ? first.shape.slice(1) : [totalWidth(inputs)];
  return {
    source: path,
    count,
    shape,
    features: inputs.length === sizeOf(shape) ? names : [],
    inputs: inputs.length === 1 ? first.values : concatenate(inputs, count),
    target: numericTarget(target.values, targetShape, asClasses),
  };
}

function isKept(name: string, { features }: DataPlan): boolean {
  if (features === null) return true;
  return 'include' in features ? features.include.includes(name) : !features.exclude.includes(name);
}

function listOf(names: Iterable<string>): string {
  return [...names].map((name) => `'${name}'`).join(', ') || t`no array at all`;
}

function widthOf(array: NpyArray): number {
  return sizeOf(array.shape.slice(1));
}

function totalWidth(arrays: readonly NpyArray[]): number {
  return arrays.reduce((sum, array) => sum + widthOf(array), 0);
}

function concatenate(arrays: readonly NpyArray[], count: number): Float64Array {
  const total = totalWidth(arrays);
  const joined = new Float64Array(count * total);
  let offset = 0;
  for (const array of arrays) {
    const width = widthOf(array);
    for (let row = 0; row < count; row++) {
      joined.set(array.values.subarray(row * width, (row + 1) * width), row * total + offset);
    }
    offset += width;
  }
  return joined;
}

/** The arrays of an npz file by their names. Throws a DataError. */
export function readArrays(path: string, bytes: Uint8Array): Map<string, NpyArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: (file) => file.name.endsWith('.npy') });
  } catch {
    throw new DataError(t`this is not an npz file: it is no zip archive, or a damaged one.`, {
      file: path,
    });
  }
  const arrays = Object.entries(files).map(([file, content]): [string, NpyArray] => {
    const name = file.slice(0, -'.npy'.length);
    return [name, readNpy(path, name, content)];
  });
  return new Map(arrays);
}

/** One array in NumPy's npy format, versions 1 to 3 (NEP 1). */
function readNpy(path: string, name: string, bytes: Uint8Array): NpyArray {
  const place = { file: path, column: name };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d) {
    throw new DataError(t`this array is not in the npy format.`, place);
  }
  const wide = view.getUint8(6) > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, end));
  const descr = /'descr': '([<>|=])(\w+)'/.exec(header);
  const shapeText = /'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '';
  const shape = shapeText.split(',').flatMap((part) => (part.trim() ? [Number(part)] : []));
  const create = ELEMENT_TYPES[descr?.[2] ?? ''];
  if (!create || descr?.[1] === '>') {
    const type = descr ? descr[1] + (descr[2] ?? '') : 'object';
    throw new DataError(t`numbers of type ${type} are not read; save the array as float32.`, place);
  }
  if (header.includes("'fortran_order': True") && shape.length > 1) {
    throw new DataError(t`the array is in Fortran order; save np.ascontiguousarray(array).`, place);
  }
  const expected = sizeOf(shape) * Number(descr?.[2]?.slice(1));
  if (bytes.length - end !== expected) {
    throw new DataError(
      t`${expected} bytes of numbers expected, ${bytes.length - end} found.`,
      place,
    );
  }
  return { shape, values: create(bytes.slice(end).buffer as ArrayBuffer) };
}
