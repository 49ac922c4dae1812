// Matrix products whose left operand is mostly zeros: what a relu or a dropout leaves, an image's
// background. Row by row of A (or column by column, for Aᵀ·B), what is not zero is listed together
// with the row of B that it multiplies; a row of C is then the sum of the listed rows of B:
//
//   C[i] = start + Σ a · B[k]     over the k with a = A[i, k] ≠ 0, in ascending order
//
// A strip of C's row (13 vectors, or 8, 4, 1 at its end) stays in registers while the list passes.
// The strip's part of B has to come from the first-level cache: rows of C are taken in groups, one
// strip for all of them before the next, and the depth in blocks. A multiply-add then costs a load,
// where the dense product of matmul.ts needs 0.7: worth it where half of A is zeros.
//
// Adding a · B[k] with a = 0 changes nothing, and the order of the sums is the dense product's:
// both give the same bits, so that the choice can depend on how many zeros a batch has.

import { sumGroup } from './list-sums';
import { multiply } from './matmul';
import { storeLanes } from './simd';

/** The largest share of A, in sixteenths, that may differ from zero. */
const MOST_SIXTEENTHS: i32 = 9;

/** Smaller products gain nothing from lists. */
const LEAST_COLUMNS: i32 = 48;
const LEAST_DEPTH: i32 = 16;

/** Rows of C that pass over a strip together. */
const GROUP: i32 = 32;

/** Rows of B at a time: with 13 vectors each 23 KiB. */
const DEPTH_BLOCK: i32 = 112;

/**
 * For each set of lanes of a vector the bytes that move them to its front; 255 gives zeros.
 */
const FRONT = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 255,
  8, 9, 10, 11, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 8, 9, 10, 11, 255, 255, 255, 255, 255, 255, 255, 255,
  4, 5, 6, 7, 8, 9, 10, 11, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255, 255, 255, 255,
  12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255,
  4, 5, 6, 7, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 255, 255, 255, 255,
  8, 9, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255,
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
], 16);

/** Moves the lanes of a set to the front of a vector, by `v128.swizzle`. */
@inline
export function toFront(mask: i32): v128 {
  return v128.load(FRONT + (<usize>mask << 4));
}

/** Floats of a group's lists: of each row its length, its values, its offsets in B. */
@inline
function listFloats(depth: i32): i32 {
  return 4 + 2 * ((depth + 3) & ~3);
}

/**
 * `multiply` of matmul.ts with B [depth, columns] as it is stored, which looks first whether A has
 * enough zeros. `start`: a bias or zeros, the same for all rows. `scratch` as for `multiply`, and at
 * least 8192 floats.
 */
