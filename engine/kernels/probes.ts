// Measurements that only read: moments, histograms, and for activations how each unit behaves.

import { madd, storeLanes, sumLanes, zero } from './simd';

/**
 * Adds `count` numbers to four float64: sum, sum of squares, smallest, largest. The last two start
 * as ±infinity.
 */
export function addMoments(x: usize, count: i32, moments: usize): void {
  let sum: f64 = 0;
  let squares: f64 = 0;
  let i = 0;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  while (i + 4 <= count) {
    // Float32 lanes within a stretch, float64 across stretches.
    const end = min(count & ~3, i + 1024);
    let s = zero();
    let q = zero();
    for (; i < end; i += 4) {
      const v = v128.load(x + (<usize>i << 2));
      s = f32x4.add(s, v);
      q = f32x4.add(q, f32x4.mul(v, v));
      low = f32x4.pmin(low, v);
      high = f32x4.pmax(high, v);
    }
    sum += <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1)
      + <f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3);
    squares += <f64>f32x4.extract_lane(q, 0) + <f64>f32x4.extract_lane(q, 1)
      + <f64>f32x4.extract_lane(q, 2) + <f64>f32x4.extract_lane(q, 3);
  }
  let smallest = min(min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
    min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)));
  let largest = max(max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)));
  for (; i < count; i++) {
    const v = f32.load(x + (<usize>i << 2));
    sum += <f64>v;
    squares += <f64>v * <f64>v;
    smallest = min(smallest, v);
    largest = max(largest, v);
  }
  f64.store(moments, f64.load(moments) + sum);
  f64.store(moments, f64.load(moments, 8) + squares, 8);
  f64.store(moments, min(f64.load(moments, 16), <f64>smallest), 16);
  f64.store(moments, max(f64.load(moments, 24), <f64>largest), 24);
}

/**
 * Counts numbers in `bins` equal bins between `low` and `high` (int32, added to); what lies outside
 * goes to the ends, NaN nowhere. `counts` has four rows of bins, one for each lane, so that
 * counting never waits for the count before; the result is in the first, the others are left zero.
 */
export function addHistogram(
  x: usize, count: i32, low: f32, high: f32, bins: i32, counts: usize,
): void {
  const scale: f32 = high > low ? <f32>bins / (high - low) : 0;
  const row = <usize>bins << 2;
  const l = f32x4.splat(low);
  const s = f32x4.splat(scale);
  const first = f32x4.splat(0);
  const last = f32x4.splat(<f32>(bins - 1));
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const v = v128.load(x + (<usize>i << 2));
    if (i32x4.bitmask(f32x4.eq(v, v)) != 15) {
      countOneByOne(x, i, i + 4, low, scale, bins, counts);
      continue;
    }
    const position = f32x4.pmin(f32x4.pmax(f32x4.mul(f32x4.sub(v, l), s), first), last);
    const bin = i32x4.shl(i32x4.trunc_sat_f32x4_s(position), 2);
    increment(counts + <usize>i32x4.extract_lane(bin, 0));
    increment(counts + row + <usize>i32x4.extract_lane(bin, 1));
    increment(counts + 2 * row + <usize>i32x4.extract_lane(bin, 2));
    increment(counts + 3 * row + <usize>i32x4.extract_lane(bin, 3));
  }
  countOneByOne(x, i, count, low, scale, bins, counts);
  for (let bin: usize = 0; bin < row; bin += 4) {
    const sum = i32.load(counts + bin + row) + i32.load(counts + bin + 2 * row)
      + i32.load(counts + bin + 3 * row);
    i32.store(counts + bin, i32.load(counts + bin) + sum);
  }
  memory.fill(counts + row, 0, 3 * row);
}

@inline
function increment(address: usize): void {
  i32.store(address, i32.load(address) + 1);
}

function countOneByOne(
  x: usize, from: i32, to: i32, low: f32, scale: f32, bins: i32, counts: usize,
): void {
  for (let i = from; i < to; i++) {
    const position = (f32.load(x + (<usize>i << 2)) - low) * scale;
    // NaN fails both comparisons.
    if (!(position >= 0) && !(position < 0)) continue;
    increment(counts + (<usize>max(0, min(bins - 1, <i32>position)) << 2));
  }
}

/**
 * For each column adds how many of its numbers are not zero, and how many lie outside [low, high]:
 * two int32 rows.
 */
export function addUnitCounts(
  x: usize, rows: i32, columns: i32, low: f32, high: f32, nonZero: usize, outside: usize,
): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j += 4) {
    let active = zero();
    let flat = zero();
    let at = x + (<usize>j << 2);
    for (let i = 0; i < rows; i++) {
      const v = v128.load(at);
      // A comparison that holds is −1.
      active = i32x4.sub(active, f32x4.ne(v, zero()));
      flat = i32x4.sub(flat, v128.or(f32x4.lt(v, l), f32x4.gt(v, h)));
      at += stride;
    }
    const width = min(4, columns - j);
    const offset = <usize>j << 2;
    storeLanes(nonZero + offset, i32x4.add(v128.load(nonZero + offset), active), width);
    storeLanes(outside + offset, i32x4.add(v128.load(outside + offset), flat), width);
  }
}

/** Σ (a − b)² in float64 of float32 sums. */
export function sumOfSquaredDifferences(a: usize, b: usize, count: i32): f64 {
  let total: f64 = 0;
  let i = 0;
  while (i + 4 <= count) {
    const end = min(count & ~3, i + 1024);
    let sum = zero();
    for (; i < end; i += 4) {
      const at = <usize>i << 2;
      const d = f32x4.sub(v128.load(a + at), v128.load(b + at));
      sum = madd(d, d, sum);
    }
    total += <f64>sumLanes(sum);
  }
  for (; i < count; i++) {
    const d = <f64>f32.load(a + (<usize>i << 2)) - <f64>f32.load(b + (<usize>i << 2));
    total += d * d;
  }
  return total;
}
