import type { Plan } from '#plan';
import type { TrialReport, TrialResult } from '../types.ts';
import { measureOf } from './measure.ts';
import { reportOf, type Standing, type TrialCandidate, type TrialOutcome } from './standing.ts';

/**
 * Trains a plan from its first step to its end. The host gives it (a pool of workers, a loop in Node); it reports the
 * share done and ends early, by an exception of any kind, when the signal is aborted.
 */
export type TrainTrial = (
  plan: Plan,
  report: (share: number) => void,
  signal: AbortSignal,
) => Promise<TrialOutcome>;

export interface TrialProgress {
  /** Of the candidate trained; null for the current specification. */
  readonly id: string | null;
  readonly seed: number;
  /** Of all trainings planned at most, 0 to 1. */
  readonly share: number;
}

export interface TrialOptions {
  /** Each is a training of the current specification and of every candidate still in the race. */
  readonly seeds: readonly number[];
  /** Trainings that run at the same time: the executor's workers. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrialProgress) => void;
  /** Called after each round with the standing so far. */
  readonly onReport?: (report: TrialReport) => void;
}

/** Share of the candidates that stay in the race after a round (successive halving, Jamieson & Talwalkar 2016). */
const KEEP = 0.5;
/** A race is not thinned below this many. */
const KEEP_AT_LEAST = 2;

/**
 * Trains every candidate beside the current specification on the same data, budget and seeds, and ranks them by the median
 * gain of the validation metric. One round a seed; after each the worse half drops out, and what did not survive all
 * rounds is never called better. Aborting gives the standing so far.
 */
export async function runTrials(
  current: Plan,
  candidates: readonly TrialCandidate[],
  train: TrainTrial,
  options: TrialOptions,
): Promise<TrialReport> {
  const signal = options.signal ?? new AbortController().signal;
  const standing: Standing = {
    current,
    measure: measureOf(current),
    seeds: options.seeds.length,
    candidates,
    outcomes: new Map([null, ...candidates.map(({ id }) => id)].map((id) => [id, []])),
    trainings: 0,
  };
  const total = options.seeds.length * (candidates.length + 1);
  let racing = [...candidates];

  for (const seed of options.seeds) {
    const round = [{ id: null, plan: current }, ...racing];
    const finished = await inParallel(round, options.concurrency ?? 1, async ({ id, plan }) => {
      signal.throwIfAborted();
      const onShare = (share: number) =>
        options.onProgress?.({ id, seed, share: (standing.trainings + share) / total });
      const outcome = await train(withSeed(plan, seed), onShare, signal);
      standing.trainings++;
      onShare(0);
      return { id, outcome };
    }).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (finished === null) break;
    for (const { id, outcome } of finished) standing.outcomes.get(id)?.push(outcome);
    const report = reportOf(standing);
    racing = survivors(racing, report.results);
    options.onReport?.(report);
  }
  return reportOf(standing);
}

function survivors(
  racing: readonly TrialCandidate[],
  ranked: readonly TrialResult[],
): TrialCandidate[] {
  const keep = Math.max(KEEP_AT_LEAST, Math.ceil(racing.length * KEEP));
  const order = ranked.map(({ id }) => id).filter((id) => racing.some((c) => c.id === id));
  const kept = new Set(order.slice(0, keep));
  return racing.filter(({ id }) => kept.has(id));
}

/** The split keeps its own seed: all candidates see the same data. */
function withSeed(plan: Plan, seed: number): Plan {
  return { ...plan, train: { ...plan.train, seed } };
}

/** Maps with at most `limit` calls under way; the first failure is thrown after the others under way have ended. */
async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results.set(index, await work(item));
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.max(1, limit) }, lane));
  const failed = lanes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return items.flatMap((_, index) => {
    const result = results.get(index);
    return result === undefined ? [] : [result];
  });
}
