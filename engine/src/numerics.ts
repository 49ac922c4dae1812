/**
 * Elementary functions from + − × ÷ alone: the same bits in every host, because learning rates
 * depend on them and weights on learning rates. Relative error under 1e-14 in the ranges named.
 */

/** ln x for x > 0: x = m·2ᵏ with m in [1/√2, √2), then 2·artanh((m − 1) / (m + 1)) as a series. */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let n = 25; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return 2 * ratio * sum + exponent * Math.LN2;
}

/** eˣ for |x| < 700: Taylor's series of x/2ᵏ, squared k times. */
export function exponential(x: number): number {
  let reduced = x;
  let halvings = 0;
  while (Math.abs(reduced) > 0.25) {
    reduced /= 2;
    halvings += 1;
  }
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (reduced * sum) / n;
  for (let i = 0; i < halvings; i++) sum *= sum;
  return sum;
}

/** base^exponent for base > 0. */
export function power(base: number, exponent: number): number {
  return exponential(exponent * logarithm(base));
}

/** ½·(1 + cos πt) for t in [0, 1]: from 1 to 0 along half a wave. */
export function cosineDecay(t: number): number {
  // cos πt = −sin π(t − ½): the argument stays within ±π/2.
  const x = Math.PI * (t - 0.5);
  const square = x * x;
  let sum = 1;
  for (let n = 22; n >= 2; n -= 2) sum = 1 - (square * sum) / (n * (n + 1));
  return 0.5 * (1 - x * sum);
}
