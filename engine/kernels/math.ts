// exp, tanh, sigmoid and erf on four floats. Polynomials of our own instead of the host's Math: the
// same bits in every host. Constants are read from memory because V8 rebuilds a v128.const at each
// use (four times slower in a loop), while a splatting load is one instruction.

import { madd, nmadd, select } from './simd';

const CONSTANTS = memory.data<f32>([
  // 0: exp's range, log2(e), 1.5 · 2^23 (adding it rounds to an integer)
  -87.33654, 89.5, 1.44269504, 12582912.0,
  // 4: ln 2 in two parts (Cody & Waite), 1, 1/2
  0.693359375, -2.12194440e-4, 1.0, 0.5,
  // 8: exp's polynomial (Cephes)
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2,
  1.6666665459e-1, 5.0000001201e-1,
  // 14: erf's p and polynomial (Abramowitz & Stegun 7.1.26); 20: 1/√2, 1/√2π
  0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592,
  0.70710678, 0.39894228,
  // 22: what counts as no gradient
  1.0e-30,
  // 23: selu's scale and scale · α (Klambauer et al. 2017), 1/6
  1.05070098, 1.75809934, 0.16666667,
  // 26: the floor under second moments
  3.0e-36,
]);

/** The bias of float32 exponents less one. */
const EXPONENT_BIAS = memory.data<i32>([126]);

@inline
function constant(index: i32): v128 {
  return v128.load_splat<f32>(CONSTANTS + (index << 2));
}

@inline
export function one(): v128 {
  return constant(6);
}

@inline
export function half(): v128 {
  return constant(7);
}

@inline
export function seluScale(): v128 {
  return constant(23);
}

@inline
export function seluScaleAlpha(): v128 {
  return constant(24);
}

@inline
export function sixth(): v128 {
  return constant(25);
}

/** Below it a gradient or a first moment counts as zero: see `flushTiny`. */
@inline
export function tinyGradient(): v128 {
  return constant(22);
}

/** The same for second moments, which are squares. */
@inline
export function tinySquare(): v128 {
  return constant(26);
}

/** x within exp's range, NaN for NaN. */
@inline
function expRange(x: v128): v128 {
  // pmax(a, b) is a < b ? b : a, so that a NaN in its first operand stays.
  return f32x4.pmin(f32x4.pmax(x, constant(0)), constant(1));
}

/** x / ln 2 to the nearest integer n, in the low bits of a sum: adding 1.5·2^23 leaves it there. */
@inline
function binaryExponent(x: v128): v128 {
  return madd(x, constant(2), constant(3));
}

/** e^r − 1 of what x exceeds n·ln 2 by, |r| at most ln 2 / 2. */
@inline
function restLessOne(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(3));
  const r = nmadd(n, constant(5), nmadd(n, constant(4), x));
  let p = madd(constant(8), r, constant(9));
  p = madd(p, r, constant(10));
  p = madd(p, r, constant(11));
  p = madd(p, r, constant(12));
  p = madd(p, r, constant(13));
  return madd(p, f32x4.mul(r, r), r);
}

/** 2^(n−1), its bias being 127 − 1: n = 128 still fits. */
@inline
function halfPower(shifted: v128): v128 {
  return i32x4.shl(i32x4.add(shifted, v128.load_splat<i32>(EXPONENT_BIAS)), 23);
}

/** e^x within 2 ulp; 0 under −87, infinity over 88.7, NaN for NaN. */
@inline
export function exp(x: v128): v128 {
  const clamped = expRange(x);
  const shifted = binaryExponent(clamped);
  const p = f32x4.add(restLessOne(clamped, shifted), constant(6));
  return f32x4.mul(f32x4.add(p, p), halfPower(shifted));
}

/** e^x − 1 for x ≤ 88, with as many digits near 0 as elsewhere: exp(x) − 1 would lose them. */
@inline
export function expLessOne(x: v128): v128 {
  const clamped = expRange(x);
  const shifted = binaryExponent(clamped);
  const half = halfPower(shifted);
  const power = f32x4.add(half, half);
  return madd(restLessOne(clamped, shifted), power, f32x4.sub(power, constant(6)));
}

/**
 * tanh x ≈ (x + x³·P(x²)) / Q(x²), a rational minimax approximation (Eigen's) within 5 ulp, exact ±1
 * beyond 8: the bounds of x, the coefficients of P, those of Q.
 */
export const TANH_RATIO = memory.data<f32>([
  -8.01773357391357422, 8.01773357391357422,
  1.394553628e-8, 2.102733560e-5, 3.520756727e-3, 1.340216100e-1,
  8.015776984e-7, 3.326951409e-4, 2.597254514e-2, 4.673548340e-1, 1.0,
]);

