// Dropout and alpha dropout. The random bits of an element are a hash of (seed, step, stream,
// index): no state to keep, the same mask can be drawn again in the backward pass instead of being
// stored, and a resumed training draws the same.

import { select } from './simd';

/** The mixer's factors, in memory: see math.ts. */
const FACTORS = memory.data<u32>([0x21f0aaad, 0x735a2d97]);

/**
 * A mixer of 32 bits (Wellons' variant of murmur's finaliser): every input bit reaches every output
 * bit.
 */
@inline
function mix(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, v128.load_splat<u32>(FACTORS));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, v128.load_splat<u32>(FACTORS + 4));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

function mixScalar(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}

/**
 * y = kept ? x·scale + shift : dropped, each element kept with probability 1 − rate. `key`: two
 * words of the step; `first`: the place of x's first number in the batch, a multiple of 8. Dropout
 * (Srivastava et al. 2014): scale 1/(1 − rate), the rest 0; alpha dropout (Klambauer et al. 2017)
 * keeps mean and variance. The backward pass is the same call with shift and dropped 0. y may be x.
 */
export function dropout(
  x: usize, y: usize, count: i32, rate: f32, scale: f32, shift: f32, dropped: f32, key: usize,
  stream: i32, first: i32,
): void {
  const word = mixScalar(mixScalar(load<u32>(key) ^ <u32>stream * 0x9e3779b1) ^ load<u32>(key, 4));
  const offset = i32x4.splat(<i32>word);
  const threshold = i32x4.splat(<i32><u32>(<f64>rate * 4294967296.0));
  const a = f32x4.splat(scale);
  const b = f32x4.splat(shift);
  const d = f32x4.splat(dropped);
  // Consecutive multiples of an odd constant: distinct for all elements.
  let index = i32x4.mul(
    i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first >> 1)), i32x4.splat(0x9e3779b1),
  );
  const next = i32x4.splat(4 * 0x9e3779b1);
  const end = x + (<usize>count << 2);
  while (x < end) {
    // One number decides about two elements: 16 random bits are enough for a rate.
    const bits = mix(v128.xor(index, offset));
    const kept = i32x4.ge_u(bits, threshold);
    v128.store(y, select(f32x4.add(f32x4.mul(v128.load(x), a), b), d, kept));
    if (x + 16 < end) {
      const second = i32x4.ge_u(i32x4.shl(bits, 16), threshold);
      v128.store(y, select(f32x4.add(f32x4.mul(v128.load(x, 16), a), b), d, second), 16);
    }
    index = i32x4.add(index, next);
    x += 32;
    y += 32;
  }
}
