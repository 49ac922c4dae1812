import type { KernelInstance } from '../kernels.ts';
import type { ParameterStore } from '../parameters.ts';
import { addressOf } from '../program/program.ts';
import { type Shard, sliceOf } from './shards.ts';

/** A kernel with its arguments. */
export type Call = () => number;

/** The shards of a batch that have samples; a thread without any still updates its slice. */
export function activeShards(shards: readonly Shard[]): Shard[] {
  return shards.filter(({ rows }) => rows > 0);
}

/**
 * One shard's part of the penalties: a slice of every penalised array, so that no thread has more to
 * do than the others. Each call adds to the gradients at `gradients` (an address) and returns the
 * penalty, both times 1/share, because the shard's gradients will be multiplied by its share.
 */
export function penaltiesOf(
  { all }: ParameterStore,
  instance: KernelInstance,
  gradients: number,
  shards: readonly Shard[],
  index: number,
): Call[] {
  const active = activeShards(shards).length;
  const share = shards[index]?.share ?? 0;
  if (index >= active) return [];
  const penalize = instance.kernel('penalize');
  return all.flatMap(({ values, gradient, size, l1, l2 }) => {
    if (gradient === null || (l1 === 0 && l2 === 0)) return [];
    const { from, count } = sliceOf(size, index, active);
    const target = gradients + 4 * (gradient.offset + from);
    const call = penalize.bind(undefined, addressOf(values) + 4 * from, target, count);
    return [call.bind(undefined, l1 / share, l2 / share)];
  });
}

/**
 * Adds the shards' gradients up in the first one's place, on a slice of them: g₀ = s₀·g₀ + s₁·g₁,
 * then g₀ += s₂·g₂ …, with each shard's share s of the batch.
 */
export function sumsOf(
  instance: KernelInstance,
  gradients: readonly number[],
  shards: readonly Shard[],
  { from, count }: { readonly from: number; readonly count: number },
): Call[] {
  const accumulate = instance.kernel('accumulate');
  const [first, ...others] = activeShards(shards);
  const target = (gradients[0] as number) + 4 * from;
  return others.map(({ share }, index) => {
    const source = (gradients[index + 1] as number) + 4 * from;
    const keep = index === 0 ? (first?.share ?? 1) : 1;
    return accumulate.bind(undefined, source, target, keep, share, count);
  });
}

/** Runs calls one after the other, from one place in their list up to another. */
export function runRange(calls: readonly Call[], from: number, to: number): void {
  for (let i = from; i < to; i++) (calls[i] as Call)();
}

/** Runs calls one after the other and adds up what they return. */
export function runAll(calls: readonly Call[]): number {
  let sum = 0;
  for (let i = 0; i < calls.length; i++) sum += (calls[i] as Call)();
  return sum;
}
