import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiate, type KernelInstance } from '../../engine/src/kernels.ts';
import { ODD_SIZES, place } from './kernel-memory.ts';
import { kernelsOf, normals } from './plans.ts';

for (const build of ['relaxed', 'simd'] as const) {
  const instance = instantiate(await kernelsOf(build), 2 ** 24);

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