/**
 * The same for ½·tanh(x/2), which is σ(x) − ½: each coefficient times a power of two. Cheaper than
 * by exp, and as exact where the result is not all but 0.
 */
export const SIGMOID_RATIO = memory.data<f32>([
  -16.03546714782714844, 16.03546714782714844,
  5.447475109375e-11, 3.2855211875e-7, 2.200472954375e-4, 3.35054025e-2,
  1.25246515375e-8, 2.079344630625e-5, 6.493136285e-3, 4.673548340e-1, 4.0,
]);

@inline
function coefficient(table: usize, index: i32): v128 {
  return v128.load_splat<f32>(table + (index << 2));
}

/** The function of `TANH_RATIO` or `SIGMOID_RATIO`. */
@inline
export function ratio(table: usize, x: v128): v128 {
  // pmax(a, b) is a < b ? b : a, so that a NaN in its first operand stays.
  const a = f32x4.pmin(f32x4.pmax(x, coefficient(table, 0)), coefficient(table, 1));
  const a2 = f32x4.mul(a, a);
  let p = madd(coefficient(table, 2), a2, coefficient(table, 3));
  p = madd(p, a2, coefficient(table, 4));
  p = madd(p, a2, coefficient(table, 5));
  p = madd(p, f32x4.mul(a2, a), a);
  let q = madd(coefficient(table, 6), a2, coefficient(table, 7));
  q = madd(q, a2, coefficient(table, 8));
  q = madd(q, a2, coefficient(table, 9));
  q = madd(q, a2, coefficient(table, 10));
  return f32x4.div(p, q);
}

/**
 * y = shift + the function of `TANH_RATIO` or `SIGMOID_RATIO` for eight numbers at once, which share
 * the loads of the constants; the same bits as one by one.
 */
@inline
export function ratioPair(table: usize, isShifted: bool, x: usize, y: usize): void {
  let c = coefficient(table, 0), d = coefficient(table, 1);
  const a = f32x4.pmin(f32x4.pmax(v128.load(x), c), d);
  const b = f32x4.pmin(f32x4.pmax(v128.load(x, 16), c), d);
  const a2 = f32x4.mul(a, a), b2 = f32x4.mul(b, b);
  c = coefficient(table, 2);
  d = coefficient(table, 3);
  let pa = madd(c, a2, d), pb = madd(c, b2, d);
  c = coefficient(table, 4);
  pa = madd(pa, a2, c);
  pb = madd(pb, b2, c);
  c = coefficient(table, 5);
  pa = madd(madd(pa, a2, c), f32x4.mul(a2, a), a);
  pb = madd(madd(pb, b2, c), f32x4.mul(b2, b), b);
  c = coefficient(table, 6);
  d = coefficient(table, 7);
  let qa = madd(c, a2, d), qb = madd(c, b2, d);
  c = coefficient(table, 8);
  qa = madd(qa, a2, c);
  qb = madd(qb, b2, c);
  c = coefficient(table, 9);
  qa = madd(qa, a2, c);
  qb = madd(qb, b2, c);
  c = coefficient(table, 10);
  qa = madd(qa, a2, c);
  qb = madd(qb, b2, c);
  const ya = f32x4.div(pa, qa), yb = f32x4.div(pb, qb);
  v128.store(y, isShifted ? f32x4.add(ya, half()) : ya);
  v128.store(y, isShifted ? f32x4.add(yb, half()) : yb, 16);
}

/** tanh x; exact ±1 beyond 8. */
@inline
export function tanh(x: v128): v128 {
  return ratio(TANH_RATIO, x);
}

/** 1 / (1 + e^−x). */
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(constant(6), f32x4.add(constant(6), exp(f32x4.neg(x))));
}

/**
 * The standard normal's distribution function, absolute error 1e-7 (Abramowitz & Stegun 7.1.26).
 */
@inline
export function normalCdf(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), constant(20));
  const t = f32x4.div(constant(6), madd(constant(14), z, constant(6)));
  let p = madd(constant(15), t, constant(16));
  p = madd(p, t, constant(17));
  p = madd(p, t, constant(18));
  p = f32x4.mul(madd(p, t, constant(19)), t);
  const tail = f32x4.mul(f32x4.mul(p, exp(f32x4.neg(f32x4.mul(z, z)))), constant(7));
  const negative = f32x4.lt(x, f32x4.splat(0));
  return select(tail, f32x4.sub(constant(6), tail), negative);
}

/** The standard normal's density. */
@inline
export function normalDensity(x: v128): v128 {
  return f32x4.mul(constant(21), exp(f32x4.neg(f32x4.mul(f32x4.mul(x, x), constant(7)))));
}
