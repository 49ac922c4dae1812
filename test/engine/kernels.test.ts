import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_ADDRESS, instantiate, type KernelInstance } from '../../engine/src/kernels.ts';
import { productScratch } from '../../engine/src/program/product.ts';
import { createRandom } from '../../engine/src/rng.ts';
import { kernelsOf, normals } from './plans.ts';

/** One row and column, remainders of every block size, and more than one block. */
const ODD_SIZES = [1, 2, 3, 5, 6, 7, 9, 11, 17, 33, 127];
const PADDING = 16;

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

  test(`${build}: activations and their column sums at odd sizes`, () => {
    for (const rows of [1, 3, 5, 17]) {
      for (const columns of ODD_SIZES) checkTanh(instance, rows, columns);
    }
  });

  test(`${build}: exponentials stay in range: softmax of huge logits is a distribution`, () => {
    for (const logits of [
      [1e30, -1e30, 0],
      [88, 89, 1e5],
      [-1e38, -1e38, -1e38],
      [3e38, 3e38, 3e38, 3e38, 3e38],
    ]) {
      const memory = place(instance, { x: Float32Array.from(logits) });
      instance.kernel('softmaxForward')(memory.at.x, memory.at.x, 1, logits.length);
      const shares = [...memory.read('x')];
      const top = Math.max(...logits);
      const tied = logits.filter((logit) => logit === top).length;
      const expected = logits.map((logit) => (logit === top ? 1 / tied : 0));
      assert.deepEqual(shares, expected.map(Math.fround));
    }
  });

  test(`${build}: exp and tanh over their whole range`, () => {
    const x = Float32Array.from({ length: 4000 }, (_, i) => (i - 2000) * 0.055);
    const EXPONENTIAL = 10;
    const TANH = 2;
    const memory = place(instance, { x, y: new Float32Array(x.length) });
    instance.kernel('activationForward')(EXPONENTIAL, 0, memory.at.x, memory.at.y, x.length);
    for (const [i, y] of memory.read('y').entries()) {
      const exact = Math.exp(x[i] as number);
      if (exact < 2e-38) assert.ok(y < 2e-38);
      else if (exact > 3.4028e38) assert.equal(y, Number.POSITIVE_INFINITY);
      else assert.ok(Math.abs(y - exact) <= 3e-7 * exact, `exp(${x[i]}) = ${y}`);
    }
    instance.kernel('activationForward')(TANH, 0, memory.at.x, memory.at.y, x.length);
    for (const [i, y] of memory.read('y').entries()) {
      const exact = Math.tanh(x[i] as number);
      assert.ok(Math.abs(y - exact) <= 4e-7 * Math.abs(exact) + 1e-12, `tanh(${x[i]}) = ${y}`);
    }
  });

  test(`${build}: batch norm of odd sizes has mean 0 and deviation 1, and moves its statistics`, () => {
    for (const columns of ODD_SIZES) checkBatchNorm(instance, 33, columns);
  });

  test(`${build}: dropout keeps the right share, scales it, and draws the same mask again`, () => {
    const count = 100_001;
    const memory = place(instance, {
      x: new Float32Array(count).fill(1),
      y: new Float32Array(count),
      again: new Float32Array(count),
      key: Float32Array.of(1.5, 2.5),
    });
    const { x, y, again, key } = memory.at;
    instance.kernel('dropout')(x, y, count, 0.3, 1 / 0.7, 0, 0, key, 1);
    instance.kernel('dropout')(x, again, count, 0.3, 1 / 0.7, 0, 0, key, 1);
    const drawn = memory.read('y');
    assert.deepEqual(memory.read('again'), drawn);
    const kept = drawn.filter((value) => value !== 0);
    assert.ok(kept.every((value) => value === Math.fround(1 / 0.7)));
    const deviation = Math.sqrt(0.3 * 0.7 * count);
    assert.ok(Math.abs(kept.length - 0.7 * count) < 4 * deviation, `${kept.length} kept`);
    instance.kernel('dropout')(x, again, count, 0.3, 1 / 0.7, 0, 0, key, 2);
    const same = memory.read('again').filter((value, i) => (value !== 0) === (drawn[i] !== 0));
    // Independent masks agree where both keep or both drop.
    assert.ok(Math.abs(same.length - 0.58 * count) < 4 * Math.sqrt(0.58 * 0.42 * count));
  });

  test(`${build}: sums of squares survive numbers whose squares do not fit`, () => {
    const memory = place(instance, { x: new Float32Array(7).fill(1e25) });
    const sum = instance.kernel('sumOfSquares')(memory.at.x, 7);
    assert.ok(Math.abs(sum - 7e50) < 1e44);
  });

  test(`${build}: histograms count every finite number once`, () => {
    const x = normals(1003, 4);
    x[5] = Number.NaN;
    const memory = place(instance, { x, counts: new Float32Array(32) });
    instance.kernel('addHistogram')(memory.at.x, x.length, -2, 2, 8, memory.at.counts);
    const counts = new Int32Array(memory.read('counts').slice(0, 8).buffer);
    const expected = new Int32Array(8);
    for (const value of x) {
      if (Number.isNaN(value)) continue;
      const bin = Math.max(0, Math.min(7, Math.trunc((value + 2) * 2)));
      expected[bin] = (expected[bin] as number) + 1;
    }
    assert.deepEqual(counts, expected);
  });
}

