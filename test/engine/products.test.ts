/** Matrix products against plain loops, and each kind against the dense one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiate, type KernelInstance } from '../../engine/src/kernels.ts';
import { productScratch } from '../../engine/src/program/product.ts';
import { createRandom } from '../../engine/src/rng.ts';
import { ODD_SIZES, PADDING, place } from './kernel-memory.ts';
import { kernelsOf, normals } from './plans.ts';

/** What has to lie behind a result and behind the scratch memory afterwards, too. */
const GUARD = Float32Array.of(7);

for (const build of ['relaxed', 'simd'] as const) {
  const instance = instantiate(await kernelsOf(build), 2 ** 24);

  test(`${build}: products of odd sizes, all three transpositions`, () => {
    for (const rows of ODD_SIZES) {
      for (const columns of ODD_SIZES) {
        for (const depth of [1, 3, 5, 17, 33, 700]) checkProducts(instance, rows, columns, depth);
      }
    }
  });

  test(`${build}: deep and narrow products keep to their scratch memory`, () => {
    for (const [rows, columns, depth] of [
      [120, 3, 2000],
      [300, 8, 1500],
      [121, 16, 1025],
    ] as const) {
      checkProducts(instance, rows, columns, depth);
    }
  });

  test(`${build}: products that skip zeros give the dense product's bits`, () => {
    for (const density of [0, 0.1, 0.3, 0.5, 0.9]) {
      for (const [rows, columns, depth] of [
        [1, 48, 16],
        [5, 61, 230],
        [33, 100, 17],
        [31, 103, 117],
        [127, 259, 33],
      ] as const) {
        for (const transposeA of [0, 1]) {
          checkSparseProduct(instance, density, { rows, columns, depth, transposeA });
        }
        checkSparseTransposed(instance, density, { rows, columns, depth });
      }
    }
  });

  test(`${build}: a product behind a mask, and nothing where it is zero`, () => {
    for (const density of [0, 0.1, 0.5, 0.9]) {
      for (const rows of [1, 3, 17, 33]) {
        for (const columns of [1, 15, 16, 17, 33, 130]) {
          for (const depth of [5, 16, 17, 22, 35, 603]) {
            checkMaskedProduct(instance, density, [rows, columns, depth]);
          }
        }
      }
    }
  });

  test(`${build}: a product adds to what is there, and cuts off below`, () => {
    const memory = place(instance, {
      a: Float32Array.of(1, 2, 3, 4, 5, 6),
      b: Float32Array.of(1, -1, 2, -2, 3, -3),
      c: Float32Array.of(10, 20, 30, 40),
      scratch: new Float32Array(256),
    });
    const { a, b, c, scratch } = memory.at;
    instance.kernel('multiply')(a, 3, 0, b, 2, 0, c, 2, c, 2, 2, 2, 3, 0, scratch);
    assert.deepEqual([...memory.read('c')], [24, 6, 62, 8]);
    instance.kernel('multiply')(a, 3, 0, b, 2, 0, c, 2, c, 2, 2, 2, 3, 0, scratch);
    assert.deepEqual([...memory.read('c')], [38, 0, 94, 0]);
  });

  test(`${build}: a product hands NaN on through its cut-off`, () => {
    const memory = place(instance, {
      a: Float32Array.of(Number.NaN),
      b: Float32Array.of(1),
      c: new Float32Array(1),
      zeros: new Float32Array(8),
      scratch: new Float32Array(64),
    });
    const { a, b, c, zeros, scratch } = memory.at;
    instance.kernel('multiply')(a, 1, 0, b, 1, 0, c, 1, zeros, 0, 1, 1, 1, 0, scratch);
    assert.ok(Number.isNaN(memory.read('c')[0]));
  });
}

/** A matrix where it lies: its address, the floats from row to row, and whether it is stored turned over. */
type Operand = readonly [at: number, stride: number, transposed: number];

/** Any dense product, from a row that all of its rows start from. */
function multiplyDense(
  instance: KernelInstance,
  [a, b]: readonly [Operand, Operand],
  [target, start, scratch]: readonly [number, number, number],
  size: readonly [rows: number, columns: number, depth: number],
  floor = Number.NEGATIVE_INFINITY,
) {
  const places = [target, size[1], start, 0] as const;
  instance.kernel('multiply')(...a, ...b, ...places, ...size, floor, scratch);
}

function checkGuards({ read }: { read(name: 'guard' | 'beyond'): Float32Array }) {
  assert.deepEqual(read('guard'), GUARD, 'nothing is written past the result');
  assert.deepEqual(read('beyond'), GUARD, 'nor past the scratch memory');
}

