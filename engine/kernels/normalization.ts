// Batch and layer normalisation.
//
// Batch norm works on columns (channels): four at a time, rows in the inner loop. Mean and variance
// are taken in two passes: the one-pass formula loses all digits where the mean is large against
// the deviation.

import { flushTiny, madd, nmadd, storeLanes, sumFirstLanes, sumLanes, zero } from './simd';
import { tinyGradient } from './math';

/** Sums of four columns over the rows. */
@inline
export function columnSum(x: usize, column: usize, end: usize, stride: usize): v128 {
  // Two chains of additions: one would wait for itself.
  let even = zero();
  let odd = zero();
  let at = column;
  for (; at + stride < end; at += 2 * stride) {
    even = f32x4.add(even, v128.load(x + at));
    odd = f32x4.add(odd, v128.load(x + at + stride));
  }
  if (at < end) even = f32x4.add(even, v128.load(x + at));
  return f32x4.add(even, odd);
}

/** The same of squared distances from `mean`. */
@inline
export function columnSquares(x: usize, column: usize, end: usize, stride: usize, mean: v128): v128 {
  let even = zero();
  let odd = zero();
  let at = column;
  for (; at + stride < end; at += 2 * stride) {
    const d = f32x4.sub(v128.load(x + at), mean);
    const f = f32x4.sub(v128.load(x + at + stride), mean);
    even = madd(d, d, even);
    odd = madd(f, f, odd);
  }
  if (at < end) {
    const d = f32x4.sub(v128.load(x + at), mean);
    even = madd(d, d, even);
  }
  return f32x4.add(even, odd);
}

/**
 * y = scale · (x − mean) / √(variance + ε) + shift with the batch's statistics (Ioffe & Szegedy
 * 2015), cut off at `floor` (0: relu). Keeps the normalised x in `normal` and 1/√(…) in `inverse`
 * for the backward pass; the running statistics move towards the batch's: r = momentum·r + (1 −
 * momentum)·s, the variance the population's (Keras).
 */
export function batchNormForward(
  x: usize, scale: usize, shift: usize, y: usize, normal: usize, inverse: usize,
  runningMean: usize, runningVariance: usize, momentum: f32, epsilon: f32, floorValue: f32,
  rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  const share = f32x4.splat(1 / <f32>rows);
  const e = f32x4.splat(epsilon);
  const keep = f32x4.splat(momentum);
  const move = f32x4.splat(1 - momentum);
  const floor = f32x4.splat(floorValue);
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    const mean = f32x4.mul(columnSum(x, column, end, stride), share);
    const variance = f32x4.mul(columnSquares(x, column, end, stride, mean), share);
    const inverseDeviation = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, e)));
    storeLanes(inverse + column, inverseDeviation, width);
    const rm = madd(keep, v128.load(runningMean + column), f32x4.mul(move, mean));
    const rv = madd(keep, v128.load(runningVariance + column), f32x4.mul(move, variance));
    storeLanes(runningMean + column, rm, width);
    storeLanes(runningVariance + column, rv, width);
    const a = v128.load(scale + column);
    const b = v128.load(shift + column);
    if (width == 4) {
      for (let at = column; at < end; at += stride) {
        const n = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverseDeviation);
        v128.store(normal + at, n);
        v128.store(y + at, f32x4.pmax(madd(n, a, b), floor));
      }
    } else {
      for (let at = column; at < end; at += stride) {
        const n = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverseDeviation);
        storeLanes(normal + at, n, width);
        storeLanes(y + at, f32x4.pmax(madd(n, a, b), floor), width);
      }
    }
  }
}

/**
 * dy where `gate` (0: none) is positive, times `factor`: what a relu, and a dropout after it, let
 * through.
 */
@inline
export function throughGate(dy: usize, gate: usize, at: usize, factor: v128): v128 {
  const d = v128.load(dy + at);
  if (gate == 0) return d;
  return v128.and(f32x4.mul(d, factor), f32x4.gt(v128.load(gate + at), zero()));
}

/**
 * dx = scale / √(…) / rows · (rows·dy − Σdy − normal·Σ(dy·normal)), and the gradients of scale and
 * shift. dx may be dy; 0 for what is not wanted. `gate` (0: none): the outputs of the relu or
 * dropout that were fused with it; dy is theirs, and `factor` the dropout's scale.
 */
export function batchNormBackward(
  dy: usize, normal: usize, inverse: usize, scale: usize, dScale: usize, dShift: usize, dx: usize,
  gate: usize, factorValue: f32, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  const share = f32x4.splat(1 / <f32>rows);
  const through = f32x4.splat(factorValue);
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
    if (dScale != 0) {
      storeLanes(dScale + column, product, width);
      storeLanes(dShift + column, sum, width);
    }
    if (dx == 0) continue;
    const factor = f32x4.mul(v128.load(scale + column), v128.load(inverse + column));
    const meanSum = f32x4.mul(sum, share);
    const meanProduct = f32x4.mul(product, share);
    for (let at = column; at < end; at += stride) {
      const centred = f32x4.sub(throughGate(dy, gate, at, through), meanSum);
      const d = f32x4.mul(nmadd(v128.load(normal + at), meanProduct, centred), factor);
      if (width == 4) v128.store(dx + at, flushTiny(d, tinyGradient()));
      else storeLanes(dx + at, flushTiny(d, tinyGradient()), width);
    }
  }
}

