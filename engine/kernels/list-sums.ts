// Sums of listed rows: the inner loops of sparse-product.ts. A list is its length in bytes (16 are
// kept for it), the values of a row of A that are not zero, and as far `apart` the offsets of the
// rows of B that they multiply. A strip of C's row stays in registers while the list passes.

import { madd, storeLanes } from './simd';

/** How many strips of 13 vectors leave the least work, the loads of the lists included. */
function wideStrips(vectors: i32): i32 {
  let best = 0;
  let least = i32.MAX_VALUE;
  for (let wide = 0; wide * 13 <= vectors; wide++) {
    const rest = vectors - wide * 13;
    const work = wide * 16 + (rest >> 3) * 11 + ((rest >> 2) & 1) * 7 + (rest & 3) * 5;
    if (work < least) {
      least = work;
      best = wide;
    }
  }
  return best;
}

/** Rows of C from their lists, strip by strip. */
export function sumGroup(
  lists: usize, listLength: i32, rows: i32, b: usize, c: usize, cStride: i32, start: usize,
  startStride: i32, columns: i32, floor: f32,
): void {
  const apart = <usize>(listLength - 4) << 1;
  // A last vector that is not whole is a strip of its own.
  const whole = columns >> 2;
  const wide = wideStrips(whole);
  let done = 0;
  while (4 * done < columns) {
    const left = whole - done;
    const width = done < wide * 13 ? 13 : left >= 8 ? 8 : left >= 4 ? 4 : 1;
    const at = <usize>done << 4;
    const lanes = min(4, columns - 4 * done);
    for (let i = 0; i < rows; i++) {
      const list = lists + (<usize>(i * listLength) << 2);
      const end = list + 16 + <usize>i32.load(list);
      const from = start + (<usize>(i * startStride) << 2) + at;
      const to = c + (<usize>(i * cStride) << 2) + at;
      if (width == 13) strip13(list + 16, end, apart, b + at, to, from, floor);
      else if (width == 8) strip8(list + 16, end, apart, b + at, to, from, floor);
      else if (width == 4) strip4(list + 16, end, apart, b + at, to, from, floor);
      else strip1(list + 16, end, apart, b + at, to, from, floor, lanes);
    }
    done += width;
  }
}

@inline
function strip13(
  list: usize, end: usize, apart: usize, b: usize, c: usize, start: usize, floorValue: f32,
): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16), c2 = v128.load(start, 32);
  let c3 = v128.load(start, 48), c4 = v128.load(start, 64), c5 = v128.load(start, 80);
  let c6 = v128.load(start, 96), c7 = v128.load(start, 112), c8 = v128.load(start, 128);
  let c9 = v128.load(start, 144), c10 = v128.load(start, 160), c11 = v128.load(start, 176);
  let c12 = v128.load(start, 192);
  for (; list < end; list += 4) {
    const x = v128.load_splat<f32>(list);
    const row = b + <usize>i32.load(list + apart);
    c0 = madd(x, v128.load(row), c0);
    c1 = madd(x, v128.load(row, 16), c1);
    c2 = madd(x, v128.load(row, 32), c2);
    c3 = madd(x, v128.load(row, 48), c3);
    c4 = madd(x, v128.load(row, 64), c4);
    c5 = madd(x, v128.load(row, 80), c5);
    c6 = madd(x, v128.load(row, 96), c6);
    c7 = madd(x, v128.load(row, 112), c7);
    c8 = madd(x, v128.load(row, 128), c8);
    c9 = madd(x, v128.load(row, 144), c9);
    c10 = madd(x, v128.load(row, 160), c10);
    c11 = madd(x, v128.load(row, 176), c11);
    c12 = madd(x, v128.load(row, 192), c12);
  }
  const floor = f32x4.splat(floorValue);
  v128.store(c, f32x4.pmax(c0, floor));
  v128.store(c, f32x4.pmax(c1, floor), 16);
  v128.store(c, f32x4.pmax(c2, floor), 32);
  v128.store(c, f32x4.pmax(c3, floor), 48);
  v128.store(c, f32x4.pmax(c4, floor), 64);
  v128.store(c, f32x4.pmax(c5, floor), 80);
  v128.store(c, f32x4.pmax(c6, floor), 96);
  v128.store(c, f32x4.pmax(c7, floor), 112);
  v128.store(c, f32x4.pmax(c8, floor), 128);
  v128.store(c, f32x4.pmax(c9, floor), 144);
  v128.store(c, f32x4.pmax(c10, floor), 160);
  v128.store(c, f32x4.pmax(c11, floor), 176);
  v128.store(c, f32x4.pmax(c12, floor), 192);
}

@inline
function strip8(
  list: usize, end: usize, apart: usize, b: usize, c: usize, start: usize, floorValue: f32,
): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16), c2 = v128.load(start, 32);
  let c3 = v128.load(start, 48), c4 = v128.load(start, 64), c5 = v128.load(start, 80);
  let c6 = v128.load(start, 96), c7 = v128.load(start, 112);
  for (; list < end; list += 4) {
    const x = v128.load_splat<f32>(list);
    const row = b + <usize>i32.load(list + apart);
    c0 = madd(x, v128.load(row), c0);
    c1 = madd(x, v128.load(row, 16), c1);
    c2 = madd(x, v128.load(row, 32), c2);
    c3 = madd(x, v128.load(row, 48), c3);
    c4 = madd(x, v128.load(row, 64), c4);
    c5 = madd(x, v128.load(row, 80), c5);
    c6 = madd(x, v128.load(row, 96), c6);
    c7 = madd(x, v128.load(row, 112), c7);
  }
  const floor = f32x4.splat(floorValue);
  v128.store(c, f32x4.pmax(c0, floor));
  v128.store(c, f32x4.pmax(c1, floor), 16);
  v128.store(c, f32x4.pmax(c2, floor), 32);
  v128.store(c, f32x4.pmax(c3, floor), 48);
  v128.store(c, f32x4.pmax(c4, floor), 64);
  v128.store(c, f32x4.pmax(c5, floor), 80);
  v128.store(c, f32x4.pmax(c6, floor), 96);
  v128.store(c, f32x4.pmax(c7, floor), 112);
}

@inline
function strip4(
  list: usize, end: usize, apart: usize, b: usize, c: usize, start: usize, floorValue: f32,
): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16), c2 = v128.load(start, 32);
  let c3 = v128.load(start, 48);
  for (; list < end; list += 4) {
    const x = v128.load_splat<f32>(list);
    const row = b + <usize>i32.load(list + apart);
    c0 = madd(x, v128.load(row), c0);
    c1 = madd(x, v128.load(row, 16), c1);
    c2 = madd(x, v128.load(row, 32), c2);
    c3 = madd(x, v128.load(row, 48), c3);
  }
  const floor = f32x4.splat(floorValue);
  v128.store(c, f32x4.pmax(c0, floor));
  v128.store(c, f32x4.pmax(c1, floor), 16);
  v128.store(c, f32x4.pmax(c2, floor), 32);
  v128.store(c, f32x4.pmax(c3, floor), 48);
}

@inline
function strip1(
  list: usize, end: usize, apart: usize, b: usize, c: usize, start: usize, floorValue: f32,
  lanes: i32,
): void {
  let sum = v128.load(start);
  for (; list < end; list += 4) {
    const x = v128.load_splat<f32>(list);
    sum = madd(x, v128.load(b + <usize>i32.load(list + apart)), sum);
  }
  storeLanes(c, f32x4.pmax(sum, f32x4.splat(floorValue)), lanes);
}
