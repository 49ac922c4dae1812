// Element-wise activations, forward and backward, softmax and prelu.
//
// A derivative is taken from the output where it determines it (sigmoid: y(1 − y)), so that forward
// can overwrite its input; gelu and swish need the input, which their layers keep. The kind is a
// constant of each loop: the switch inside is gone after inlining.

import {
  exp, expLessOne, half, normalCdf, normalDensity, one, seluScale, seluScaleAlpha, sigmoid, sixth, tanh, TANH_RATIO, ratioPair, tinyGradient,
} from './math';
import { flushTiny, madd, nmadd, select, storeLanes, zero } from './simd';

// The numbers by which the program names an activation: the same table is in
// engine/src/activations.ts.
export const LINEAR: i32 = 0;
export const SIGMOID: i32 = 1;
export const TANH: i32 = 2;
export const RELU: i32 = 3;
export const LEAKY_RELU: i32 = 4;
export const ELU: i32 = 5;
export const SELU: i32 = 6;
export const SOFTPLUS: i32 = 7;
export const SOFTSIGN: i32 = 8;
export const HARD_SIGMOID: i32 = 9;
export const EXPONENTIAL: i32 = 10;
export const GELU: i32 = 11;
export const SWISH: i32 = 12;

/** log(1 + e^x) of each lane in the form that cannot overflow. */
function softplus(x: v128): v128 {
  const tail = exp(f32x4.neg(f32x4.abs(x)));
  const logs = f32x4(
    Mathf.log1p(f32x4.extract_lane(tail, 0)),
    Mathf.log1p(f32x4.extract_lane(tail, 1)),
    Mathf.log1p(f32x4.extract_lane(tail, 2)),
    Mathf.log1p(f32x4.extract_lane(tail, 3)),
  );
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logs);
}

/** f(x); `alpha` is leaky relu's slope or elu's α. */
@inline
export function activate(kind: i32, alpha: v128, x: v128): v128 {
  switch (kind) {
    case SIGMOID: return sigmoid(x);
    case TANH: return tanh(x);
    case RELU: return f32x4.pmax(x, zero());
    case LEAKY_RELU: return select(f32x4.mul(x, alpha), x, f32x4.lt(x, zero()));
    case ELU: return select(f32x4.mul(alpha, expLessOne(x)), x, f32x4.lt(x, zero()));
    case SELU: return select(
      f32x4.mul(seluScaleAlpha(), expLessOne(x)), f32x4.mul(seluScale(), x),
      f32x4.lt(x, zero()),
    );
    case SOFTPLUS: return softplus(x);
    case SOFTSIGN: return f32x4.div(x, f32x4.add(one(), f32x4.abs(x)));
    case HARD_SIGMOID: return f32x4.pmin(f32x4.pmax(madd(x, sixth(), half()), zero()), one());
    case EXPONENTIAL: return exp(x);
    case GELU: return f32x4.mul(x, normalCdf(x));
    case SWISH: return f32x4.mul(x, sigmoid(x));
    default: return x;
  }
}

/**
 * dy · f′, from y = f(x), or from x for gelu and swish; what is below 1e-30 becomes 0 (see
 * `flushTiny`). Where f has a corner, at 0, the derivative is that of the left side, as in PyTorch.
 */
@inline
export function differentiate(kind: i32, alpha: v128, yOrX: v128, dy: v128): v128 {
  switch (kind) {
    case SIGMOID: return flushTiny(f32x4.mul(dy, nmadd(yOrX, yOrX, yOrX)), tinyGradient());
    case TANH: return flushTiny(f32x4.mul(dy, nmadd(yOrX, yOrX, one())), tinyGradient());
    case RELU: return v128.and(dy, f32x4.gt(yOrX, zero()));
    case LEAKY_RELU: return select(f32x4.mul(dy, alpha), dy, f32x4.le(yOrX, zero()));
    case ELU: return flushTiny(
      f32x4.mul(dy, select(f32x4.add(yOrX, alpha), one(), f32x4.le(yOrX, zero()))), tinyGradient(),
    );
    case SELU: return flushTiny(f32x4.mul(
      dy, select(f32x4.add(yOrX, seluScaleAlpha()), seluScale(), f32x4.le(yOrX, zero())),
    ), tinyGradient());
    case SOFTPLUS: {
      const slope = f32x4.neg(expLessOne(f32x4.neg(yOrX)));
      return flushTiny(f32x4.mul(dy, slope), tinyGradient());
    }
    case SOFTSIGN: {
      const rest = f32x4.sub(one(), f32x4.abs(yOrX));
      return flushTiny(f32x4.mul(dy, f32x4.mul(rest, rest)), tinyGradient());
    }
    case HARD_SIGMOID: return v128.and(
      f32x4.mul(dy, sixth()), v128.and(f32x4.gt(yOrX, zero()), f32x4.lt(yOrX, one())),
    );
    case EXPONENTIAL: return flushTiny(f32x4.mul(dy, yOrX), tinyGradient());
    case GELU: return flushTiny(
      f32x4.mul(dy, madd(yOrX, normalDensity(yOrX), normalCdf(yOrX))), tinyGradient(),
    );
    case SWISH: {
      const s = sigmoid(yOrX);
      const slope = f32x4.mul(s, madd(yOrX, f32x4.sub(one(), s), one()));
      return flushTiny(f32x4.mul(dy, slope), tinyGradient());
    }
    default: return dy;
  }
}

