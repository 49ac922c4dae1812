// Matrix products: C = A·B, Aᵀ·B, A·Bᵀ.
//
// Blocking. The innermost loop keeps a tile of 5 rows × 8 columns of C in ten registers and adds,
// for each k, the outer product of 5 numbers of A (each splatted) and 8 of B (two vectors): 10
// multiply-adds on 7 loads. With the three operands that makes 13 of the 15 vector registers that
// V8 hands out on x64, so nothing spills; unrolling over k would spill, and a larger tile too. Rows
// that are no multiple of five are split into fives and fours (32 = 4·5 + 3·4), so that no batch of
// 12 or more wastes a lane.
//
//   panel of B   [depth][8]   packed, or read in place where it is shallow: stays in the
//                             first-level cache while all rows of A pass over it
//   block of A   [depth][5]   packed by 4×4 transposition when A's rows are contiguous in k; read
//                             in place (one pointer, constant offsets) when they are contiguous in
//                             m, as in Aᵀ·B
//
// The tile does not start from zero but from whatever `start` points to: the bias vector (row
// stride 0), C itself (accumulation) or a row of zeros; and is cut off at `floor` from below when
// it is stored (0: relu; −∞: nothing). Bias and relu so cost no pass over memory of their own.

import {
  fiveRowBlocks, packPanel, packPanels, packPanelTransposed, packRows, packRowsInto,
} from './packing';
import { madd, storeLanes } from './simd';
import { multiplyColumn, multiplyOuter, multiplyTransposedColumn } from './thin-product';

/**
 * Most rows of a panel: with 8 columns 16 KiB, half of a first-level cache. Deeper products are cut
 * into equal blocks.
 */
const DEPTH_BLOCK: i32 = 512;

/**
 * Up to this depth a panel is read where it lies, unless its rows would fall into the same cache
 * sets.
 */
const DIRECT_DEPTH: i32 = 256;

@inline
function isDirect(bStride: i32, transposeB: bool, depth: i32): bool {
  return !transposeB && depth <= DIRECT_DEPTH && ((bStride & 127) != 0 || bStride * depth <= 4096);
}

/** Rows of a group: a multiple of the blocks of five and four. */
const ROW_GROUP: i32 = 60;

/** The largest B that counts as shallow: 64 KiB. */
const SHALLOW_FLOATS: i32 = 16384;

/** A vector of −∞: `floor` of every depth block but the last. */
const NO_FLOOR = memory.data<f32>([-Infinity]);

/**
 * C[rows, columns] = start + A·B, cut off at `floor`. `transposeA`: A is stored [depth, rows];
 * `transposeB`: B is stored [columns, depth]. `aStride` … are the row strides of the matrices as
 * stored. `start` may be C itself (with `startStride = cStride`), a bias (stride 0), or zeros
 * (stride 0).
 */
