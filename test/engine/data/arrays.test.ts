import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zipSync } from 'fflate';
import type { DataPlan, FileSource } from '#plan';
import { DataError } from '../../../engine/src/data/data-error.ts';
import { readInputs } from '../../../engine/src/data/inputs.ts';
import { loadData } from '../../../engine/src/data/load.ts';
import { files, planOf, REAL_TARGET } from './plans.ts';

const IDX: FileSource = { kind: 'file', format: 'idx', path: 'images', targetPath: 'labels' };
const NPZ: FileSource = { kind: 'file', format: 'npz', path: 'arrays.npz', targetPath: null };
const NO_COLUMNS = { columns: [], encoding: 'class_index', scale: { kind: 'none' } } as const;

function idx(type: number, shape: readonly number[], content: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((extent, axis) => {
    header.setUint32(4 + 4 * axis, extent);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...content]);
}

function bigEndian(bytes: number, write: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  write(view);
  return new Uint8Array(view.buffer);
}

const IMAGES = idx(8, [3, 1, 2], Uint8Array.of(0, 255, 1, 2, 128, 3));
const LABELS = idx(8, [3], Uint8Array.of(7, 3, 7));

async function loadIdx(images: Uint8Array, labels: Uint8Array, changes: Partial<DataPlan> = {}) {
  const plan = planOf(IDX, { target: NO_COLUMNS, ...changes });
  return loadData(plan, [2], files({ images, labels }));
}

test('idx files give images and labels', async () => {
  const { train, classes, targetShape } = await loadIdx(IMAGES, LABELS);
  assert.deepEqual(classes, ['3', '7']);
  assert.deepEqual(targetShape, []);
  const samples = [0, 1, 2].map((at) => [
    ...train.inputs.subarray(2 * at, 2 * at + 2),
    train.targets[at],
  ]);
  assert.deepEqual(samples.sort(), [
    [0, 255, 1],
    [1, 2, 0],
    [128, 3, 1],
  ]);
});

test('gzipped idx files are unpacked', async () => {
  const { train } = await loadIdx(gzipSync(IMAGES), gzipSync(LABELS));
  assert.equal(train.count, 3);
});

const NUMBERS: readonly (readonly [string, number, Uint8Array, number])[] = [
  ['int8', 9, Uint8Array.of(0xfe), -2],
  ['int16', 11, bigEndian(2, (view) => view.setInt16(0, -300)), -300],
  ['int32', 12, bigEndian(4, (view) => view.setInt32(0, -70000)), -70000],
  ['float32', 13, bigEndian(4, (view) => view.setFloat32(0, 0.5)), 0.5],
  ['float64', 14, bigEndian(8, (view) => view.setFloat64(0, -0.25)), -0.25],
];

for (const [name, type, bytes, value] of NUMBERS) {
  test(`idx numbers of type ${name} are read big-endian`, async () => {
    const plan = planOf(IDX, { target: REAL_TARGET });
    const read = files({ images: idx(8, [1, 1], Uint8Array.of(1)), labels: idx(type, [1], bytes) });
    const { train } = await loadData(plan, [1], read);
    assert.deepEqual([...train.targets], [value]);
  });
}

test('held-out idx files are the test part, with the classes of the training data', async () => {
  const testSource: FileSource = { ...IDX, path: 'more', targetPath: 'moreLabels' };
  const plan = planOf(IDX, { target: NO_COLUMNS, testSource, scale: { kind: 'divide', by: 255 } });
  const contents = {
    images: IMAGES,
    labels: LABELS,
    more: idx(8, [1, 1, 2], Uint8Array.of(51, 0)),
  };
  const known = files({ ...contents, moreLabels: idx(8, [1], Uint8Array.of(7)) });
  const { test: held } = await loadData(plan, [2], known);
  assert.deepEqual([...held.inputs], [Math.fround(0.2), 0]);
  assert.deepEqual([...held.targets], [1]);
  const unknown = files({ ...contents, moreLabels: idx(8, [1], Uint8Array.of(5)) });
  await assert.rejects(
    loadData(plan, [2], unknown),
    /^DataError: more: the class '5' does not occur in images/,
  );
});

const IDX_FAULTS: readonly (readonly [string, Uint8Array, Uint8Array, RegExp])[] = [
  ['an empty file', new Uint8Array(), LABELS, /^images: this is not an idx file/],
  ['a text', new TextEncoder().encode('a,b,c\n1,2,3'), LABELS, /^images: this is not an idx file/],
  ['a header alone', IMAGES.subarray(0, 8), LABELS, /^images: this is not an idx file/],
  [
    'a file cut off',
    IMAGES.subarray(0, 20),
    LABELS,
    /3×1×2 values of 1 byte \(22 bytes\), the file has 20/,
  ],
  [
    'labels of other images',
    IMAGES,
    idx(8, [2], Uint8Array.of(1, 2)),
    /^labels: 2 labels for the 3 samples/,
  ],
];