@inline
function forwardLoop(kind: i32, alphaValue: f32, x: usize, y: usize, count: i32): void {
  const alpha = f32x4.splat(alphaValue);
  const end = x + (<usize>count << 2);
  while (x < end) {
    v128.store(y, activate(kind, alpha, v128.load(x)));
    x += 16;
    y += 16;
  }
}

function tanhLoop(x: usize, y: usize, count: i32): void {
  const pairs = x + (<usize>(count & ~7) << 2);
  for (; x < pairs; x += 32) {
    ratioPair(TANH_RATIO, false, x, y);
    y += 32;
  }
  if ((count & 7) != 0) forwardLoop(TANH, 0, x, y, count & 7);
}

/** y = f(x) over `count` numbers; y may be x. */
export function activationForward(kind: i32, alpha: f32, x: usize, y: usize, count: i32): void {
  switch (kind) {
    case SIGMOID: return forwardLoop(SIGMOID, alpha, x, y, count);
    case TANH: return tanhLoop(x, y, count);
    case RELU: return forwardLoop(RELU, alpha, x, y, count);
    case LEAKY_RELU: return forwardLoop(LEAKY_RELU, alpha, x, y, count);
    case ELU: return forwardLoop(ELU, alpha, x, y, count);
    case SELU: return forwardLoop(SELU, alpha, x, y, count);
    case SOFTPLUS: return forwardLoop(SOFTPLUS, alpha, x, y, count);
    case SOFTSIGN: return forwardLoop(SOFTSIGN, alpha, x, y, count);
    case HARD_SIGMOID: return forwardLoop(HARD_SIGMOID, alpha, x, y, count);
    case EXPONENTIAL: return forwardLoop(EXPONENTIAL, alpha, x, y, count);
    case GELU: return forwardLoop(GELU, alpha, x, y, count);
    case SWISH: return forwardLoop(SWISH, alpha, x, y, count);
    default: return forwardLoop(LINEAR, alpha, x, y, count);
  }
}

/**
 * dz = dy · f′ and, in the same pass, the bias's gradient: db[column] = Σ over rows of dz. Sixteen
 * columns at a time, so that a cache line is used whole. dz may be dy.
 */
@inline
function backwardLoop(
  kind: i32, alphaValue: f32, y: usize, dy: usize, dz: usize, db: usize, rows: i32, columns: i32,
): void {
  const alpha = f32x4.splat(alphaValue);
  const stride = <usize>columns << 2;
  let j = 0;
  for (; j + 16 <= columns; j += 16) {
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    let at = <usize>j << 2;
    for (let i = 0; i < rows; i++) {
      const d0 = differentiate(kind, alpha, v128.load(y + at), v128.load(dy + at));
      const d1 = differentiate(kind, alpha, v128.load(y + at, 16), v128.load(dy + at, 16));
      const d2 = differentiate(kind, alpha, v128.load(y + at, 32), v128.load(dy + at, 32));
      const d3 = differentiate(kind, alpha, v128.load(y + at, 48), v128.load(dy + at, 48));
      if (kind != LINEAR) {
        v128.store(dz + at, d0);
        v128.store(dz + at, d1, 16);
        v128.store(dz + at, d2, 32);
        v128.store(dz + at, d3, 48);
      }
      s0 = f32x4.add(s0, d0);
      s1 = f32x4.add(s1, d1);
      s2 = f32x4.add(s2, d2);
      s3 = f32x4.add(s3, d3);
      at += stride;
    }
    if (db != 0) {
      const target = db + (<usize>j << 2);
      v128.store(target, s0);
      v128.store(target, s1, 16);
      v128.store(target, s2, 32);
      v128.store(target, s3, 48);
    }
  }
  for (; j < columns; j += 4) {
    const width = min(4, columns - j);
    let sum = zero();
    let at = <usize>j << 2;
    for (let i = 0; i < rows; i++) {
      const d = differentiate(kind, alpha, v128.load(y + at), v128.load(dy + at));
      if (kind != LINEAR) storeLanes(dz + at, d, width);
      sum = f32x4.add(sum, d);
      at += stride;
    }
    if (db != 0) storeLanes(db + (<usize>j << 2), sum, width);
  }
}

/**
 * Backward of bias and activation together. `y`: the outputs (the inputs for gelu and swish). `db`
 * 0: no bias. For the linear activation dz is not written: it is dy.
 */
