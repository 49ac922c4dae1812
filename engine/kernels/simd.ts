// Vector primitives that every family of kernels uses. A v128 holds four float32.
//
// Conventions of all kernels: addresses are bytes in linear memory, sizes and strides are counted
// in floats; matrices are row-major. Every buffer ends on a multiple of 16 bytes and may be written
// up to there, and 32 bytes after any buffer can be read, so that flat loops need no scalar tail.

/** a·b + c: one fused instruction where the host has relaxed SIMD, rounded twice elsewhere. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c − a·b. */
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

/** a where the mask's lanes are all ones, b where they are zero. */
@inline
export function select(a: v128, b: v128, mask: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD
    ? i32x4.relaxed_laneselect(a, b, mask)
    : v128.bitselect(a, b, mask);
}

@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** The sum of the four lanes, in a fixed order. */
@inline
export function sumLanes(x: v128): f32 {
  const even = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 2);
  return even + (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3));
}

/** Stores the first `count` lanes (1 to 4). */
@inline
export function storeLanes(address: usize, x: v128, count: i32): void {
  if (count == 4) v128.store(address, x);
  else storeSomeLanes(address, x, count);
}

function storeSomeLanes(address: usize, x: v128, count: i32): void {
  f32.store(address, f32x4.extract_lane(x, 0));
  if (count > 1) f32.store(address, f32x4.extract_lane(x, 1), 4);
  if (count > 2) f32.store(address, f32x4.extract_lane(x, 2), 8);
}

/** The sum of the first `count` lanes (1 to 4). */
export function sumFirstLanes(x: v128, count: i32): f32 {
  let sum = f32x4.extract_lane(x, 0);
  if (count > 1) sum += f32x4.extract_lane(x, 1);
  if (count > 2) sum += f32x4.extract_lane(x, 2);
  if (count > 3) sum += f32x4.extract_lane(x, 3);
  return sum;
}

/**
 * x where |x| > smallest, else 0. WASM cannot flush denormals to zero, and one denormal operand
 * makes an instruction a hundred times slower: what decays towards zero is cut off far below
 * anything visible.
 */
@inline
export function flushTiny(x: v128, smallest: v128): v128 {
  // Written so that NaN passes: only what compares as smaller is cleared.
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), smallest));
}
