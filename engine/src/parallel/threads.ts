import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from '../data/dataset.ts';
import type { Kernels } from '../kernels.ts';
import type { Batches } from './layout.ts';
import type { SharedPlaces } from './member.ts';

/** One end of a line to another thread: of a Worker, or inside it of the one that started it. */
export interface ThreadPort {
  post(message: unknown): void;
  /** Called with each message that arrives. */
  receive(handler: (message: unknown) => void): void;
}

/**
 * Threads that a host has started, each of which runs `serveThread`. One training at a time uses
 * them; the host ends them.
 */
export interface Threads {
  /** Lines to them; together with the trainer's own thread they are one more. */
  readonly ports: readonly ThreadPort[];
  /** From `loadSharedKernels`: the threads work in one memory. */
  readonly kernels: Kernels;
}

/** What a thread needs to take part in a training. */
export interface OpenMessage {
  readonly type: 'open';
  readonly plan: Plan;
  readonly phase: PhasePlan;
  /** The data set without its samples. */
  readonly data: DataSet;
  readonly classWeights: readonly number[] | null;
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  readonly batches: Batches;
  readonly places: SharedPlaces;
}
