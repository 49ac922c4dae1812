// Products of which one side is a single number wide, as of a head of one unit: tiles of eight
// columns would do eight times the work.

import { madd, storeLanes, sumLanes, zero } from './simd';

/**
 * C = start + A·b, cut off at `floor`: one column, contiguous as b is. A is [rows, depth]; four rows
 * at a time, their sums turned over at the end.
 */
export function multiplyColumn(
  a: usize, aStride: i32, b: usize, c: usize, start: usize, startStride: i32,
  rows: i32, depth: i32, floorValue: f32,
): void {
  const stride = <usize>aStride << 2;
  const whole = <usize>(depth & ~3) << 2;
  const all = <usize>depth << 2;
  const floor = f32x4.splat(floorValue);
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride;
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    for (let k: usize = 0; k < whole; k += 16) {
      const v = v128.load(b + k);
      s0 = madd(v128.load(a + k), v, s0);
      s1 = madd(v128.load(a1 + k), v, s1);
      s2 = madd(v128.load(a2 + k), v, s2);
      s3 = madd(v128.load(a3 + k), v, s3);
    }
    const s01 = f32x4.add(
      v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7),
    );
    const s23 = f32x4.add(
      v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7),
    );
    let sum = f32x4.add(v128.shuffle<f64>(s01, s23, 0, 2), v128.shuffle<f64>(s01, s23, 1, 3));
    for (let k = whole; k < all; k += 4) {
      const column = f32x4(f32.load(a + k), f32.load(a1 + k), f32.load(a2 + k), f32.load(a3 + k));
      sum = madd(column, v128.load_splat<f32>(b + k), sum);
    }
    const first = startStride == 0 ? v128.load_splat<f32>(start) : v128.load(start);
    v128.store(c, f32x4.pmax(f32x4.add(first, sum), floor));
    a += 4 * stride;
    c += 16;
    start += <usize>startStride << 4;
  }
  for (; i < rows; i++) {
    let sum = zero();
    for (let k: usize = 0; k < whole; k += 16) {
      sum = madd(v128.load(a + k), v128.load(b + k), sum);
    }
    let value = f32.load(start) + sumLanes(sum);
    for (let k = whole; k < all; k += 4) value += f32.load(a + k) * f32.load(b + k);
    f32.store(c, f32x4.extract_lane(f32x4.pmax(f32x4.splat(value), floor), 0));
    a += stride;
    c += 4;
    start += <usize>startStride << 2;
  }
}

/** C = start + Aᵀ·b, cut off at `floor`; A is [depth, rows]: sums of its rows, eight numbers wide. */
export function multiplyTransposedColumn(
  a: usize, aStride: i32, b: usize, c: usize, start: usize, startStride: i32,
  rows: i32, depth: i32, floorValue: f32,
): void {
  const stride = <usize>aStride << 2;
  const end = b + (<usize>depth << 2);
  const floor = f32x4.splat(floorValue);
  for (let i = 0; i < rows; i += 8) {
    const at = <usize>i << 2;
    let s0 = v128.load_splat<f32>(start), s1 = s0;
    if (startStride != 0) {
      s0 = v128.load(start + at);
      s1 = v128.load(start + at, 16);
    }
    let row = a + at;
    for (let bp = b; bp < end; bp += 4) {
      const x = v128.load_splat<f32>(bp);
      s0 = madd(x, v128.load(row), s0);
      s1 = madd(x, v128.load(row, 16), s1);
      row += stride;
    }
    const left = rows - i;
    storeLanes(c + at, f32x4.pmax(s0, floor), min(4, left));
    if (left > 4) storeLanes(c + at + 16, f32x4.pmax(s1, floor), min(4, left - 4));
  }
}

/** C = start + a·bᵀ, cut off at `floor`: every number of one vector times every one of another. */
export function multiplyOuter(
  a: usize, b: usize, c: usize, cStride: i32, start: usize, startStride: i32,
  rows: i32, columns: i32, floorValue: f32,
): void {
  const floor = f32x4.splat(floorValue);
  for (let i = 0; i < rows; i++) {
    const x = v128.load_splat<f32>(a);
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const sum = madd(x, v128.load(b + at), v128.load(start + at));
      storeLanes(c + at, f32x4.pmax(sum, floor), min(4, columns - j));
    }
    a += 4;
    c += <usize>cStride << 2;
    start += <usize>startStride << 2;
  }
}
