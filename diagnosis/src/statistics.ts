/** Order statistics of short series. NaN entries are the caller's to remove. */

/** The middle value (mean of the two middle ones); NaN of an empty series. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
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