export function multiplySparse(
  a: usize, aStride: i32, transposeA: bool, b: usize, bStride: i32, c: usize, cStride: i32,
  start: usize, rows: i32, columns: i32, depth: i32, floor: f32, scratch: usize,
): void {
  const stored = transposeA ? depth : rows;
  const isLarge = columns >= LEAST_COLUMNS && depth >= LEAST_DEPTH;
  if (!isLarge || !isSparse(a, aStride, stored, transposeA ? rows : depth)) {
    multiply(
      a, aStride, transposeA, b, bStride, false, c, cStride, start, 0, rows, columns, depth, floor,
      scratch,
    );
    return;
  }
  const blocks = (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK;
  const deepest = (depth + blocks - 1) / blocks;
  for (let k = 0; k < depth; k += deepest) {
    const block = min(deepest, depth - k);
    const isLast = k + block == depth;
    for (let i = 0; i < rows; i += GROUP) {
      const count = min(GROUP, rows - i);
      const corner = transposeA ? k * aStride + i : i * aStride + k;
      listGroup(a + (<usize>corner << 2), aStride, transposeA, count, block, bStride << 2, scratch);
      const target = c + (<usize>(i * cStride) << 2);
      sumGroup(
        scratch, listFloats(block), count, b + (<usize>(k * bStride) << 2), target, cStride,
        k == 0 ? start : target, k == 0 ? 0 : cStride, columns, isLast ? floor : -Infinity,
      );
    }
  }
}

/** Most rows of A and B in a product that skips B's zeros: a strip of all of them stays in the cache. */
const MOST_ROWS: i32 = 128;

/** Columns of A at a time in such a product: one widest strip. */
const STRIP: i32 = 52;

/**
 * C = Aᵀ·B, a weight matrix's gradient from a layer's inputs A [depth, rows] and its gradients B
 * [depth, columns], of which either may be mostly zeros: the inputs behind a relu, the gradients
 * before one. B's zeros are skipped by making Cᵀ = Bᵀ·A, a strip at a time, and turning it over.
 * `start`: at least as many zeros as C has columns, and 64.
 */
export function multiplySparseTransposed(
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, start: usize,
  rows: i32, columns: i32, depth: i32, scratch: usize,
): void {
  const isLarge = rows >= LEAST_COLUMNS && depth >= LEAST_DEPTH && depth <= MOST_ROWS;
  if (!isLarge || isSparse(a, aStride, depth, rows) || !isSparse(b, bStride, depth, columns)) {
    multiplySparse(
      a, aStride, true, b, bStride, c, cStride, start, rows, columns, depth, -Infinity, scratch,
    );
    return;
  }
  const length = listFloats(depth);
  const strip = scratch + (<usize>(GROUP * length) << 2);
  for (let j = 0; j < columns; j += GROUP) {
    const count = min(GROUP, columns - j);
    listGroup(b + (<usize>j << 2), bStride, true, count, depth, aStride << 2, scratch);
    for (let i = 0; i < rows; i += STRIP) {
      const width = min(STRIP, rows - i);
      const from = a + (<usize>i << 2);
      sumGroup(scratch, length, count, from, strip, STRIP, start, 0, width, -Infinity);
      turnOver(strip, STRIP, c + (<usize>(i * cStride + j) << 2), cStride, width, count);
    }
  }
}

/** Writes [rows, columns] from [columns, rows], 4 × 4 numbers at a time. */
function turnOver(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, rows: i32, columns: i32,
): void {
  const s = <usize>sourceStride << 2;
  const t = <usize>targetStride << 2;
  for (let i = 0; i < rows; i += 4) {
    const left = rows - i;
    for (let j = 0; j < columns; j += 4) {
      const lanes = min(4, columns - j);
      const from = source + <usize>j * s + (<usize>i << 2);
      const to = target + <usize>i * t + (<usize>j << 2);
      const r0 = v128.load(from), r1 = v128.load(from + s);
      const r2 = v128.load(from + 2 * s), r3 = v128.load(from + 3 * s);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      storeLanes(to, v128.shuffle<f64>(low01, low23, 0, 2), lanes);
      if (left > 1) storeLanes(to + t, v128.shuffle<f64>(low01, low23, 1, 3), lanes);
      if (left > 2) storeLanes(to + 2 * t, v128.shuffle<f64>(high01, high23, 0, 2), lanes);
      if (left > 3) storeLanes(to + 3 * t, v128.shuffle<f64>(high01, high23, 1, 3), lanes);
    }
  }
}

/** The lists of a group of rows of A, or of columns where A is transposed. */
function listGroup(
  a: usize, stride: i32, transposed: bool, count: i32, depth: i32, bRow: i32, lists: usize,
): void {
  const bytes = <usize>listFloats(depth) << 2;
  const apart = <usize>((depth + 3) & ~3) << 2;
  for (let i = 0; i < count; i += transposed ? 4 : 1) {
    if (transposed) listColumns(a + (<usize>i << 2), stride, depth, bRow, lists, apart);
    else listRow(a + (<usize>(i * stride) << 2), depth, bRow, lists, apart);
    lists += transposed ? 4 * bytes : bytes;
  }
}

/** Whether at most the share of the matrix that pays differs from zero. */
export function isSparse(a: usize, stride: i32, rows: i32, columns: i32): bool {
  let ones = i32x4.splat(0);
  const whole = columns & ~3;
  for (let i = 0; i < rows; i++) {
    let at = a + (<usize>(i * stride) << 2);
    const end = at + (<usize>whole << 2);
    for (; at < end; at += 16) {
      // A comparison that holds is −1.
      ones = i32x4.sub(ones, f32x4.ne(v128.load(at), f32x4.splat(0)));
    }
  }
  const count = i32x4.extract_lane(ones, 0) + i32x4.extract_lane(ones, 1)
    + i32x4.extract_lane(ones, 2) + i32x4.extract_lane(ones, 3);
  return <i64>count * 16 <= <i64>(rows * whole) * MOST_SIXTEENTHS;
}

/** Appends those of four values that are not zero, and their offsets; returns how many. */
@inline
function append(values: v128, offsets: v128, mask: i32, end: usize, apart: usize): usize {
  const front = toFront(mask);
  v128.store(end, v128.swizzle(values, front));
  v128.store(end + apart, v128.swizzle(offsets, front));
  return end + (<usize>popcnt(mask) << 2);
}

/** The list of a row of A: its length in bytes, and from 16 on the values. */
function listRow(a: usize, depth: i32, bRow: i32, list: usize, apart: usize): void {
  let offsets = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(bRow));
  const step = i32x4.splat(bRow << 2);
  let end = list + 16;
  for (let k = 0; k < depth; k += 4) {
    const values = v128.load(a + (<usize>k << 2));
    let mask = i32x4.bitmask(f32x4.ne(values, f32x4.splat(0)));
    if (depth - k < 4) mask &= (1 << (depth - k)) - 1;
    end = append(values, offsets, mask, end, apart);
    offsets = i32x4.add(offsets, step);
  }
  i32.store(list, <i32>(end - list - 16));
}