/** Batch norm with the running statistics: evaluation, and frozen layers. y may be x. */
export function batchNormFixed(
  x: usize, scale: usize, shift: usize, mean: usize, variance: usize, epsilon: f32, y: usize,
  rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    const deviation = f32x4.sqrt(f32x4.add(v128.load(variance + column), f32x4.splat(epsilon)));
    const a = f32x4.div(v128.load(scale + column), deviation);
    const b = nmadd(a, v128.load(mean + column), v128.load(shift + column));
    for (let at = column; at < end; at += stride) {
      storeLanes(y + at, madd(v128.load(x + at), a, b), width);
    }
  }
}

/** dx = dy · scale / √(variance + ε); dx may be dy. */
export function batchNormFixedBackward(
  dy: usize, scale: usize, variance: usize, epsilon: f32, dx: usize, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const column = <usize>j << 2;
    const end = column + <usize>rows * stride;
    const deviation = f32x4.sqrt(f32x4.add(v128.load(variance + column), f32x4.splat(epsilon)));
    const a = f32x4.div(v128.load(scale + column), deviation);
    for (let at = column; at < end; at += stride) {
      storeLanes(dx + at, f32x4.mul(v128.load(dy + at), a), width);
    }
  }
}

/**
 * Each row normalised by its own mean and variance (Ba et al. 2016); keeps the normalised row and
 * 1/√(variance + ε).
 */
export function layerNormForward(
  x: usize, scale: usize, shift: usize, y: usize, normal: usize, inverse: usize, epsilon: f32,
  rows: i32, columns: i32,
): void {
  for (let i = 0; i < rows; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < columns; j += 4) {
      const width = min(4, columns - j);
      const v = v128.load(x + (<usize>j << 2));
      sum += width == 4 ? sumLanes(v) : sumFirstLanes(v, width);
    }
    const mean = sum / <f32>columns;
    const m = f32x4.splat(mean);
    let squares: f32 = 0;
    for (let j = 0; j < columns; j += 4) {
      const width = min(4, columns - j);
      const d = f32x4.sub(v128.load(x + (<usize>j << 2)), m);
      const square = f32x4.mul(d, d);
      squares += width == 4 ? sumLanes(square) : sumFirstLanes(square, width);
    }
    const inverseDeviation: f32 = 1 / Mathf.sqrt(squares / <f32>columns + epsilon);
    f32.store(inverse + (<usize>i << 2), inverseDeviation);
    const r = f32x4.splat(inverseDeviation);
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const width = min(4, columns - j);
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), m), r);
      storeLanes(normal + at, n, width);
      storeLanes(y + at, madd(n, v128.load(scale + at), v128.load(shift + at)), width);
    }
    x += <usize>columns << 2;
    y += <usize>columns << 2;
    normal += <usize>columns << 2;
  }
}

/** Backward of `layerNormForward`; dx may be dy; 0 for what is not wanted. */
export function layerNormBackward(
  dy: usize, normal: usize, inverse: usize, scale: usize, dScale: usize, dShift: usize, dx: usize,
  rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  if (dScale != 0) {
    for (let j = 0; j < columns; j += 4) {
      let sum = zero();
      let product = zero();
      let at = <usize>j << 2;
      for (let i = 0; i < rows; i++) {
        const d = v128.load(dy + at);
        sum = f32x4.add(sum, d);
        product = madd(d, v128.load(normal + at), product);
        at += stride;
      }
      storeLanes(dScale + (<usize>j << 2), product, min(4, columns - j));
      storeLanes(dShift + (<usize>j << 2), sum, min(4, columns - j));
    }
  }
  if (dx == 0) return;
  for (let i = 0; i < rows; i++) {
    const base = <usize>i * stride;
    let sum: f32 = 0;
    let product: f32 = 0;
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const width = min(4, columns - j);
      const d = f32x4.mul(v128.load(dy + base + at), v128.load(scale + at));
      const p = f32x4.mul(d, v128.load(normal + base + at));
      sum += width == 4 ? sumLanes(d) : sumFirstLanes(d, width);
      product += width == 4 ? sumLanes(p) : sumFirstLanes(p, width);
    }
    const meanSum = f32x4.splat(sum / <f32>columns);
    const meanProduct = f32x4.splat(product / <f32>columns);
    const r = v128.load_splat<f32>(inverse + (<usize>i << 2));
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const d = f32x4.sub(f32x4.mul(v128.load(dy + base + at), v128.load(scale + at)), meanSum);
      const value = f32x4.mul(nmadd(v128.load(normal + base + at), meanProduct, d), r);
      storeLanes(dx + base + at, flushTiny(value, tinyGradient()), min(4, columns - j));
    }
  }
}
