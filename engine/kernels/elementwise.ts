// Copies, sums and the gathering of batches.

import { madd, storeLanes, sumLanes, zero } from './simd';

/** Floats up to which a row is copied one by one. */
const SHORT_ROW: i32 = 8;

/** target[i] = source[indices[i]], rows of `width` numbers: one batch out of the training data. */
export function gatherRows(
  source: usize, indices: usize, target: usize, rows: i32, width: i32,
): void {
  const bytes = <usize>width << 2;
  // A call of memory.copy costs more than a few numbers do.
  if (width <= SHORT_ROW) {
    for (let i = 0; i < rows; i++) {
      const row = source + <usize>i32.load(indices + (i << 2)) * bytes;
      for (let at: usize = 0; at < bytes; at += 4) f32.store(target + at, f32.load(row + at));
      target += bytes;
    }
    return;
  }
  for (let i = 0; i < rows; i++) {
    memory.copy(target, source + <usize>i32.load(indices + (i << 2)) * bytes, bytes);
    target += bytes;
  }
}

export function fill(target: usize, value: f32, count: i32): void {
  const x = f32x4.splat(value);
  const end = target + (<usize>count << 2);
  for (; target < end; target += 16) v128.store(target, x);
}

export function copy(source: usize, target: usize, count: i32): void {
  memory.copy(target, source, <usize>count << 2);
}

/** target += source. */
export function addTo(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 2);
  while (source < end) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    source += 16;
    target += 16;
  }
}

/** target = a + b. */
export function add(a: usize, b: usize, target: usize, count: i32): void {
  const end = a + (<usize>count << 2);
  while (a < end) {
    v128.store(target, f32x4.add(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    target += 16;
  }
}

/**
 * target = target · keep + source · factor: gradients of several steps, averaged before one update.
 */
export function accumulate(source: usize, target: usize, keep: f32, factor: f32, count: i32): void {
  const k = f32x4.splat(keep);
  const f = f32x4.splat(factor);
  const end = source + (<usize>count << 2);
  while (source < end) {
    v128.store(target, madd(v128.load(source), f, f32x4.mul(v128.load(target), k)));
    source += 16;
    target += 16;
  }
}

/** sums[column] = Σ over rows of x, added to what is there where `accumulates`. */
export function addColumnSums(
  x: usize, sums: usize, rows: i32, columns: i32, accumulates: bool,
): void {
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j += 16) {
    // A cache line of columns at a time: four chains of additions.
    const target = sums + (<usize>j << 2);
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    if (accumulates) {
      s0 = v128.load(target);
      s1 = v128.load(target, 16);
      s2 = v128.load(target, 32);
      s3 = v128.load(target, 48);
    }
    let at = x + (<usize>j << 2);
    for (let i = 0; i < rows; i++) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      at += stride;
    }
    const left = columns - j;
    storeLanes(target, s0, min(4, left));
    if (left > 4) storeLanes(target + 16, s1, min(4, left - 4));
    if (left > 8) storeLanes(target + 32, s2, min(4, left - 8));
    if (left > 12) storeLanes(target + 48, s3, min(4, left - 12));
  }
}

/**
 * Copies `width` numbers of each row between matrices of different row strides: concatenation and
 * its reverse.
 */
export function copyColumns(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, rows: i32, width: i32,
): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(target, source, <usize>width << 2);
    source += <usize>sourceStride << 2;
    target += <usize>targetStride << 2;
  }
}

/** [outer, inner, width] → [inner, outer, width]: batch-major to time-major and back. */
export function swapAxes(
  source: usize, target: usize, outer: i32, inner: i32, width: i32,
): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      memory.copy(target + <usize>(j * outer + i) * bytes, source, bytes);
      source += bytes;
    }
  }
}

/** Reverses the order of `count` blocks of `size` numbers: a sequence read from its end. */
export function reverseBlocks(source: usize, target: usize, count: i32, size: i32): void {
  const bytes = <usize>size << 2;
  target += <usize>(count - 1) * bytes;
  for (let i = 0; i < count; i++) {
    memory.copy(target, source, bytes);
    source += bytes;
    target -= bytes;
  }
}

/** target = source · factor where `gate` is positive, else 0; target may be source. */
export function gateGradient(
  gate: usize, source: usize, target: usize, factor: f32, count: i32,
): void {
  const f = f32x4.splat(factor);
  const end = source + (<usize>count << 2);
  while (source < end) {
    const open = f32x4.gt(v128.load(gate), zero());
    v128.store(target, v128.and(f32x4.mul(v128.load(source), f), open));
    gate += 16;
    source += 16;
    target += 16;
  }
}

/** Σ x² in float64; finite for all finite x. */
export function sumOfSquares(x: usize, count: i32): f64 {
  const sum = fastSumOfSquares(x, count);
  if (sum - sum == 0) return sum;
  // Squares of what is over 1.8e19 overflow in float32: exploding gradients are just what this must
  // measure.
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const v = <f64>f32.load(x + (<usize>i << 2));
    total += v * v;
  }
  return total;
}

function fastSumOfSquares(x: usize, count: i32): f64 {
  let total: f64 = 0;
  let i = 0;
  while (i + 4 <= count) {
    // Float32 lanes within a stretch, float64 across stretches: fast, and exact enough for any
    // length.
    const end = min(count & ~3, i + 4096);
    let a = zero();
    let b = zero();
    for (; i + 8 <= end; i += 8) {
      const u = v128.load(x + (<usize>i << 2));
      const v = v128.load(x + (<usize>i << 2), 16);
      a = madd(u, u, a);
      b = madd(v, v, b);
    }
    for (; i < end; i += 4) {
      const u = v128.load(x + (<usize>i << 2));
      a = madd(u, u, a);
    }
    total += sumLanes(f32x4.add(a, b));
  }
  for (; i < count; i++) {
    const v = <f64>f32.load(x + (<usize>i << 2));
    total += v * v;
  }
  return total;
}

/** Index of the first number that is NaN or infinite; −1 where all are finite. */
export function firstNonFinite(x: usize, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const value = f32.load(x + (<usize>i << 2));
    // x − x is 0 for finite numbers and NaN for all others.
    if (value - value != 0) return i;
  }
  return -1;
}

/** Σ clamp(x · scale, ±bound)² in float64. */
export function sumOfClippedSquares(x: usize, count: i32, scale: f32, bound: f32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const value = <f64>max(-bound, min(bound, f32.load(x + (<usize>i << 2)) * scale));
    total += value * value;
  }
  return total;
}
