import type { Plan } from '#plan';
import { checkValues } from './data/check-values.ts';
import type { DataSet } from './data/dataset.ts';
import type { EngineEvent, Metrics } from './events.ts';
import type { Kernels } from './kernels.ts';
import type { Progress } from './progress.ts';
import { Training } from './training.ts';

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

/** All that is needed to continue a training bit for bit: plain data, so that it can be stored. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly weights: Snapshot;
  /** The best epoch's weights, where early stopping restores them. */
  readonly best: Snapshot | null;
  readonly optimizer: {
    readonly moments: readonly Float32Array[];
    readonly state: readonly number[];
  };
  /** Gradients that wait for an update, from so many steps. */
  readonly collected: { readonly gradients: Float32Array; readonly steps: number };
  /** Outputs of the epoch so far. */
  readonly outputs: Float32Array;
  /** Best value and epochs without improvement, of early stopping and of a plateau. */
  readonly patience: { readonly stopping: readonly number[]; readonly plateau: readonly number[] };
  readonly metrics: { readonly train: Metrics; readonly validation: Metrics | null };
}

export interface Trainer {
  /** True once a `finished` or `diverged` event was returned. */
  readonly done: boolean;
  /** Learned numbers. */
  readonly parameters: number;
  readonly memoryBytes: number;
  /**
   * Trains for about that many milliseconds (at least one step, at most `maxSteps`) and returns the
   * events of that time; the first call's first event is `started`. Returns nothing once `done`.
   */
  advance(milliseconds: number, maxSteps?: number): EngineEvent[];
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
   * Loss (penalties included) and gradients of one batch with the present weights, which stay as
   * they are.
   */
  gradients(
    inputs: Float32Array,
    targets: Float32Array,
  ): { readonly loss: number; readonly gradients: readonly WeightArray[] };
  checkpoint(): Checkpoint;
  /** Continues from a checkpoint of the same plan and data. */
  restore(checkpoint: Checkpoint): void;
}

/**
 * A trainer at step 0; throws a `PlanError` where plan and data do not fit or memory would not
 * suffice.
 */
export function createTrainer(options: TrainerOptions): Trainer {
  checkValues(options.plan, options.data);
  return new Training(options);
}
