/** What the made-up tables are drawn with. */
import { randomFrom } from '../../random.ts';

/** A row of a table; the first row has the names of the columns. */
export type Row = readonly (string | number)[];

/** The whole numbers under `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** So many digits as a table has. */
export function short(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

/** The logistic function: a chance from any number. */
export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Random numbers of several kinds, the same at every run. */
export interface Dice {
  /** In [low, high). */
  readonly uniform: (low: number, high: number) => number;
  readonly normal: (mean?: number, deviation?: number) => number;
  /** A whole number under `count`. */
  readonly below: (count: number) => number;
  readonly chance: (probability: number) => boolean;
}

/** Random numbers that follow from a seed. */
export function dice(seed: number): Dice {
  const random = randomFrom(seed);
  return {
    uniform: (low, high) => low + (high - low) * random(),
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    below: (count) => Math.floor(count * random()),
    chance: (probability) => random() < probability,
  };
}
