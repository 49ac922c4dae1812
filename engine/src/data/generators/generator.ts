import type { Random } from '../../rng.ts';
import type { RawData } from '../raw-data.ts';

/** Makes samples from a generator's arguments, which the plan has completely (defaults filled in). */
export type Generator = (args: Arguments, random: Random) => Omit<RawData, 'source'>;

/** The arguments by name; reading one that is missing or out of range throws a DataError. */
export interface Arguments {
  /** A whole number of at least `least`. */
  whole(name: string, least?: number): number;
  /** A finite number of at least `least`. */
  real(name: string, least?: number): number;
}