export function activationBackward(
  kind: i32, alpha: f32, y: usize, dy: usize, dz: usize, db: usize, rows: i32, columns: i32,
): void {
  switch (kind) {
    case SIGMOID: return backwardLoop(SIGMOID, alpha, y, dy, dz, db, rows, columns);
    case TANH: return backwardLoop(TANH, alpha, y, dy, dz, db, rows, columns);
    case RELU: return backwardLoop(RELU, alpha, y, dy, dz, db, rows, columns);
    case LEAKY_RELU: return backwardLoop(LEAKY_RELU, alpha, y, dy, dz, db, rows, columns);
    case ELU: return backwardLoop(ELU, alpha, y, dy, dz, db, rows, columns);
    case SELU: return backwardLoop(SELU, alpha, y, dy, dz, db, rows, columns);
    case SOFTPLUS: return backwardLoop(SOFTPLUS, alpha, y, dy, dz, db, rows, columns);
    case SOFTSIGN: return backwardLoop(SOFTSIGN, alpha, y, dy, dz, db, rows, columns);
    case HARD_SIGMOID: return backwardLoop(HARD_SIGMOID, alpha, y, dy, dz, db, rows, columns);
    case EXPONENTIAL: return backwardLoop(EXPONENTIAL, alpha, y, dy, dz, db, rows, columns);
    case GELU: return backwardLoop(GELU, alpha, y, dy, dz, db, rows, columns);
    case SWISH: return backwardLoop(SWISH, alpha, y, dy, dz, db, rows, columns);
    default: return backwardLoop(LINEAR, alpha, y, dy, dz, db, rows, columns);
  }
}

/** The largest number of a row; a NaN is passed over, the exponentials after it catch it. */
@inline
function largest(x: usize, columns: i32): f32 {
  let lanes = f32x4.splat(-f32.MAX_VALUE);
  let j = 0;
  // pmax(a, b) is a < b ? b : a, so that a NaN in its second operand is passed over.
  for (; j + 4 <= columns; j += 4) lanes = f32x4.pmax(lanes, v128.load(x + (<usize>j << 2)));
  for (; j < columns; j++) {
    lanes = f32x4.pmax(lanes, v128.load32_splat(x + (<usize>j << 2)));
  }
  lanes = f32x4.pmax(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  lanes = f32x4.pmax(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

/**
 * Softmax of one row of `columns` numbers, shifted by its maximum; returns the logarithm of the
 * normaliser, maximum included.
 */
export function softmaxRow(x: usize, y: usize, columns: i32): f64 {
  const top = largest(x, columns);
  const shift = f32x4.splat(top);
  let sum: f32 = 0;
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const e = exp(f32x4.sub(v128.load(x + (j << 2)), shift));
    storeLanes(y + (j << 2), e, width);
    sum += f32x4.extract_lane(e, 0);
    if (width > 1) sum += f32x4.extract_lane(e, 1);
    if (width > 2) sum += f32x4.extract_lane(e, 2);
    if (width > 3) sum += f32x4.extract_lane(e, 3);
  }
  const scale = f32x4.splat(1 / sum);
  for (let j = 0; j < columns; j += 4) {
    storeLanes(y + (j << 2), f32x4.mul(v128.load(y + (j << 2)), scale), min(4, columns - j));
  }
  // In float64: beside a huge logit the logarithm would be rounded away.
  return <f64>top + <f64>Mathf.log(sum);
}

/** Softmax along each row; y may be x. */
export function softmaxForward(x: usize, y: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    softmaxRow(x, y, columns);
    x += stride;
    y += stride;
  }
}

/** dx = y · (dy − Σ dy·y) for each row; dx may be dy. */
export function softmaxBackward(y: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    let dot: f32 = 0;
    for (let j: usize = 0; j < stride; j += 4) dot += f32.load(y + j) * f32.load(dy + j);
    const shift = f32x4.splat(dot);
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const d = f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(dy + at), shift));
      storeLanes(dx + at, flushTiny(d, tinyGradient()), min(4, columns - j));
    }
    y += stride;
    dy += stride;
    dx += stride;
  }
}

/** y = x where x > 0, else slope[channel] · x (He et al. 2015); y must not be x. */
export function preluForward(x: usize, slopes: usize, y: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += 4) {
      const at = <usize>j << 2;
      const value = v128.load(x + at);
      const sloped = f32x4.mul(value, v128.load(slopes + at));
      const result = select(sloped, value, f32x4.lt(value, zero()));
      storeLanes(y + at, result, min(4, columns - j));
    }
    x += <usize>columns << 2;
    y += <usize>columns << 2;
  }
}

/** dx and the slopes' gradient of prelu, at 0 those of the left side; dx may be dy. */
export function preluBackward(
  x: usize, slopes: usize, dy: usize, dx: usize, dSlopes: usize, rows: i32, columns: i32,
): void {
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j += 4) {
    const width = min(4, columns - j);
    const slope = v128.load(slopes + (j << 2));
    let at = <usize>j << 2;
    let sum = zero();
    for (let i = 0; i < rows; i++) {
      const value = v128.load(x + at);
      const d = v128.load(dy + at);
      const negative = f32x4.le(value, zero());
      sum = f32x4.add(sum, v128.and(f32x4.mul(d, value), negative));
      storeLanes(dx + at, select(f32x4.mul(d, slope), d, negative), width);
      at += stride;
    }
    if (dSlopes != 0) storeLanes(dSlopes + (j << 2), sum, width);
  }
}
