/** Order statistics of short series. NaN entries are the caller's to remove. */

/** The middle value (mean of the two middle ones); NaN of an empty series. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Infinity of an empty series. Series are as long as trainings: `Math.min(...values)` would break down in long ones. */
export function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** −Infinity of an empty series. */
export function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** Linear interpolation between order statistics (numpy's default); NaN of an empty series. `share` in [0, 1]. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Share of interior points at which the series turns from rising to falling or back; 0 where there are none. */
export function signChangeShare(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => value - (values[i] ?? value));
  const turns = differences.slice(1).filter((d, i) => d * (differences[i] ?? 0) < 0).length;
  return differences.length < 2 ? 0 : turns / (differences.length - 1);
}

/** Share of steps at which the series falls; 0 where it has fewer than two points. */
export function fallingShare(values: readonly number[]): number {
  const falls = values.slice(1).filter((value, i) => value < (values[i] ?? value)).length;
  return values.length < 2 ? 0 : falls / (values.length - 1);
}

/** How many of the last values in a row satisfy `holds`. */
export function lastInARow<T>(
  values: readonly T[],
  holds: (value: T, index: number) => boolean,
): number {
  let count = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value === undefined || !holds(value, i)) break;
    count++;
  }
  return count;
}

/**
 * How likely two samples of one distribution differ by as much in the order of their values (two-sided Mann-Whitney U,
 * normal approximation with ties; Mann & Whitney 1947); 1 where either is empty or all values are equal.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ].sort((x, y) => x.value - y.value);
  const count = all.length;
  let rankSum = 0;
  let tied = 0;
  for (let start = 0; start < count; ) {
    let end = start;
    while (end < count && all[end]?.value === all[start]?.value) end++;
    const rank = (start + 1 + end) / 2;
    rankSum += rank * all.slice(start, end).filter(({ first }) => first).length;
    tied += (end - start) ** 3 - (end - start);
    start = end;
  }
  const [n, m] = [a.length, b.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (count + 1 - tied / (count * (count - 1)));
  if (!(variance > 0)) return 1;
  return 2 * normalTail(Math.abs(u - (n * m) / 2) / Math.sqrt(variance));
}

/**
 * How likely at least `hits` of the marked ones are among `drawn` of `drawn + left` things, `marked` of which are marked (one-sided
 * exact test, Fisher 1922): the product of C(marked, k)·C(others, drawn − k) over C(all, drawn), summed from `hits` on.
 */
export function hypergeometricTail(
  hits: number,
  marked: number,
  drawn: number,
  left: number,
): number {
  const all = drawn + left;
  let sum = 0;
  for (let k = hits; k <= Math.min(marked, drawn); k++) {
    if (drawn - k > all - marked) continue;
    const log = logChoose(marked, k) + logChoose(all - marked, drawn - k) - logChoose(all, drawn);
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

/** ln of the binomial coefficient. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** P(Z > z) for z ≥ 0 (Abramowitz & Stegun 7.1.26, error under 1.5e-7). */
function normalTail(z: number): number {
  const t = 1 / (1 + (0.3275911 * z) / Math.SQRT2);
  const poly =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return (poly * Math.exp((-z * z) / 2)) / 2;
}
