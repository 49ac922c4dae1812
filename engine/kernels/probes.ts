// Measurements that only read: moments, histograms, and for activations how each unit behaves.

import { storeLanes, zero } from './simd';

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
 * goes to the ends.
 */
export function addHistogram(
  x: usize, count: i32, low: f32, high: f32, bins: i32, counts: usize,
): void {
  const scale: f32 = high > low ? <f32>bins / (high - low) : 0;
  const last = bins - 1;
  for (let i = 0; i < count; i++) {
    const position = (f32.load(x + (<usize>i << 2)) - low) * scale;
    // NaN fails both comparisons and is counted nowhere.
    if (!(position >= 0) && !(position < 0)) continue;
    const bin = counts + (<usize>max(0, min(last, <i32>position)) << 2);
    i32.store(bin, i32.load(bin) + 1);
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

/** Σ (a − b)² in float64. */
export function sumOfSquaredDifferences(a: usize, b: usize, count: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const d = <f64>f32.load(a + (<usize>i << 2)) - <f64>f32.load(b + (<usize>i << 2));
    total += d * d;
  }
  return total;
}
