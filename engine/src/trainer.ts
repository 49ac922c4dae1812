import type { Plan } from '#plan';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { NamedArray } from './checkpoint/pytorch-layout.ts';
import type { DataSet } from './data/dataset.ts';
import type { EngineEvent } from './events.ts';
import type { Kernels } from './kernels.ts';
import type { Threads } from './parallel/threads.ts';
import type { StochasticPredictions } from './uncertainty/summarize.ts';

export interface TrainerOptions {
  readonly plan: Plan;
  readonly data: DataSet;
  readonly kernels: Kernels;
  /**
   * Measure layers and activations each epoch; on unless said otherwise. Never changes a weight.
   */
  readonly probes?: boolean;
  /** Draw a new order of the samples each epoch; on unless said otherwise. */
  readonly shuffle?: boolean;
  /** What `loadStartWeights` read: for plans whose model names a file of weights, null for others. */
  readonly startWeights?: readonly NamedArray[] | null;
  /** Threads to share the work of each step; none unless the host hands some in. */
  readonly parallel?: Threads | null;
  /** A plan that needs more is refused with a `PlanError`; 2 GiB unless said otherwise. */
  readonly memoryLimitBytes?: number;
}

/** One named array of a model: `dense_1.weight` of shape [inputs, units], `batch_norm_1.mean` … */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** False for running statistics, which training keeps but the optimizer never touches. */
  readonly learned: boolean;
}

/**
 * All learned numbers, and all others (running statistics, frozen weights), each as they lie in
 * memory.
 */
export interface Snapshot {
  readonly learned: Float32Array;
  readonly fixed: Float32Array;
}

export interface Trainer {
  /** True once a `finished` or `diverged` event was returned. */
  readonly done: boolean;
  /** Learned numbers. */
  readonly parameters: number;
  /** How many threads share the steps of the present phase. */
  readonly threads: number;
  readonly memoryBytes: number;
  /**
   * Trains for about that many milliseconds (at least one step, at most `maxSteps`) and returns the
   * events of that time; the first call's first event is `started`. Returns nothing once `done`.
   */
  advance(milliseconds: number, maxSteps?: number): EngineEvent[];
  /**
   * The same, to the bit, with all threads where these exchange messages (`advance` makes their steps
   * alone). Predictions and checkpoints may be asked for meanwhile; other weights, gradients and
   * `restore` have to wait.
   */
  advanceTogether(milliseconds: number, maxSteps?: number): Promise<EngineEvent[]>;
  /**
   * Lets threads go that were handed in; they go by themselves when the training is over. The
   * training cannot be continued.
   */
  close(): void;
  /** The next `advance` ends the training with `finished`, reason `stopped`. */
  stop(): void;
  weights(): WeightArray[];
  /**
   * Replaces the weights of these names; throws a `PlanError` for an unknown name or another
   * length.
   */
  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void;
  /**
   * The model's outputs for inputs that are already scaled: as many samples as the array holds,
   * `product(outputShape)` numbers each.
   */
  predict(inputs: Float32Array): Float32Array;
  /**
   * Predicts so many times with dropout on and batch norm as in use (Monte Carlo dropout; Gal & Ghahramani 2016): the same
   * masks for the same plan, inputs and number of rounds.
   * @param inputs scaled, as for `predict`
   */
  predictStochastic(inputs: Float32Array, rounds: number): StochasticPredictions;
  /**
   * Loss (penalties included) and gradients of one batch with the present weights, which stay as
   * they are.
   */
  gradients(
    inputs: Float32Array,
    targets: Float32Array,
  ): { readonly loss: number; readonly gradients: readonly WeightArray[] };
  checkpoint(): Checkpoint;
  /** Continues from a checkpoint of the same plan and data: `readCheckpoint` makes sure that it is. */
  restore(checkpoint: Checkpoint): void;
}