export function multiply(
  a: usize, aStride: i32, transposeA: bool,
  b: usize, bStride: i32, transposeB: bool,
  c: usize, cStride: i32,
  start: usize, startStride: i32,
  rows: i32, columns: i32, depth: i32,
  floor: f32, scratch: usize,
): void {
  if (columns == 1 && cStride == 1 && (transposeB || bStride == 1)) {
    if (transposeA) {
      multiplyTransposedColumn(a, aStride, b, c, start, startStride, rows, depth, floor);
    } else multiplyColumn(a, aStride, b, c, start, startStride, rows, depth, floor);
    return;
  }
  if (depth == 1 && transposeB && bStride == 1 && !transposeA && aStride == 1) {
    multiplyOuter(a, b, c, cStride, start, startStride, rows, columns, floor);
    return;
  }
  const isShallow = depth <= DEPTH_BLOCK && ((columns + 7) & ~7) * depth <= SHALLOW_FLOATS;
  if (isShallow && rows >= 2 * ROW_GROUP) {
    multiplyInGroups(
      a, aStride, transposeA, b, bStride, transposeB, c, cStride, start, startStride, rows, columns,
      depth, floor, scratch,
    );
    return;
  }
  const blocks = (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK;
  const deepest = (depth + blocks - 1) / blocks;
  for (let k = 0; k < depth; k += deepest) {
    const block = min(deepest, depth - k);
    const direct = isDirect(bStride, transposeB, block);
    const last = k + block == depth;
    const panel = scratch;
    let aBlock = scratch + (block << 5);
    if (transposeA) aBlock = a + ((k * aStride) << 2);
    else packRows(a + (k << 2), aStride, rows, block, aBlock);
    for (let j = 0; j < columns; j += 8) {
      const width = min(8, columns - j);
      const inPlace = direct && width == 8;
      const corner = b + ((transposeB ? j * bStride + k : k * bStride + j) << 2);
      if (transposeB) packPanelTransposed(corner, bStride, block, width, panel);
      else if (!inPlace) packPanel(corner, bStride, block, width, panel);
      multiplyPanel(
        aBlock, transposeA ? aStride : 0,
        inPlace ? corner : panel, inPlace ? bStride : 8, block,
        c + (j << 2), cStride,
        (k == 0 ? start : c) + (j << 2), k == 0 ? startStride : cStride,
        rows, width, last ? floor : f32.load(NO_FLOOR),
      );
    }
  }
}

/**
 * The other order of loops, for many rows and a shallow B: all of B is packed, then each group of
 * rows meets all panels, so that a row of C is complete before it leaves the cache.
 */
function multiplyInGroups(
  a: usize, aStride: i32, transposeA: bool,
  b: usize, bStride: i32, transposeB: bool,
  c: usize, cStride: i32,
  start: usize, startStride: i32,
  rows: i32, columns: i32, depth: i32,
  floor: f32, scratch: usize,
): void {
  packPanels(b, bStride, transposeB, columns, depth, scratch);
  const room = scratch + (<usize>(((columns + 7) & ~7) * depth) << 2);
  for (let i = 0; i < rows; i += ROW_GROUP) {
    const count = min(ROW_GROUP, rows - i);
    let block = a + (<usize>i << 2);
    if (!transposeA) {
      packRows(a + (<usize>(i * aStride) << 2), aStride, count, depth, room);
      block = room;
    }
    let panel = scratch;
    for (let j = 0; j < columns; j += 8) {
      multiplyPanel(
        block, transposeA ? aStride : 0, panel, 8, depth,
        c + (<usize>(i * cStride + j) << 2), cStride,
        start + (<usize>(i * startStride + j) << 2), startStride,
        count, min(8, columns - j), floor,
      );
      panel += <usize>depth << 5;
    }
  }
}

/**
 * `multiply` with B packed before, for products that use one B many times (time steps, blocks of
 * pixels).
 */
export function multiplyPacked(
  a: usize, aStride: i32, packed: usize,
  c: usize, cStride: i32, start: usize, startStride: i32,
  rows: i32, columns: i32, depth: i32,
  floor: f32, scratch: usize,
): void {
  packRows(a, aStride, rows, depth, scratch);
  multiplyPanels(scratch, packed, c, cStride, start, startStride, rows, columns, depth, floor);
}

/**
 * C = start + [A₁ A₂]·B, the two parts of the left operand lying apart, B (A₁'s rows above A₂'s)
 * packed before.
 */
export function multiplyPackedPair(
  first: usize, firstDepth: i32, second: usize, secondDepth: i32, packed: usize,
  c: usize, cStride: i32, start: usize, rows: i32, columns: i32, scratch: usize,
): void {
  const depth = firstDepth + secondDepth;
  packRowsInto(first, firstDepth, rows, firstDepth, scratch, 0, depth);
  packRowsInto(second, secondDepth, rows, secondDepth, scratch, firstDepth, depth);
  multiplyPanels(scratch, packed, c, cStride, start, 0, rows, columns, depth, -Infinity);
}

/** A, packed by rows, against all panels of B. */
function multiplyPanels(
  a: usize, packed: usize, c: usize, cStride: i32, start: usize, startStride: i32,
  rows: i32, columns: i32, depth: i32, floor: f32,
): void {
  for (let j = 0; j < columns; j += 8) {
    multiplyPanel(
      a, 0, packed, 8, depth, c + (j << 2), cStride, start + (j << 2), startStride,
      rows, min(8, columns - j), floor,
    );
    packed += depth << 5;
  }
}

/** Up to eight results of a row. */
@inline
export function storeRow(c: usize, left: v128, right: v128, columns: i32, floor: v128): void {
  // pmax(x, floor) keeps x where it is NaN: a diverging run must not be hidden by its relu.
  left = f32x4.pmax(left, floor);
  right = f32x4.pmax(right, floor);
  if (columns == 8) {
    v128.store(c, left);
    v128.store(c, right, 16);
  } else {
    storeLanes(c, left, min(4, columns));
    if (columns > 4) storeLanes(c + 16, right, columns - 4);
  }
}

/**
 * One panel of B (8 columns, its rows `panelStride` apart) against all rows of A. `aStride` 0: A is
 * packed by `packRows`; otherwise A is stored [depth, rows] with that row stride.
 */
export function multiplyPanel(
  a: usize, aStride: i32, panel: usize, panelStride: i32, depth: i32,
  c: usize, cStride: i32, start: usize, startStride: i32,
  rows: i32, columns: i32, floorValue: f32,
): void {
  const direct = aStride != 0;
  const bStep = <usize>panelStride << 2;
  const end = panel + <usize>depth * bStep;
  const cs = <usize>cStride << 2;
  const ss = <usize>startStride << 2;
  const fives = fiveRowBlocks(rows);
  let step: usize = direct ? <usize>aStride << 2 : 20;
  let next: usize = direct ? 20 : (<usize>depth) * 20;
  for (let i = 0; i < fives; i++) {
    let s = start;
    let c00 = v128.load(s), c01 = v128.load(s, 16);
    s += ss;
    let c10 = v128.load(s), c11 = v128.load(s, 16);
    s += ss;
    let c20 = v128.load(s), c21 = v128.load(s, 16);
    s += ss;
    let c30 = v128.load(s), c31 = v128.load(s, 16);
    s += ss;
    let c40 = v128.load(s), c41 = v128.load(s, 16);
    let ap = a;
    for (let bp = panel; bp < end; bp += bStep) {
      const b0 = v128.load(bp), b1 = v128.load(bp, 16);
      let x = v128.load_splat<f32>(ap);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load_splat<f32>(ap, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load_splat<f32>(ap, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load_splat<f32>(ap, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load_splat<f32>(ap, 16);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      ap += step;
    }
    const floor = f32x4.splat(floorValue);
    storeRow(c, c00, c01, columns, floor);
    c += cs;
    storeRow(c, c10, c11, columns, floor);
    c += cs;
    storeRow(c, c20, c21, columns, floor);
    c += cs;
    storeRow(c, c30, c31, columns, floor);
    c += cs;
    storeRow(c, c40, c41, columns, floor);
    c += cs;
    start += 5 * ss;
    a += next;
  }
  let rest = rows - fives * 5;
  if (!direct) {
    step = 16;
    next = <usize>depth << 4;
  } else next = 16;
  for (; rest >= 4; rest -= 4) {
    let s = start;
    let c00 = v128.load(s), c01 = v128.load(s, 16);
    s += ss;
    let c10 = v128.load(s), c11 = v128.load(s, 16);
    s += ss;
    let c20 = v128.load(s), c21 = v128.load(s, 16);
    s += ss;
    let c30 = v128.load(s), c31 = v128.load(s, 16);
    let ap = a;
    for (let bp = panel; bp < end; bp += bStep) {
      const b0 = v128.load(bp), b1 = v128.load(bp, 16);
      let x = v128.load_splat<f32>(ap);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load_splat<f32>(ap, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load_splat<f32>(ap, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load_splat<f32>(ap, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      ap += step;
    }
    const floor = f32x4.splat(floorValue);
    storeRow(c, c00, c01, columns, floor);
    c += cs;
    storeRow(c, c10, c11, columns, floor);
    c += cs;
    storeRow(c, c20, c21, columns, floor);
    c += cs;
    storeRow(c, c30, c31, columns, floor);
    c += cs;
    start += 4 * ss;
    a += next;
  }
  if (!direct) {
    step = 4;
    next = <usize>depth << 2;
  } else next = 4;
  for (; rest > 0; rest--) {
    let c00 = v128.load(start), c01 = v128.load(start, 16);
    let ap = a;
    for (let bp = panel; bp < end; bp += bStep) {
      const x = v128.load_splat<f32>(ap);
      c00 = madd(x, v128.load(bp), c00);
      c01 = madd(x, v128.load(bp, 16), c01);
      ap += step;
    }
    storeRow(c, c00, c01, columns, f32x4.splat(floorValue));
    c += cs;
    start += ss;
    a += next;
  }
}
