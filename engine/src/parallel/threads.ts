import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from '../data/dataset.ts';
import type { Kernels } from '../kernels.ts';
import type { Batches } from './layout.ts';
import type { SharedPlaces } from './member.ts';
import type { Shard } from './shards.ts';

/** One end of a line to another thread: of a Worker, or inside it of the one that started it. */
export interface ThreadPort {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Called with each message that arrives from now on, in place of an earlier handler. */
  receive(handler: (message: unknown) => void): void;
}

/**
 * Threads that a host has started, each of which runs `serveThread`. One training at a time uses
 * them; the host ends them, best after each training: threads that wait do not free memory.
 */
export interface Threads {
  /** Lines to them; together with the trainer's own thread they are one more. */
  readonly ports: readonly ThreadPort[];
  /**
   * From `loadSharedKernels`: the threads work in one memory. Null where the host's threads cannot
   * share any: gradients and weights then travel as messages, and only `advanceTogether` uses them.
   */
  readonly kernels: Kernels | null;
}

/** What any thread needs to take part in a training. */
export interface OpenCommon {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  /** The data set without its samples. */
  readonly data: DataSet;
  readonly classWeights: readonly number[] | null;
  readonly kernels: Kernels;
  readonly thread: number;
  readonly batches: Batches;
}

/** To a thread that is to work in the memory of the one that asks. */
export interface ShareOpening {
  readonly type: 'share';
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly places: SharedPlaces;
}

/** To a thread that is to work in a memory of its own, on data of its own. */
export interface LendOpening {
  readonly type: 'lend';
  readonly inputs: Float32Array;
  /** As the kernels read them. */
  readonly targets: Float32Array;
}

export type ShareMessage = OpenCommon & ShareOpening;
export type LendMessage = OpenCommon & LendOpening;

/** One step of a thread with a memory of its own. */
export interface StepMessage {
  readonly type: 'step';
  /** The weights; the gradients and outputs come back in the same numbers. */
  readonly numbers: Float32Array<ArrayBuffer>;
  /** Frozen weights and running statistics where they may have changed; else null. */
  readonly fixed: Float32Array | null;
  /** The samples of the thread's shard, as places in the training data. */
  readonly order: Int32Array;
  readonly shard: Shard;
  readonly step: number;
}

export type ToThread = ShareMessage | LendMessage | StepMessage;

/** A thread's answer to a step: gradients, then outputs, in the numbers that it was sent. */
export interface StepAnswer {
  readonly type: 'gradients';
  readonly numbers: Float32Array<ArrayBuffer>;
  readonly loss: number;
}

/** Why a thread cannot go on. */
export interface FailureAnswer {
  readonly type: 'failure';
  readonly reason: string;
}

export type FromThread = StepAnswer | FailureAnswer;
