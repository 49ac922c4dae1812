/** The convolutions' and pools' kernels against plain loops, at odd sizes of everything. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_ADDRESS, instantiate, type KernelInstance } from '../../engine/src/kernels.ts';
import { packedSize, pooledScratch } from '../../engine/src/layers/convolution.ts';
import { geometryOf } from '../../engine/src/layers/windows.ts';
import { kernelsOf, normals } from './plans.ts';

interface Case {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly filters: number;
  readonly pool: readonly [number, number];
}

/** Runs of 1 to 52 numbers, filters that fill no vector, pools of other sizes and beyond the edge. */
const CASES: readonly Case[] = [
  { input: [9, 7, 1], kernel: [3, 3], stride: [1, 1], padding: 'same', filters: 5, pool: [2, 2] },
  { input: [1, 33, 3], kernel: [1, 1], stride: [1, 1], padding: 'valid', filters: 1, pool: [1, 3] },
  { input: [1, 40, 17], kernel: [1, 5], stride: [1, 2], padding: 'same', filters: 9, pool: [1, 4] },
  { input: [8, 8, 16], kernel: [3, 3], stride: [1, 1], padding: 'same', filters: 11, pool: [2, 2] },
  { input: [7, 9, 13], kernel: [2, 4], stride: [2, 1], padding: 'valid', filters: 6, pool: [3, 2] },
  { input: [6, 5, 2], kernel: [5, 5], stride: [1, 1], padding: 'same', filters: 17, pool: [6, 5] },
];
const BATCH = 3;
const ROOM = 64;

for (const build of ['relaxed', 'simd'] as const) {
  const instance = instantiate(await kernelsOf(build), 2 ** 24);
  for (const one of CASES) {
    const name = `${one.input.join('×')}, kernel ${one.kernel.join('×')}, ${one.filters} filters`;
    test(`${build}: a convolution of ${name} and its pool, forward and backward`, () =>
      check(instance, one));
  }
}

function check(instance: KernelInstance, one: Case) {
  const { input, kernel, stride, padding, filters, pool } = one;
  const channels = input[2];
  const run = kernel[1] * channels;
  const depth = kernel[0] * run;
  const { values, count, padded } = geometryOf({ input, kernel, stride, padding, filters });
  const [height = 0, width = 0] = values.slice(9, 11);
  const below = { input: [height, width, filters] as const, kernel: pool, stride: pool, filters };
  const { values: poolValues, count: positions } = geometryOf({ ...below, padding: 'same' });
  const image = padded[0] * padded[1] * channels;
  const row = padded[1] * channels;
  /** Where the tap of a window lies in its padded image. */
  const place = (pixel: number, tap: number) =>
    (Math.floor(pixel / width) * stride[0] + Math.floor(tap / run)) * row +
    (pixel % width) * stride[1] * channels +
    (tap % run);
  const memory = memoryOf(instance);
  memory.put('geometry', Int32Array.from(values));
  memory.put('pool', Int32Array.from(poolValues));
  memory.put('x', normals(BATCH * image, 1));
  memory.put('w', normals(depth * filters, 2));
  const shape = { kernel, run, depth, filters, count, positions, image, place };
  checkForward(instance, memory, shape);
  checkPool(instance, memory, shape);
  checkBackward(instance, memory, shape);
}

interface Shape {
  readonly kernel: readonly [number, number];
  readonly run: number;
  readonly depth: number;
  readonly filters: number;
  /** Pixels of an output image, windows of the pool in it, numbers of a padded input image. */
  readonly count: number;
  readonly positions: number;
  readonly image: number;
  readonly place: (pixel: number, tap: number) => number;
}

function checkForward(instance: KernelInstance, memory: Memory, shape: Shape) {
  const { depth, filters, count, image, place } = shape;
  const { put, floats, at } = memory;
  put('start', normals(filters, 3));
  put('packed', new Float32Array(packedSize(filters, depth)));
  put('y', new Float32Array(BATCH * count * filters));
  instance.kernel('packPanels')(at('w'), filters, 0, filters, depth, at('packed'));
  const operands = [at('x'), at('packed'), at('start'), at('y'), at('geometry')] as const;
  instance.kernel('convolutionForward')(...operands, BATCH, 0);
  const [X, W, S] = [floats('x'), floats('w'), floats('start')];
  const expected = Float64Array.from({ length: BATCH * count * filters }, (_, index) => {
    const f = index % filters;
    const pixel = Math.floor(index / filters) % count;
    const base = Math.floor(index / filters / count) * image;
    let sum = S[f] as number;
    for (let tap = 0; tap < depth; tap++) {
      sum += (X[base + place(pixel, tap)] as number) * (W[tap * filters + f] as number);
    }
    return Math.max(0, sum);
  });
  agree(floats('y'), expected, 'y');
}

