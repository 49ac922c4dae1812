import { logarithm } from './numerics.ts';

/**
 * The engine's one source of randomness: xoshiro128** 1.1 (Blackman & Vigna 2021), seeded with
 * splitmix32. The same seed and stream give the same numbers in Node and in every browser: it uses
 * only 32-bit integers and operations of float64 that are exact everywhere.
 */
export interface Random {
  /** An integer in [0, 2³²). */
  bits(): number;
  /** A real in [0, 1) with 24 random bits: exactly representable in float32. */
  uniform(): number;
  /** A standard normal variate (Marsaglia & Bray's polar method, 1964). */
  normal(): number;
  /** An integer in [0, bound) without modulo bias (Lemire 2019, rejection). */
  integer(bound: number): number;
  /** Fisher-Yates, in place; returns its argument. */
  shuffle<T extends Int32Array | Uint32Array | number[]>(items: T): T;
  /** The six numbers that `restore` needs to continue bit for bit. */
  state(): RandomState;
  restore(state: RandomState): void;
}

/**
 * Four words of xoshiro's state, whether a second normal variate is stored (0/1), and that variate.
 */
export type RandomState = readonly [number, number, number, number, number, number];

/**
 * Independent streams of the same seed keep one use of randomness (weights, batches, dropout, the
 * split …) from shifting the numbers of another.
 */
export function createRandom(seed: number, stream = 0): Random {
  const next = splitmix32(Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream | 0, 0x85ebca6b));
  let a = next();
  let b = next();
  let c = next();
  let d = next() | 1;
  let hasSpare = false;
  let spare = 0;

  function bits(): number {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  function uniform(): number {
    return (bits() >>> 8) * 2 ** -24;
  }

  function normal(): number {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    for (;;) {
      const x = bits() * 2 ** -31 - 1;
      const y = bits() * 2 ** -31 - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * logarithm(square)) / square);
      spare = y * factor;
      hasSpare = true;
      return x * factor;
    }
  }

  function integer(bound: number): number {
    // 2³² mod bound, in integers: the remainder of floats is many times slower.
    const limit = 2 ** 32 - ((-bound >>> 0) % bound);
    for (;;) {
      const value = bits();
      if (value < limit) return value % bound;
    }
  }

  function shuffle<T extends Int32Array | Uint32Array | number[]>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const item = items[last] as number;
      items[last] = items[other] as number;
      items[other] = item;
    }
    return items;
  }

  return {
    bits,
    uniform,
    normal,
    integer,
    shuffle,
    state: () => [a, b, c, d, hasSpare ? 1 : 0, spare],
    restore(state) {
      [a, b, c, d] = state;
      hasSpare = state[4] === 1;
      spare = state[5];
    },
  };
}

/** Steele, Lea & Flood 2014, the 32-bit variant: spreads any seed over the whole state. */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}