function checkProducts(instance: KernelInstance, rows: number, columns: number, depth: number) {
  const bias = normals(columns, 3);
  for (const [transposeA, transposeB] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const) {
    const memory = place(instance, {
      a: normals(rows * depth, 1),
      b: normals(columns * depth, 2),
      bias,
      c: new Float32Array(rows * columns),
      guard: GUARD,
      scratch: new Float32Array(productScratch(rows, depth)),
      beyond: GUARD,
    });
    const { a, b, c, bias: start, scratch } = memory.at;
    const [A, B] = [memory.read('a').slice(), memory.read('b').slice()];
    const strideA = transposeA ? rows : depth;
    const strideB = transposeB ? depth : columns;
    const left = [a, strideA, transposeA] as const;
    const right = [b, strideB, transposeB] as const;
    const size = [rows, columns, depth] as const;
    multiplyDense(instance, [left, right], [c, start, scratch], size);
    const C = memory.read('c');
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = bias[j] as number;
        for (let k = 0; k < depth; k++) {
          const x = A[transposeA ? k * rows + i : i * depth + k] as number;
          const y = B[transposeB ? j * depth + k : k * columns + j] as number;
          sum += x * y;
        }
        const error = Math.abs((C[i * columns + j] as number) - sum);
        assert.ok(error < 1e-5 * (1 + Math.sqrt(depth)), `${rows}×${columns}×${depth}: ${error}`);
      }
    }
    checkGuards(memory);
  }
}

interface SparseProduct {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposeA: number;
}

function checkSparseProduct(instance: KernelInstance, density: number, product: SparseProduct) {
  const { rows, columns, depth, transposeA } = product;
  const drawn = createRandom(rows + columns);
  const memory = place(instance, {
    a: normals(rows * depth, 1).map((value) => (drawn.uniform() < density ? value : 0)),
    b: normals(depth * columns, 2),
    bias: normals(columns + PADDING, 3),
    dense: new Float32Array(rows * columns),
    sparse: new Float32Array(rows * columns),
    scratch: new Float32Array(productScratch(rows, depth)),
  });
  const { a, b, bias, dense, sparse, scratch } = memory.at;
  const left = [a, transposeA ? rows : depth, transposeA] as const;
  const size = [rows, columns, depth] as const;
  multiplyDense(instance, [left, [b, columns, 0]], [dense, bias, scratch], size, 0);
  const target = [sparse, columns, bias] as const;
  instance.kernel('multiplySparse')(...left, b, columns, ...target, ...size, 0, scratch);
  assert.deepEqual(memory.read('sparse'), memory.read('dense'));
}

/** The same where the right operand has the zeros, and the left one is transposed. */
function checkSparseTransposed(
  instance: KernelInstance,
  density: number,
  { rows: columns, columns: rows, depth }: Omit<SparseProduct, 'transposeA'>,
) {
  const drawn = createRandom(rows + columns);
  const memory = place(instance, {
    a: normals(rows * depth, 1),
    b: normals(depth * columns, 2).map((value) => (drawn.uniform() < density ? value : 0)),
    zeros: new Float32Array(Math.max(columns, 64) + PADDING),
    dense: new Float32Array(rows * columns),
    sparse: new Float32Array(rows * columns),
    guard: GUARD,
    scratch: new Float32Array(productScratch(0, depth)),
    beyond: GUARD,
  });
  const { a, b, zeros, dense, sparse, scratch } = memory.at;
  const size = [rows, columns, depth] as const;
  const [left, right] = [[a, rows] as const, [b, columns] as const];
  multiplyDense(
    instance,
    [
      [...left, 1],
      [...right, 0],
    ],
    [dense, zeros, scratch],
    size,
  );
  const target = [sparse, columns, zeros] as const;
  instance.kernel('multiplySparseTransposed')(...left, ...right, ...target, ...size, scratch);
  assert.deepEqual(memory.read('sparse'), memory.read('dense'));
  checkGuards(memory);
}

/** Sums in another order than the dense product's, and zeros where the mask has them and many more. */
function checkMaskedProduct(
  instance: KernelInstance,
  density: number,
  size: readonly [rows: number, columns: number, depth: number],
) {
  const [rows, columns, depth] = size;
  const drawn = createRandom(rows + columns);
  // What lies behind a row need not be a number.
  const stride = depth + 3;
  const matrix = (count: number, seed: number) =>
    normals(count * stride, seed).map((value, i) => (i % stride < depth ? value : Number.NaN));
  const memory = place(instance, {
    a: matrix(rows, 1),
    b: matrix(columns, 2),
    mask: Float32Array.from({ length: rows * columns }, () => Number(drawn.uniform() < density)),
    zeros: new Float32Array(columns + PADDING),
    dense: new Float32Array(rows * columns),
    masked: new Float32Array(rows * columns).fill(9),
    guard: GUARD,
    scratch: new Float32Array(productScratch(rows, depth)),
    beyond: GUARD,
  });
  const { a, b, mask, zeros, dense, masked, scratch } = memory.at;
  multiplyDense(
    instance,
    [
      [a, stride, 0],
      [b, stride, 1],
    ],
    [dense, zeros, scratch],
    size,
  );
  const matrices = [a, stride, b, stride, masked, columns, mask, zeros] as const;
  instance.kernel('multiplyMasked')(...matrices, ...size, scratch);
  const [open, whole] = [memory.read('mask'), memory.read('dense')];
  for (const [i, value] of memory.read('masked').entries()) {
    if (open[i] === 0 && value === 0) continue;
    const difference = Math.abs(value - (whole[i] as number));
    assert.ok(difference <= 1e-6 * depth, `${value} for ${whole[i]} at ${i} of ${size}`);
  }
  const isLarge = columns >= 16 && depth >= 16;
  if (density <= 0.1 && isLarge) assert.ok(memory.read('masked').some((value) => value === 0));
  checkGuards(memory);
}