/** Puts arrays into the kernels' memory, each with room after it. */
function place<T extends Record<string, Float32Array>>(instance: KernelInstance, arrays: T) {
  const floats = new Float32Array(instance.memory.buffer);
  const at = {} as { [K in keyof T]: number };
  let address = FIRST_ADDRESS;
  for (const name of Object.keys(arrays) as (keyof T)[]) {
    const values = arrays[name] as Float32Array;
    floats.set(values, address / 4);
    at[name] = address;
    address += (values.length + PADDING) * 4;
    address = Math.ceil(address / 16) * 16;
  }
  const read = (name: keyof T) =>
    floats.subarray(at[name] / 4, at[name] / 4 + (arrays[name] as Float32Array).length);
  return { at, read };
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
      guard: Float32Array.of(7),
      scratch: new Float32Array(productScratch(rows, depth)),
      beyond: Float32Array.of(7),
    });
    const { a, b, c, bias: start, scratch } = memory.at;
    const [A, B] = [memory.read('a').slice(), memory.read('b').slice()];
    const strideA = transposeA ? rows : depth;
    const strideB = transposeB ? depth : columns;
    const left = [a, strideA, transposeA] as const;
    const right = [b, strideB, transposeB] as const;
    const size = [rows, columns, depth] as const;
    instance.kernel('multiply')(
      ...[...left, ...right, c, columns, start, 0, ...size],
      Number.NEGATIVE_INFINITY,
      scratch,
    );
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
    assert.equal(memory.read('guard')[0], 7, 'nothing is written past the result');
    assert.equal(memory.read('beyond')[0], 7, 'nor past the scratch memory');
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
  const size = [rows, columns, depth, 0, scratch] as const;
  instance.kernel('multiply')(...left, b, columns, 0, dense, columns, bias, 0, ...size);
  instance.kernel('multiplySparse')(...left, b, columns, sparse, columns, bias, ...size);
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
    guard: Float32Array.of(7),
    scratch: new Float32Array(productScratch(0, depth)),
    beyond: Float32Array.of(7),
  });
  const { a, b, zeros, dense, sparse, scratch } = memory.at;
  const size = [rows, columns, depth] as const;
  const [left, right] = [[a, rows] as const, [b, columns] as const];
  const bounds = [Number.NEGATIVE_INFINITY, scratch] as const;
  instance.kernel('multiply')(
    ...left,
    1,
    ...right,
    0,
    dense,
    columns,
    zeros,
    0,
    ...size,
    ...bounds,
  );
  const target = [sparse, columns, zeros] as const;
  instance.kernel('multiplySparseTransposed')(...left, ...right, ...target, ...size, scratch);
  assert.deepEqual(memory.read('sparse'), memory.read('dense'));
  assert.equal(memory.read('guard')[0], 7, 'nothing is written past the result');
  assert.equal(memory.read('beyond')[0], 7, 'nor past the scratch memory');
}

function checkTanh(instance: KernelInstance, rows: number, columns: number) {
  const TANH = 2;
  const count = rows * columns;
  const memory = place(instance, {
    y: normals(count, 1),
    dy: normals(count, 2),
    dz: new Float32Array(count),
    db: new Float32Array(columns),
    guard: Float32Array.of(7),
  });
  const { y, dy, dz, db } = memory.at;
  instance.kernel('activationBackward')(TANH, 0, y, dy, dz, db, rows, columns);
  const sums = new Float64Array(columns);
  const [Y, DY] = [memory.read('y'), memory.read('dy')];
  for (const [i, value] of memory.read('dz').entries()) {
    const expected = (DY[i] as number) * (1 - (Y[i] as number) ** 2);
    assert.ok(Math.abs(value - expected) < 1e-6 * (1 + Math.abs(expected)));
    sums[i % columns] = (sums[i % columns] as number) + expected;
  }
  for (const [j, value] of memory.read('db').entries()) {
    assert.ok(Math.abs(value - (sums[j] as number)) < 1e-5);
  }
  assert.equal(memory.read('guard')[0], 7, 'nothing is written past the column sums');
}

function checkBatchNorm(instance: KernelInstance, rows: number, columns: number) {
  const count = rows * columns;
  const memory = place(instance, {
    // A mean that dwarfs the deviation: what a one-pass variance cannot do.
    x: normals(count, 5).map((value) => 1000 + value),
    scale: new Float32Array(columns).fill(1),
    shift: new Float32Array(columns),
    y: new Float32Array(count),
    normal: new Float32Array(count),
    inverse: new Float32Array(columns),
    mean: new Float32Array(columns),
    variance: new Float32Array(columns).fill(1),
  });
  const { x, scale, shift, y, normal, inverse, mean, variance } = memory.at;
  instance.kernel('batchNormForward')(
    ...[x, scale, shift, y, normal, inverse, mean, variance, 0.9, 1e-6, Number.NEGATIVE_INFINITY],
    ...[rows, columns],
  );
  const [X, Y] = [memory.read('x'), memory.read('y')];
  for (let j = 0; j < columns; j++) {
    const column = (values: Float32Array) => values.filter((_, i) => i % columns === j);
    const average = (values: Float32Array) => values.reduce((s, v) => s + v, 0) / rows;
    const own = average(column(X));
    const spread = average(column(X).map((value) => (value - own) ** 2));
    assert.ok(Math.abs(average(column(Y))) < 1e-3);
    assert.ok(Math.abs(average(column(Y).map((value) => value ** 2)) - 1) < 1e-3);
    assert.ok(Math.abs((memory.read('mean')[j] as number) - 0.1 * own) < 1e-3);
    assert.ok(Math.abs((memory.read('variance')[j] as number) - (0.9 + 0.1 * spread)) < 1e-3);
  }
}
