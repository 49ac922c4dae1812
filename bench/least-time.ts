/** How often and how long `leastTime` measures. */
export interface Rounds {
  readonly rounds: number;
  /** Of a round, at least. */
  readonly milliseconds: number;
}

/** The least of several rounds, in milliseconds a run: what a shared machine disturbs least. */
export function leastTime(run: () => void, { rounds, milliseconds }: Rounds): number {
  let best = Number.POSITIVE_INFINITY;
  let repeats = 1;
  for (let round = 0; round < rounds; ) {
    const begin = performance.now();
    for (let i = 0; i < repeats; i++) run();
    const spent = performance.now() - begin;
    if (spent < milliseconds) {
      repeats *= 2;
      continue;
    }
    best = Math.min(best, spent / repeats);
    round += 1;
  }
  return best;
}
