/** What the made-up tables are drawn with. */

/** What stands in a table. */
export type Cell = number | string;
/** A made-up table: the names of its columns, and its rows. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Random numbers of several kinds that follow from a seed (mulberry32; normal ones as sums of twelve), the same on every machine. */
export function dice(seed: number) {
  let state = seed >>> 0;
  const uniform = (low = 0, high = 1): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + (high - low) * (((t ^ (t >>> 14)) >>> 0) / 4294967296);
  };
  const normal = (mean = 0, std = 1): number => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += uniform();
    return mean + std * (sum - 6);
  };
  const whole = (below: number): number => Math.floor(uniform(0, below));
  const shuffled = <T>(items: readonly T[]): T[] => {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = whole(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  };
  return { uniform, normal, whole, shuffled };
}

/** So many decimals as a table has. */
export const round = (x: number, digits = 2): number => Number(x.toFixed(digits));
/** The logistic function: a chance from any number. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** The number, not outside of the range. */
export const clamp = (x: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, x));
/** Names of columns: a letter and a number. */
export const columns = (prefix: string, n: number): string[] =>
  Array.from({ length: n }, (_, i) => `${prefix}${i}`);
/** So many things, made by their number. */
export const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
