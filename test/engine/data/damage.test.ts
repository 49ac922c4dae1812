import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { DataError, type DataSet, loadData } from '#engine';
import type { DataPlan } from '#plan';
import { checkShapes } from '../../../engine/src/data/check-shapes.ts';
import { denseStack, planOf as planOfLayers } from '../plans.ts';
import { files, planOf } from './plans.ts';

const SAMPLES = 6;
const WIDTH = 2;

/** Bytes of an idx file of unsigned bytes. */
function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length);
  for (const [axis, length] of shape.entries()) header.setUint32(4 + 4 * axis, length);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values]);
}

/** Bytes of a NumPy array. */
function npy(descr: string, shape: string, values: ArrayBufferView): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8];
  const { buffer, byteOffset, byteLength } = values;
  const content = new Uint8Array(buffer, byteOffset, byteLength);
  return Uint8Array.from([...magic, ...new TextEncoder().encode(text), ...content]);
}

const numbers = Array.from({ length: SAMPLES * WIDTH }, (_, index) => index * 7 + 1);
const labels = Array.from({ length: SAMPLES }, (_, index) => index % 2);
const images = idx([SAMPLES, WIDTH], numbers);
const table = `a,b,y\n${labels.map((label, at) => `${at}.5,-${at}e1,${label}`).join('\n')}\n`;

const idxPlan = planOf({ kind: 'file', format: 'idx', path: 'x', targetPath: 'y' });
const npzPlan = planOf({ kind: 'file', format: 'npz', path: 'x', targetPath: null });
const csvPlan = planOf({ kind: 'file', format: 'csv', path: 'x', targetPath: null });

/** Each a plan, the file that is damaged, and what stays whole beside it. */
const formats: Readonly<
  Record<string, readonly [plan: DataPlan, damaged: string, contents: Record<string, Uint8Array>]>
> = {
  'idx images': [idxPlan, 'x', { x: images, y: idx([SAMPLES], labels) }],
  'idx labels': [idxPlan, 'y', { x: images, y: idx([SAMPLES], labels) }],
  'gzipped idx images': [idxPlan, 'x', { x: gzipSync(images), y: idx([SAMPLES], labels) }],
  npz: [
    npzPlan,
    'x',
    {
      x: zipSync(
        {
          'data.npy': npy('<f4', `${SAMPLES}, ${WIDTH}`, Float32Array.from(numbers)),
          'y.npy': npy('<i4', `${SAMPLES},`, Int32Array.from(labels)),
        },
        { level: 0 },
      ),
    },
  ],
  csv: [csvPlan, 'x', { x: new TextEncoder().encode(table) }],
  'gzipped csv': [csvPlan, 'x', { x: gzipSync(new TextEncoder().encode(table)) }],
};

/** A file with some bytes replaced, then cut off or lengthened. */
function damage(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  return fc
    .tuple(
      fc.array(change, { maxLength: 4 }),
      fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
      fc.uint8Array({ maxLength: 3 }),
    )
    .map(([changes, length, more]) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return Uint8Array.from([...bytes.subarray(0, length), ...more]);
    });
}

/** Whatever is read has the lengths that kernels rely on. */
function assertUsable(data: DataSet): void {
  const classes = Math.max(2, data.classes.length);
  const layers = denseStack(WIDTH, [[classes, { name: 'softmax' }]]);
  const plan = planOfLayers({
    layers,
    loss: { name: 'cross_entropy', labelSmoothing: 0 },
    encoding: 'class_index',
  });
  checkShapes(plan, data);
  assert.ok(data.train.inputs.every(Number.isFinite));
}

for (const [name, [plan, damaged, contents]] of Object.entries(formats)) {
  test(`${name}: damaged files are refused with a reason, or read`, async () => {
    const whole = contents[damaged] as Uint8Array;
    assertUsable(await loadData(plan, [WIDTH], files(contents)));
    let refused = 0;
    const property = fc.asyncProperty(damage(whole), async (bytes) => {
      try {
        assertUsable(await loadData(plan, [WIDTH], files({ ...contents, [damaged]: bytes })));
      } catch (error) {
        assert.ok(error instanceof DataError, String(error));
        assert.ok(error.message.length < 500);
        refused += 1;
      }
    });
    await fc.assert(property, { numRuns: 400 });
    assert.ok(refused > 40, `only ${refused} of 400 damaged files were noticed`);
  });
}
