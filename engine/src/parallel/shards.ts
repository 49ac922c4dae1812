/**
 * Samples of a batch are dealt out in blocks of so many: a block's first number is then at a
 * multiple of 8, as the dropout kernel wants it, and tiles of the matrix kernel are full.
 */
export const BLOCK_ROWS = 8;

/** Consecutive samples of a batch that one thread takes through the model. */
export interface Shard {
  /** Place of the first one in the batch. */
  readonly first: number;
  readonly rows: number;
  /** Of the batch: the factor of this shard's mean loss and gradients in those of the batch. */
  readonly share: number;
  /** Place of the thread among those that share the batch. */
  readonly thread: number;
  /** How many threads have samples of the batch: the first so many. */
  readonly active: number;
}

/** All of a batch, by one thread. */
export function wholeBatch(rows: number): Shard {
  return { first: 0, rows, share: 1, thread: 0, active: 1 };
}

/**
 * Splits `rows` samples among threads as evenly as blocks allow, the first threads getting the most;
 * small batches leave the last threads without any.
 */
export function shardsOf(rows: number, threads: number): Shard[] {
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const active = Math.min(blocks, threads);
  let first = 0;
  return Array.from({ length: threads }, (_, thread) => {
    const own = Math.floor(blocks / threads) + (thread < blocks % threads ? 1 : 0);
    const count = Math.min(rows - first, own * BLOCK_ROWS);
    const shard = { first, rows: count, share: count / rows, thread, active };
    first += count;
    return shard;
  });
}

/** Part `index` of `parts` of a range of floats, cut at multiples of a cache line. */
export function sliceOf(
  floats: number,
  index: number,
  parts: number,
): { readonly from: number; readonly count: number } {
  const line = 16;
  const cut = (part: number) => Math.min(floats, Math.round((floats * part) / parts / line) * line);
  const from = index === 0 ? 0 : cut(index);
  const to = index === parts - 1 ? floats : cut(index + 1);
  return { from, count: to - from };
}