/** The lists of four columns of A, one behind the other. */
function listColumns(
  a: usize, stride: i32, depth: i32, bRow: i32, lists: usize, apart: usize,
): void {
  let offsets = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(bRow));
  const step = i32x4.splat(bRow << 2);
  const whole = 2 * apart + 16;
  const s = <usize>stride << 2;
  let end0 = lists + 16;
  let end1 = end0 + whole;
  let end2 = end1 + whole;
  let end3 = end2 + whole;
  for (let k = 0; k < depth; k += 4) {
    const left = depth - k;
    const keep = left < 4 ? (1 << left) - 1 : 15;
    const r0 = v128.load(a);
    const r1 = left > 1 ? v128.load(a + s) : r0;
    const r2 = left > 2 ? v128.load(a + 2 * s) : r0;
    const r3 = left > 3 ? v128.load(a + 3 * s) : r0;
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    let column = v128.shuffle<f64>(low01, low23, 0, 2);
    let mask = i32x4.bitmask(f32x4.ne(column, f32x4.splat(0))) & keep;
    end0 = append(column, offsets, mask, end0, apart);
    column = v128.shuffle<f64>(low01, low23, 1, 3);
    mask = i32x4.bitmask(f32x4.ne(column, f32x4.splat(0))) & keep;
    end1 = append(column, offsets, mask, end1, apart);
    column = v128.shuffle<f64>(high01, high23, 0, 2);
    mask = i32x4.bitmask(f32x4.ne(column, f32x4.splat(0))) & keep;
    end2 = append(column, offsets, mask, end2, apart);
    column = v128.shuffle<f64>(high01, high23, 1, 3);
    mask = i32x4.bitmask(f32x4.ne(column, f32x4.splat(0))) & keep;
    end3 = append(column, offsets, mask, end3, apart);
    a += 4 * s;
    offsets = i32x4.add(offsets, step);
  }
  i32.store(lists, <i32>(end0 - lists - 16));
  i32.store(lists + whole, <i32>(end1 - lists - whole - 16));
  i32.store(lists + 2 * whole, <i32>(end2 - lists - 2 * whole - 16));
  i32.store(lists + 3 * whole, <i32>(end3 - lists - 3 * whole - 16));
}