function checkPool(instance: KernelInstance, memory: Memory, shape: Shape) {
  const { filters, count, positions } = shape;
  const { put, floats, words, at } = memory;
  put('best', new Float32Array(BATCH * positions * filters));
  put('chosen', new Float32Array(BATCH * positions * filters));
  instance.kernel('maxPoolForward')(at('y'), at('best'), at('chosen'), 1, at('pool'), BATCH);
  const [Y, chosen] = [floats('y'), words('chosen')];
  for (const [index, value] of floats('best').entries()) {
    const base = Math.floor(index / filters / positions) * count;
    const from = (base + (chosen[index] as number)) * filters + (index % filters);
    assert.equal(Y[from], value, 'what was chosen is where it says');
  }
}

function checkBackward(instance: KernelInstance, memory: Memory, shape: Shape) {
  const { kernel, run, depth, filters, count, positions, image, place } = shape;
  const { put, floats, words, at } = memory;
  const kernels = filters * kernel[0] * Math.ceil(run / 4) * 4;
  put(
    'dz',
    normals(BATCH * positions * filters, 4).map((g, i) => (i % 3 === 0 ? 0 : g)),
  );
  put('kernels', new Float32Array(kernels));
  put('gradients', new Float32Array(kernels));
  put('dw', new Float32Array(depth * filters));
  put('dx', new Float32Array(BATCH * image));
  put('scratch', new Float32Array(pooledScratch(count, positions, filters)));
  instance.kernel('transposeKernels')(at('w'), at('kernels'), kernel[0], run, filters);
  const given = [at('x'), at('dz'), at('chosen'), at('kernels')] as const;
  const made = [at('gradients'), at('dx'), at('geometry'), positions, BATCH] as const;
  instance.kernel('pooledConvolutionBackward')(...given, ...made, at('scratch'));
  instance.kernel('restoreKernels')(at('gradients'), at('dw'), kernel[0], run, filters);
  const [X, W, chosen] = [floats('x'), floats('w'), words('chosen')];
  const dw = new Float64Array(depth * filters);
  const dx = new Float64Array(BATCH * image);
  for (const [index, g] of floats('dz').entries()) {
    const f = index % filters;
    const base = Math.floor(index / filters / positions) * image;
    for (let tap = 0; tap < depth; tap++) {
      const at = base + place(chosen[index] as number, tap);
      dw[tap * filters + f] = (dw[tap * filters + f] as number) + g * (X[at] as number);
      dx[at] = (dx[at] as number) + g * (W[tap * filters + f] as number);
    }
  }
  agree(floats('dw'), dw, 'dw');
  agree(floats('dx'), dx, 'dx');
  floats('scratch');
}

function agree(found: Float32Array, expected: Float64Array, name: string) {
  for (const [index, value] of found.entries()) {
    const exact = expected[index] as number;
    const error = Math.abs(value - exact);
    assert.ok(error <= 2e-5 * (1 + Math.abs(exact)), `${name}[${index}] ${value}, not ${exact}`);
  }
}

type Memory = ReturnType<typeof memoryOf>;

/** Arrays in the kernels' memory, each between numbers that must stay: `floats` looks at them. */
function memoryOf(instance: KernelInstance) {
  const GUARD = 7;
  const all = new Float32Array(instance.memory.buffer);
  const places = new Map<string, { readonly address: number; readonly length: number }>();
  let next = FIRST_ADDRESS;
  const placeOf = (name: string) => {
    const found = places.get(name);
    if (!found) throw new Error(`There is no '${name}'.`);
    return found;
  };
  return {
    put(name: string, values: Float32Array | Int32Array) {
      const length = values.length;
      all.set(new Float32Array(values.buffer), next / 4);
      // Up to a multiple of 16 bytes anything may be written, and 32 bytes more be read.
      const end = next / 4 + Math.ceil(length / 4) * 4;
      all.fill(GUARD, end, end + ROOM);
      places.set(name, { address: next, length });
      next = 4 * (end + ROOM);
    },
    at: (name: string) => placeOf(name).address,
    floats(name: string) {
      const { address, length } = placeOf(name);
      const end = address / 4 + Math.ceil(length / 4) * 4;
      assert.ok(
        all.subarray(end, end + ROOM).every((value) => value === GUARD),
        `nothing is written past '${name}'`,
      );
      return all.slice(address / 4, address / 4 + length);
    },
    words(name: string) {
      const { address, length } = placeOf(name);
      return new Int32Array(instance.memory.buffer, address, length).slice();
    },
  };
}
