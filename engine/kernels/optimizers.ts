// One fused pass over all parameters per update: gradient clipping, moments, weights. Parameters,
// gradients and each moment are one contiguous range each. All return Σ g² of the gradient as it
// came (float64 of float32 sums), which costs nothing here and tells the trainer the norm and
// whether the update was finite.
//
// g = clamp(gradient · scale, ±bound): `scale` is clip_norm's factor, `bound` clip_value's
// (infinity: none).

import { tinyGradient, tinySquare } from './math';
import { flushTiny, madd, nmadd, sumLanes, zero } from './simd';

/** Gradient of a vector of parameters after clipping. */
@inline
function clipped(g: v128, scale: v128, bound: v128): v128 {
  const scaled = f32x4.mul(g, scale);
  return f32x4.pmax(f32x4.pmin(scaled, bound), f32x4.neg(bound));
}

/**
 * One block of gradient's squares at a time goes to the float64 total, so that long sums stay
 * exact.
 */
const BLOCK_BYTES: usize = 65536;

/**
 * v = momentum·v + g; w −= rate·(nesterov ? g + momentum·v : v) (PyTorch's SGD; Sutskever et al.
 * 2013).
 */
export function sgd(
  w: usize, g: usize, velocity: usize, count: i32, scale: f32, bound: f32,
  rate: f32, momentum: f32, nesterov: bool,
): f64 {
  const s = f32x4.splat(scale), b = f32x4.splat(bound), r = f32x4.splat(rate);
  const mu = f32x4.splat(momentum);
  const tiny = tinyGradient();
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      squares = madd(raw, raw, squares);
      const d = clipped(raw, s, b);
      let direction = d;
      if (momentum != 0) {
        const v = flushTiny(madd(mu, v128.load(velocity), d), tiny);
        v128.store(velocity, v);
        direction = nesterov ? madd(mu, v, d) : v;
      }
      v128.store(w, nmadd(r, direction, v128.load(w)));
      g += 16;
      velocity += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/** s += g²; w −= rate·g / (√s + ε) (Duchi et al. 2011; PyTorch: s starts at 0). */
export function adagrad(
  w: usize, g: usize, sums: usize, count: i32, scale: f32, bound: f32, rate: f32, epsilon: f32,
): f64 {
  const s = f32x4.splat(scale), b = f32x4.splat(bound), r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  const tiny = tinySquare();
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      squares = madd(raw, raw, squares);
      const d = clipped(raw, s, b);
      const sum = flushTiny(madd(d, d, v128.load(sums)), tiny);
      v128.store(sums, sum);
      const step = f32x4.div(f32x4.mul(r, d), f32x4.add(f32x4.sqrt(sum), e));
      v128.store(w, f32x4.sub(v128.load(w), step));
      g += 16;
      sums += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/** s = ρs + (1−ρ)g²; d = √(a + ε) / √(s + ε) · g; a = ρa + (1−ρ)d²; w −= rate·d (Zeiler 2012). */
export function adadelta(
  w: usize, g: usize, sums: usize, steps: usize, count: i32, scale: f32, bound: f32,
  rate: f32, rho: f32, epsilon: f32,
): f64 {
  const s = f32x4.splat(scale), b = f32x4.splat(bound), r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  const keep = f32x4.splat(rho), add = f32x4.splat(1 - rho);
  const tiny = tinySquare();
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      squares = madd(raw, raw, squares);
      const d = clipped(raw, s, b);
      const sum = flushTiny(madd(keep, v128.load(sums), f32x4.mul(add, f32x4.mul(d, d))), tiny);
      v128.store(sums, sum);
      const past = v128.load(steps);
      const step = f32x4.mul(
        f32x4.div(f32x4.sqrt(f32x4.add(past, e)), f32x4.sqrt(f32x4.add(sum, e))), d,
      );
      v128.store(steps, flushTiny(madd(keep, past, f32x4.mul(add, f32x4.mul(step, step))), tiny));
      v128.store(w, nmadd(r, step, v128.load(w)));
      g += 16;
      sums += 16;
      steps += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/**
 * s = ρs + (1−ρ)g²; d = g / (√s + ε); with momentum v = μv + d, w −= rate·v, else w −= rate·d
 * (PyTorch).
 */
export function rmsprop(
  w: usize, g: usize, sums: usize, velocity: usize, count: i32, scale: f32, bound: f32,
  rate: f32, rho: f32, momentum: f32, epsilon: f32,
): f64 {
  const s = f32x4.splat(scale), b = f32x4.splat(bound), r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  const keep = f32x4.splat(rho), add = f32x4.splat(1 - rho), mu = f32x4.splat(momentum);
  const tiny = tinySquare(), tinyStep = tinyGradient();
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      squares = madd(raw, raw, squares);
      const d = clipped(raw, s, b);
      const sum = flushTiny(madd(keep, v128.load(sums), f32x4.mul(add, f32x4.mul(d, d))), tiny);
      v128.store(sums, sum);
      let step = f32x4.div(d, f32x4.add(f32x4.sqrt(sum), e));
      if (momentum != 0) {
        step = flushTiny(madd(mu, v128.load(velocity), step), tinyStep);
        v128.store(velocity, step);
      }
      v128.store(w, nmadd(r, step, v128.load(w)));
      g += 16;
      sums += 16;
      velocity += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/**
 * Adam, AdamW and Nadam: m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w = decay·w − (momentRate·m +
 * gradientRate·g) / (√v·varianceScale + ε). Adam (Kingma & Ba 2015, as PyTorch): momentRate =
 * rate/(1−β₁ᵗ), gradientRate 0, varianceScale = 1/√(1−β₂ᵗ); AdamW: decay = 1 − rate·λ; Nadam (Dozat
 * 2016) splits the rate between m and g.
 */
export function adam(
  w: usize, g: usize, first: usize, second: usize, count: i32, scale: f32, bound: f32,
  beta1: f32, beta2: f32, epsilon: f32, momentRate: f32, gradientRate: f32, varianceScale: f32,
  decay: f32,
): f64 {
  const isPlain = bound == Infinity && gradientRate == 0 && decay == 1;
  return isPlain
    ? adamLoop(
      true, w, g, first, second, count, scale, bound, beta1, beta2, epsilon, momentRate, 0,
      varianceScale, 1,
    )
    : adamLoop(
      false, w, g, first, second, count, scale, bound, beta1, beta2, epsilon, momentRate,
      gradientRate,
      varianceScale, decay,
    );
}

/**
 * `isPlain` is a constant of each of the two loops: Adam without a bound on elements, whose
 * constants fit into registers.
 */
@inline
function adamLoop(
  isPlain: bool, w: usize, g: usize, first: usize, second: usize, count: i32, scale: f32,
  bound: f32,
  beta1: f32, beta2: f32, epsilon: f32, momentRate: f32, gradientRate: f32, varianceScale: f32,
  decay: f32,
): f64 {
  // (1 − β)·(scale·g) as (scale·(1 − β))·g.
  const s = f32x4.splat(scale), b = f32x4.splat(bound);
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const c1 = f32x4.splat((1 - beta1) * (isPlain ? scale : 1));
  const c2 = f32x4.splat((1 - beta2) * (isPlain ? scale * scale : 1));
  const mr = f32x4.splat(momentRate), gr = f32x4.splat(gradientRate);
  const vs = f32x4.splat(varianceScale), e = f32x4.splat(epsilon), keep = f32x4.splat(decay);
  const tiny = tinyGradient();
  const floor = tinySquare();
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      const d = isPlain ? raw : clipped(raw, s, b);
      squares = madd(raw, raw, squares);
      const m = flushTiny(madd(b1, v128.load(first), f32x4.mul(c1, d)), tiny);
      // A floor under the second moment instead of a cut: one instruction, and far below ε².
      // The square is never a number of its own: that of a gradient of 1e-20 would be a denormal.
      const v = f32x4.pmax(madd(f32x4.mul(c2, d), d, f32x4.mul(b2, v128.load(second))), floor);
      v128.store(first, m);
      v128.store(second, v);
      const root = madd(f32x4.sqrt(v), vs, e);
      if (isPlain) {
        v128.store(w, f32x4.sub(v128.load(w), f32x4.div(f32x4.mul(mr, m), root)));
      } else {
        const step = f32x4.div(madd(mr, m, f32x4.mul(gr, d)), root);
        v128.store(w, f32x4.sub(f32x4.mul(keep, v128.load(w)), step));
      }
      g += 16;
      first += 16;
      second += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/**
 * m as in Adam; u = max(β₂u, |g| + ε); w −= rate·m / u, the rate divided by 1 − β₁ᵗ (Kingma & Ba
 * 2015 §7; PyTorch's ε).
 */
export function adamax(
  w: usize, g: usize, first: usize, largest: usize, count: i32, scale: f32, bound: f32,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32,
): f64 {
  const s = f32x4.splat(scale), b = f32x4.splat(bound), r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2);
  let total: f64 = 0;
  const end = w + (<usize>count << 2);
  while (w < end) {
    let squares = zero();
    const stop = min(end, w + BLOCK_BYTES);
    for (; w < stop; w += 16) {
      const raw = v128.load(g);
      squares = madd(raw, raw, squares);
      const d = clipped(raw, s, b);
      const m = flushTiny(madd(b1, v128.load(first), f32x4.mul(c1, d)), tinyGradient());
      const u = f32x4.max(f32x4.mul(b2, v128.load(largest)), f32x4.add(f32x4.abs(d), e));
      v128.store(first, m);
      v128.store(largest, u);
      v128.store(w, f32x4.sub(v128.load(w), f32x4.div(f32x4.mul(r, m), u)));
      g += 16;
      first += 16;
      largest += 16;
    }
    total += <f64>sumLanes(squares);
  }
  return total;
}

/** Adds the gradient of l1·Σ|w| + l2·Σw² to `g` and returns that penalty. */
export function penalize(w: usize, g: usize, count: i32, l1: f32, l2: f32): f64 {
  let absolute: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const value = f32.load(w + at);
    absolute += <f64>abs(value);
    squares += <f64>value * <f64>value;
    if (g != 0) {
      const sign: f32 = value > 0 ? 1 : value < 0 ? -1 : 0;
      f32.store(g + at, f32.load(g + at) + l1 * sign + 2 * l2 * value);
    }
  }
  return <f64>l1 * absolute + <f64>l2 * squares;
}

/**
 * Scales each column of w[rows, columns] (a unit's incoming weights) down to the Euclidean norm
 * `bound` (Keras's max_norm).
 */
export function limitColumnNorms(w: usize, rows: i32, columns: i32, bound: f32): void {
  const stride = <usize>columns << 2;
  for (let j = 0; j < columns; j++) {
    let sum: f64 = 0;
    let at = w + (<usize>j << 2);
    for (let i = 0; i < rows; i++) {
      const value = <f64>f32.load(at);
      sum += value * value;
      at += stride;
    }
    const norm = Math.sqrt(sum);
    if (norm <= <f64>bound || norm == 0) continue;
    const factor = <f32>(<f64>bound / norm);
    at = w + (<usize>j << 2);
    for (let i = 0; i < rows; i++) {
      f32.store(at, f32.load(at) * factor);
      at += stride;
    }
  }
}
