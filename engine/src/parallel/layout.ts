import { FIRST_ADDRESS } from '../kernels.ts';
import { type ModelOptions, modelBytes, type ProgramSize } from '../model.ts';
import type { Buffer } from '../program/program.ts';
import { type Shard, shardsOf } from './shards.ts';

/** How an epoch is cut into batches, and among how many threads each batch is shared. */
export interface Batches {
  readonly samples: number;
  readonly batchSize: number;
  readonly threads: number;
}

/** The shards of whole batches, and of the epoch's last one where it is smaller. */
export function batchShards({ samples, batchSize, threads }: Batches): {
  readonly whole: readonly Shard[];
  readonly tail: readonly Shard[];
} {
  const tail = samples % batchSize;
  return { whole: shardsOf(batchSize, threads), tail: tail ? shardsOf(tail, threads) : [] };
}

/** The programs for one thread's shards. */
export function shardPrograms(batches: Batches, thread: number): ProgramSize[] {
  const { whole, tail } = batchShards(batches);
  return [whole[thread], tail[thread]].flatMap((shard) =>
    shard ? [{ rows: programRows(shard), mode: 'training', shard } as const] : [],
  );
}

/** A thread whose batches are too small for it waits with the smallest program. */
export function programRows({ rows }: Shard): number {
  return Math.max(1, rows);
}

/** What all threads' models are compiled from. */
export type CommonOptions = Pick<
  ModelOptions,
  'plan' | 'phase' | 'task' | 'kernels' | 'classWeights'
>;

/** What one thread's model is compiled from, beside the place that it gets. */
export function threadModelOptions(
  common: CommonOptions,
  batches: Batches,
  thread: number,
): Omit<ModelOptions, 'arena'> {
  return {
    ...common,
    programs: shardPrograms(batches, thread),
    threads: batches.threads,
    extra: () => [],
    memoryLimitBytes: Number.POSITIVE_INFINITY,
  };
}

/**
 * The parts of memory that belong to the models of all threads but the first, one after the other
 * from the beginning: the first thread's part can then grow.
 */
export function threadLayout(
  common: CommonOptions,
  batches: Batches,
): { readonly starts: readonly number[]; readonly bytes: number } {
  let next = FIRST_ADDRESS;
  const starts: number[] = [];
  for (let thread = 1; thread < batches.threads; thread++) {
    starts.push(next);
    const arena = { start: next, weights: 0, fixed: 0, exchange: 0 };
    next += modelBytes({ ...threadModelOptions(common, batches, thread), arena });
  }
  return { starts, bytes: next - FIRST_ADDRESS };
}

/** Bytes of all other threads where each has a memory of its own, with its own copy of the data. */
export function lentBytes(
  common: CommonOptions,
  batches: Batches,
  data: { readonly inputs: Buffer; readonly targets: Buffer },
): number {
  let bytes = 0;
  for (let thread = 1; thread < batches.threads; thread++) {
    bytes += modelBytes({
      ...threadModelOptions(common, batches, thread),
      extra: () => [{ ...data.inputs }, { ...data.targets }],
    });
  }
  return bytes;
}
