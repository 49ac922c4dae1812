// Batch normalisation of a batch that several threads share.
//
// Each thread sums up its own rows into a part: rows, then two vectors of columns. Once all have (they
// meet between two calls), each merges all parts by itself, in the order of the threads: the same
// numbers in the same order, so that all go on with the same bits. Parts lie `stride` floats apart;
// only the first `parts` of them have rows.

import { columnSquares, columnSum, throughGate } from './normalization';
import { flushTiny, madd, nmadd, storeLanes, zero } from './simd';
import { tinyGradient } from './math';

/** Where a part's vectors begin: behind its number of rows. */
const FIRST: usize = 16;

@inline
function second(columns: i32): usize {
  return FIRST + ((<usize>columns + 3) >> 2 << 4);
}

/** This thread's part of the forward pass: means, and sums of squared distances from them. */
export function batchNormMoments(x: usize, part: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  const share = f32x4.splat(1 / <f32>rows);
  f32.store(part, <f32>rows);
  const squares = part + second(columns);
  for (let j = 0; j < columns; j += 4) {
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    const mean = f32x4.mul(columnSum(x, column, end, stride), share);
    v128.store(part + FIRST + column, mean);
    v128.store(squares + column, columnSquares(x, column, end, stride, mean));
  }
}

/**
 * Mean and 1/√(variance + ε) of the whole batch from all threads' parts (Chan, Golub & LeVeque 1979);
 * moves the running statistics (0: another thread does) as `batchNormForward`.
 */
export function batchNormMerge(
  first: usize, partStride: i32, parts: i32, mean: usize, inverse: usize,
  runningMean: usize, runningVariance: usize, momentum: f32, epsilon: f32, columns: i32,
): void {
  const step = <usize>partStride << 2;
  const squaresAt = second(columns);
  const keep = f32x4.splat(momentum);
  const move = f32x4.splat(1 - momentum);
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    let count = f32.load(first);
    let m = v128.load(first + FIRST + column);
    let squares = v128.load(first + squaresAt + column);
    for (let p = 1; p < parts; p++) {
      const part = first + <usize>p * step;
      const rows = f32.load(part);
      const total = count + rows;
      const apart = f32x4.sub(v128.load(part + FIRST + column), m);
      m = madd(apart, f32x4.splat(rows / total), m);
      const between = f32x4.mul(f32x4.mul(apart, apart), f32x4.splat(count * (rows / total)));
      squares = f32x4.add(f32x4.add(squares, v128.load(part + squaresAt + column)), between);
      count = total;
    }
    const variance = f32x4.mul(squares, f32x4.splat(1 / count));
    const deviation = f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
    storeLanes(mean + column, m, width);
    storeLanes(inverse + column, f32x4.div(f32x4.splat(1), deviation), width);
    if (runningMean == 0) continue;
    const rm = madd(keep, v128.load(runningMean + column), f32x4.mul(move, m));
    const rv = madd(keep, v128.load(runningVariance + column), f32x4.mul(move, variance));
    storeLanes(runningMean + column, rm, width);
    storeLanes(runningVariance + column, rv, width);
  }
}

/**
 * y = scale · normal + shift with normal = (x − mean) · inverse, which it keeps, cut off at
 * `floorValue` (0: relu): what `batchNormForward` does with its own statistics.
 */
export function batchNormApply(
  x: usize, mean: usize, inverse: usize, scale: usize, shift: usize, y: usize, normal: usize,
  floorValue: f32, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  const floor = f32x4.splat(floorValue);
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    const m = v128.load(mean + column);
    const r = v128.load(inverse + column);
    const a = v128.load(scale + column);
    const b = v128.load(shift + column);
    for (let at = column; at < end; at += stride) {
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), m), r);
      storeLanes(normal + at, n, width);
      storeLanes(y + at, f32x4.pmax(madd(n, a, b), floor), width);
    }
  }
}

/**
 * This thread's part of the backward pass, Σdy and Σ(dy·normal), which are also its rows' gradients of
 * shift and scale. `gate` and `factorValue` as for `batchNormBackward`.
 */
export function batchNormSums(
  dy: usize, normal: usize, dScale: usize, dShift: usize, part: usize, gate: usize,
  factorValue: f32, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  const through = f32x4.splat(factorValue);
  f32.store(part, <f32>rows);
  const products = part + second(columns);
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    let sum = zero();
    let product = zero();
    for (let at = column; at < end; at += stride) {
      const d = throughGate(dy, gate, at, through);
      sum = f32x4.add(sum, d);
      product = madd(d, v128.load(normal + at), product);
    }
    storeLanes(dShift + column, sum, width);
    storeLanes(dScale + column, product, width);
    v128.store(part + FIRST + column, sum);
    v128.store(products + column, product);
  }
}

/**
 * dx as of `batchNormBackward`, with the sums of the whole batch. A thread's dy is of the mean over its
 * own rows, so that another part's sums count here as much more as it has more rows.
 */
export function batchNormSharedBackward(
  dy: usize, normal: usize, inverse: usize, scale: usize, dx: usize, gate: usize, factorValue: f32,
  first: usize, partStride: i32, parts: i32, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  const step = <usize>partStride << 2;
  const productsAt = second(columns);
  const through = f32x4.splat(factorValue);
  let total: f32 = 0;
  for (let p = 0; p < parts; p++) total += f32.load(first + <usize>p * step);
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    let sum = zero();
    let product = zero();
    for (let p = 0; p < parts; p++) {
      const part = first + <usize>p * step;
      const share = f32x4.splat(f32.load(part) / (<f32>rows * total));
      sum = madd(v128.load(part + FIRST + column), share, sum);
      product = madd(v128.load(part + productsAt + column), share, product);
    }
    const factor = f32x4.mul(v128.load(scale + column), v128.load(inverse + column));
    for (let at = column; at < end; at += stride) {
      const centred = f32x4.sub(throughGate(dy, gate, at, through), sum);
      const d = f32x4.mul(nmadd(v128.load(normal + at), product, centred), factor);
      storeLanes(dx + at, flushTiny(d, tinyGradient()), width);
    }
  }
}
