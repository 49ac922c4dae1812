import asc from 'assemblyscript/asc';

/**
 * Ten sums that do not wait for each other, as many as a product's tile has; with relaxed SIMD each
 * addition is a fused multiply-add. The factors come from outside: constants would be built anew at
 * each use.
 */
const SOURCE = `
  @inline
  function step(x: v128, y: v128, sum: v128): v128 {
    return ASC_FEATURE_RELAXED_SIMD
      ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(f32x4.mul(x, y), sum);
  }

  export function run(count: i32, first: f32, second: f32): f32 {
    const x = f32x4.splat(first), y = f32x4.splat(second);
    let a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
    for (let k = 0; k < count; k++) {
      a = step(a, x, y); b = step(b, x, y); c = step(c, x, y); d = step(d, x, y);
      e = step(e, x, y); f = step(f, x, y); g = step(g, x, y); h = step(h, x, y);
      i = step(i, x, y); j = step(j, x, y);
    }
    const left = f32x4.add(f32x4.add(a, b), f32x4.add(f32x4.add(c, d), e));
    const right = f32x4.add(f32x4.add(f, g), f32x4.add(f32x4.add(h, i), j));
    return f32x4.extract_lane(f32x4.add(left, right), 0);
  }
`;

const STEPS = 50_000;
/** Ten sums of four numbers, a multiplication and an addition each. */
const OPERATIONS = 80 * STEPS;

/** One run of nothing but multiply-adds in registers, and how many operations it makes. */
export async function peak(build: 'simd' | 'relaxed') {
  const features = build === 'relaxed' ? ['simd', 'relaxed-simd'] : ['simd'];
  const { error, binary } = await asc.compileString(SOURCE, {
    optimizeLevel: 3,
    runtime: 'stub',
    noAssert: true,
    enable: features,
  });
  if (error || !binary) throw new Error(`The loop does not compile: ${error}`);
  const module = await WebAssembly.compile(new Uint8Array(binary));
  const { exports } = new WebAssembly.Instance(module);
  const run = exports.run as (count: number, first: number, second: number) => number;
  return { run: () => run(STEPS, 0.5, 1), operations: OPERATIONS };
}