for (const [name, images, labels, message] of IDX_FAULTS) {
  test(`idx: ${name} is named as what it is`, async () => {
    await assert.rejects(loadIdx(images, labels), (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, message);
      return true;
    });
  });
}

/** An array in NumPy's format, version 1. */
function npy(descr: string, shape: readonly number[], content: Uint8Array, order = 'False') {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }\n`;
  const magic = [
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    text.length & 255,
    text.length >> 8,
  ];
  return Uint8Array.from([...magic, ...new TextEncoder().encode(text), ...content]);
}

function bytesOf(array: Float32Array | Float64Array | BigInt64Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer);
}

const X = npy('<f4', [2, 1, 2], bytesOf(Float32Array.of(1, 2, 3, 4)));
const Y = npy('<i8', [2], bytesOf(BigInt64Array.of(5n, -1n)));

async function loadNpz(
  arrays: Record<string, Uint8Array>,
  changes: Partial<DataPlan> = {},
  width = 2,
) {
  const zip = zipSync(Object.fromEntries(Object.entries(arrays).map(([n, a]) => [`${n}.npy`, a])));
  return loadData(planOf(NPZ, changes), [width], files({ 'arrays.npz': zip }));
}

test('npz: samples to predict are the array that fits the model', () => {
  const packed = (arrays: Record<string, Uint8Array>) =>
    readInputs('new.npz', zipSync(arrays), { width: 2, features: [] });
  const { count, values } = packed({ 'x.npy': X, 'y.npy': Y });
  assert.deepEqual([count, ...values], [2, 1, 2, 3, 4]);
  assert.throws(() => packed({ 'y.npy': Y }), /takes 2 numbers a sample, and no array .*'y' 1/);
  assert.throws(() => packed({ 'x.npy': X, 'z.npy': X }), /more than one array has as many/);
});

test('npz: the named array is the target, the others are the inputs', async () => {
  const { train, classes } = await loadNpz({ x: X, y: Y });
  assert.deepEqual(classes, ['-1', '5']);
  const first = train.targets[0] === 1 ? [1, 2, 3, 4] : [3, 4, 1, 2];
  assert.deepEqual([...train.inputs], first);
});

test('npz: several arrays are put side by side, in the order of the file', async () => {
  const z = npy('<f8', [2], bytesOf(Float64Array.of(10, 20)));
  const { train } = await loadNpz({ x: X, y: Y, z }, {}, 3);
  const samples = [[...train.inputs.subarray(0, 3)], [...train.inputs.subarray(3)]].sort();
  assert.deepEqual(samples, [
    [1, 2, 10],
    [3, 4, 20],
  ]);
});

const NPZ_FAULTS: readonly (readonly [string, Record<string, Uint8Array>, RegExp])[] = [
  ['no target', { x: X }, /no array 'y' for the target; the file has 'x'/],
  ['no inputs', { y: Y }, /no array is left for the inputs/],
  [
    'other length',
    { x: npy('<f4', [1], bytesOf(Float32Array.of(1))), y: Y },
    /column 'x': the array has 1 samples, the target 'y' has 2/,
  ],
  [
    'big-endian',
    { x: npy('>f4', [2], bytesOf(Float32Array.of(1, 2))), y: Y },
    /type >f4 are not read/,
  ],
  ['objects', { x: npy('|O8', [2], new Uint8Array(16)), y: Y }, /type \|O8 are not read/],
  ['Fortran order', { x: npy('<f4', [2, 2], new Uint8Array(16), 'True'), y: Y }, /Fortran order/],
  [
    'cut off',
    { x: npy('<f4', [2, 2], new Uint8Array(12)), y: Y },
    /16 bytes of numbers expected, 12 found/,
  ],
  [
    'not an array',
    { x: Uint8Array.of(1, 2, 3), y: Y },
    /column 'x': this array is not in the npy format/,
  ],
];

for (const [name, arrays, message] of NPZ_FAULTS) {
  test(`npz: ${name} is refused with a reason`, async () => {
    await assert.rejects(loadNpz(arrays), message);
  });
}

test('npz: a file that is no archive is refused', async () => {
  const read = files({ 'arrays.npz': 'hello' });
  await assert.rejects(loadData(planOf(NPZ), [2], read), /not an npz file/);
});

test('npz: a number that is NaN or infinite is named with its sample', async () => {
  const x = npy('<f4', [2, 1, 2], bytesOf(Float32Array.of(1, 2, Number.NaN, 4)));
  await assert.rejects(loadNpz({ x, y: Y }), /arrays\.npz, column 'inputs': sample 2 holds NaN/);
  const y = npy('<f8', [2], bytesOf(Float64Array.of(Number.POSITIVE_INFINITY, 1)));
  const target = loadNpz({ x: X, y }, { target: REAL_TARGET });
  await assert.rejects(target, /column 'target': sample 1 holds Infinity/);
});
