// C = A·Bᵀ, but only where a mask differs from zero: the gradient of what a relu or a dropout let
// through. Where it let nothing through the gradient is lost anyway, and C is zero there. Each number
// of C is a sum along a row of A and one of B, so that single ones can be left out: four of a row of
// C at a time, each in two registers, 8 multiply-adds on 10 loads.

import { multiply } from './matmul';
import { madd } from './simd';
import { isSparse, toFront } from './sparse-product';

/** Rows of B at a time: 64 KiB, which every row of A passes over. */
const BLOCK_FLOATS: i32 = 16384;

/** Smaller products gain nothing. */
const LEAST_COLUMNS: i32 = 16;
const LEAST_DEPTH: i32 = 16;

/** The first one, two, three lanes of a vector. */
const FIRST_LANES = memory.data<i32>([-1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0], 16);

/**
 * C[rows, columns] = A·Bᵀ with B stored [columns, depth], wherever `mask` (laid out as C) differs
 * from zero, and 0 elsewhere; the whole product where the mask has few zeros. `start`: zeros.
 * `scratch` as for `multiply`.
 */
export function multiplyMasked(
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, mask: usize,
  start: usize, rows: i32, columns: i32, depth: i32, scratch: usize,
): void {
  const isLarge = columns >= LEAST_COLUMNS && depth >= LEAST_DEPTH;
  if (!isLarge || !isSparse(mask, cStride, rows, columns)) {
    multiply(
      a, aStride, false, b, bStride, true, c, cStride, start, 0, rows, columns, depth, -Infinity,
      scratch,
    );
    return;
  }
  const width = max(4, (BLOCK_FLOATS / depth) & ~3);
  const step = <usize>cStride << 2;
  for (let j = 0; j < columns; j += width) {
    const count = min(width, columns - j);
    const at = <usize>j << 2;
    const block = b + <usize>bStride * at;
    for (let i = 0; i < rows; i++) {
      const row = <usize>i * step + at;
      const end = listOpen(mask + row, c + row, count, scratch);
      const left = a + (<usize>(i * aStride) << 2);
      for (let list = scratch; list < end; list += 16) {
        multiplyFour(left, block, bStride, c + row, list, depth);
      }
    }
  }
}

/**
 * Lists the offsets of the numbers that differ from zero, the last one repeated up to a multiple of
 * four, and clears a row of C; returns the list's end.
 */
function listOpen(mask: usize, c: usize, count: i32, list: usize): usize {
  let offsets = i32x4(0, 4, 8, 12);
  const step = i32x4.splat(16);
  let end = list;
  for (let k = 0; k < count; k += 4) {
    const at = <usize>k << 2;
    let open = i32x4.bitmask(f32x4.ne(v128.load(mask + at), f32x4.splat(0)));
    const left = count - k;
    if (left < 4) {
      open &= (1 << left) - 1;
      for (let lane = 0; lane < left; lane++) f32.store(c + at + (<usize>lane << 2), 0);
    } else v128.store(c + at, f32x4.splat(0));
    v128.store(end, v128.swizzle(offsets, toFront(open)));
    end += <usize>popcnt(open) << 2;
    offsets = i32x4.add(offsets, step);
  }
  if (end == list) return end;
  v128.store(end, v128.load32_splat(end - 4));
  return list + ((end - list + 15) & ~15);
}

/** Four numbers of a row of C: products of a row of A and the four rows of B that are listed. */
function multiplyFour(a: usize, b: usize, bStride: i32, c: usize, list: usize, depth: i32): void {
  const stride = <usize>bStride;
  const o0 = <usize>i32.load(list), o1 = <usize>i32.load(list, 4);
  const o2 = <usize>i32.load(list, 8), o3 = <usize>i32.load(list, 12);
  let b0 = b + o0 * stride, b1 = b + o1 * stride, b2 = b + o2 * stride, b3 = b + o3 * stride;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  const end = a + (<usize>(depth & ~7) << 2);
  while (a < end) {
    const x = v128.load(a), y = v128.load(a, 16);
    s0 = madd(x, v128.load(b0), s0);
    s1 = madd(x, v128.load(b1), s1);
    s2 = madd(x, v128.load(b2), s2);
    s3 = madd(x, v128.load(b3), s3);
    t0 = madd(y, v128.load(b0, 16), t0);
    t1 = madd(y, v128.load(b1, 16), t1);
    t2 = madd(y, v128.load(b2, 16), t2);
    t3 = madd(y, v128.load(b3, 16), t3);
    a += 32;
    b0 += 32;
    b1 += 32;
    b2 += 32;
    b3 += 32;
  }
  if (depth & 4) {
    const x = v128.load(a);
    s0 = madd(x, v128.load(b0), s0);
    s1 = madd(x, v128.load(b1), s1);
    s2 = madd(x, v128.load(b2), s2);
    s3 = madd(x, v128.load(b3), s3);
    a += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  const rest = depth & 3;
  if (rest > 0) {
    // What lies behind a row is cleared on both sides: it may be no number at all.
    const lanes = v128.load(FIRST_LANES + (<usize>(rest - 1) << 4));
    const x = v128.and(v128.load(a), lanes);
    s0 = madd(x, v128.and(v128.load(b0), lanes), s0);
    s1 = madd(x, v128.and(v128.load(b1), lanes), s1);
    s2 = madd(x, v128.and(v128.load(b2), lanes), s2);
    s3 = madd(x, v128.and(v128.load(b3), lanes), s3);
  }
  s0 = f32x4.add(s0, t0);
  s1 = f32x4.add(s1, t1);
  s2 = f32x4.add(s2, t2);
  s3 = f32x4.add(s3, t3);
  const s01 = f32x4.add(
    v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7),
  );
  const s23 = f32x4.add(
    v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7),
  );
  const sum = f32x4.add(v128.shuffle<f64>(s01, s23, 0, 2), v128.shuffle<f64>(s01, s23, 1, 3));
  f32.store(c + o0, f32x4.extract_lane(sum, 0));
  f32.store(c + o1, f32x4.extract_lane(sum, 1));
  f32.store(c + o2, f32x4.extract_lane(sum, 2));
  f32.store(c + o3, f32x4.extract_lane(sum, 3));
}
