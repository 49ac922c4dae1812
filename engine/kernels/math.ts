// exp, tanh, sigmoid and erf on four floats. Polynomials of our own instead of the host's Math: the
// same bits in every host. Constants are read from memory because V8 rebuilds a v128.const at each
// use (four times slower in a loop), while a splatting load is one instruction.

import { madd, nmadd, select } from './simd';

const CONSTANTS = memory.data<f32>([
  // 0: exp's range, log2(e), 1.5 · 2^23 (adding it rounds to an integer)
  -87.33654, 89.5, 1.44269504, 12582912.0,
  // 4: ln 2 in two parts (Cody & Waite), 1, 1/2
  0.693359375, -2.12194440e-4, 1.0, 0.5,
  // 8: exp's polynomial (Cephes); 14: tanh's range
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2,
  1.6666665459e-1, 5.0000001201e-1, 7.90531111, -7.90531111,
  // 16: tanh's numerator; 23: its denominator; 27: erf's p
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8,
  1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3, 1.19825839466702e-6,
  1.18534705686654e-4, 2.26843463243900e-3, 4.89352518554385e-3, 0.3275911,
  // 28: erf (Abramowitz & Stegun 7.1.26); 33: 1/√2, 1/√2π
  1.061405429, -1.453152027, 1.421413741, -0.284496736,
  0.254829592, 0.70710678, 0.39894228,
  // 35: what counts as no gradient
  1.0e-30,
  // 36: selu's scale and scale · α (Klambauer et al. 2017), 1/6
  1.05070098, 1.75809934, 0.16666667,
  // 39: the floor under second moments
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
  return constant(36);
}

@inline
export function seluScaleAlpha(): v128 {
  return constant(37);
}

@inline
export function sixth(): v128 {
  return constant(38);
}

/** Below it a gradient or a first moment counts as zero: see `flushTiny`. */
@inline
export function tinyGradient(): v128 {
  return constant(35);
}

/** The same for second moments, which are squares. */
@inline
export function tinySquare(): v128 {
  return constant(39);
}

/** e^x within 2 ulp; 0 under −87, infinity over 88.7, NaN for NaN. */
@inline
export function exp(x: v128): v128 {
  // pmax(a, b) is a < b ? b : a, so that a NaN in its first operand stays.
  const clamped = f32x4.pmin(f32x4.pmax(x, constant(0)), constant(1));
  // Adding 1.5·2^23 leaves the nearest integer in the low bits of the sum.
  const shifted = madd(clamped, constant(2), constant(3));
  const n = f32x4.sub(shifted, constant(3));
  const r = nmadd(n, constant(5), nmadd(n, constant(4), clamped));
  let p = madd(constant(8), r, constant(9));
  p = madd(p, r, constant(10));
  p = madd(p, r, constant(11));
  p = madd(p, r, constant(12));
  p = madd(p, r, constant(13));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), constant(6));
  // 2^n as 2 · 2^(n−1): n = 128 still fits. Bias 127 − 1.
  const power = i32x4.shl(i32x4.add(shifted, v128.load_splat<i32>(EXPONENT_BIAS)), 23);
  return f32x4.mul(f32x4.add(p, p), power);
}

/** tanh x within 4 ulp: a rational minimax approximation (Eigen's), exact ±1 beyond 7.9. */
@inline
export function tanh(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, constant(15)), constant(14));
  const square = f32x4.mul(clamped, clamped);
  let p = madd(constant(16), square, constant(17));
  p = madd(p, square, constant(18));
  p = madd(p, square, constant(19));
  p = madd(p, square, constant(20));
  p = madd(p, square, constant(21));
  p = f32x4.mul(madd(p, square, constant(22)), clamped);
  let q = madd(constant(23), square, constant(24));
  q = madd(q, square, constant(25));
  q = madd(q, square, constant(26));
  return f32x4.div(p, q);
}

/**
 * y = shift + scale · tanh(scale · x) for eight numbers at once, which share the loads of the
 * constants: tanh with shift 0 and scale 1, sigmoid with ½ and ½ (as exact as by exp where the
 * result is not all but 0).
 */
@inline
export function tanhPair(x: usize, y: usize, scale: v128, shift: v128): void {
  const low = constant(15), high = constant(14);
  const a = f32x4.pmin(f32x4.pmax(f32x4.mul(v128.load(x), scale), low), high);
  const b = f32x4.pmin(f32x4.pmax(f32x4.mul(v128.load(x, 16), scale), low), high);
  const a2 = f32x4.mul(a, a), b2 = f32x4.mul(b, b);
  let c = constant(16), d = constant(17);
  let pa = madd(c, a2, d), pb = madd(c, b2, d);
  c = constant(18);
  pa = madd(pa, a2, c);
  pb = madd(pb, b2, c);
  c = constant(19);
  pa = madd(pa, a2, c);
  pb = madd(pb, b2, c);
  c = constant(20);
  pa = madd(pa, a2, c);
  pb = madd(pb, b2, c);
  c = constant(21);
  pa = madd(pa, a2, c);
  pb = madd(pb, b2, c);
  c = constant(22);
  pa = f32x4.mul(madd(pa, a2, c), a);
  pb = f32x4.mul(madd(pb, b2, c), b);
  c = constant(23);
  d = constant(24);
  let qa = madd(c, a2, d), qb = madd(c, b2, d);
  c = constant(25);
  qa = madd(qa, a2, c);
  qb = madd(qb, b2, c);
  c = constant(26);
  qa = madd(qa, a2, c);
  qb = madd(qb, b2, c);
  v128.store(y, madd(f32x4.div(pa, qa), scale, shift));
  v128.store(y, madd(f32x4.div(pb, qb), scale, shift), 16);
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
  const z = f32x4.mul(f32x4.abs(x), constant(33));
  const t = f32x4.div(constant(6), madd(constant(27), z, constant(6)));
  let p = madd(constant(28), t, constant(29));
  p = madd(p, t, constant(30));
  p = madd(p, t, constant(31));
  p = f32x4.mul(madd(p, t, constant(32)), t);
  const tail = f32x4.mul(f32x4.mul(p, exp(f32x4.neg(f32x4.mul(z, z)))), constant(7));
  const negative = f32x4.lt(x, f32x4.splat(0));
  return select(tail, f32x4.sub(constant(6), tail), negative);
}

/** The standard normal's density. */
@inline
export function normalDensity(x: v128): v128 {
  return f32x4.mul(constant(34), exp(f32x4.neg(f32x4.mul(f32x4.mul(x, x), constant(7)))));
}
