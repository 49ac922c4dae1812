/**
 * The plan: what the language hands to the engine. Plain JSON, fully resolved: every default is filled
 * in, every shape is known, `init auto` and `let` constants are gone, `repeat` is unrolled.
 * It is the only thing that language and engine share.
 *
 * Shapes are per sample (without the batch axis), channels last: `[64]`, `[8, 8, 1]`, `[50, 3]` (time, features).
 */
import type { LayerPlan, Origin } from './layer-plan.ts';
import type { EncodePlan, FillPlan } from './table-plan.ts';

export type * from './layer-plan.ts';
export { flattenLayers } from './layer-plan.ts';
export {
  type EncodePlan,
  type FillMethod,
  type FillPlan,
  fillingOf,
  inputNames,
  isMissing,
  MOST_CATEGORIES,
} from './table-plan.ts';

export interface Plan {
  readonly model: ModelPlan;
  readonly data: DataPlan;
  readonly train: TrainPlan;
}

export interface ModelPlan {
  readonly name: string;
  readonly inputShape: readonly number[];
  /** In order of execution; the last one's output is the model's. */
  readonly layers: readonly LayerPlan[];
  /** The file of trained weights that training starts from. */
  readonly weights?: WeightsPlan;
  /** Of the first `freeze` of the model. */
  readonly freezeOrigin?: Origin;
}

export interface WeightsPlan {
  /** As written in the text: relative to the specification's folder. */
  readonly path: string;
  /** Ids of the layers that start from the file; the others (those that replace old ones) from their initialisers. */
  readonly layers: readonly string[];
  readonly origin: Origin;
}

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────

export interface DataPlan {
  readonly name: string;
  readonly source: SourcePlan;
  /** Held-out samples from files of their own (MNIST's t10k); null: the test part is split off `source`. */
  readonly testSource: FileSource | null;
  readonly target: TargetPlan;
  /** Feature columns of a csv: those listed, or all but those listed (and never the target). Null = all. */
  readonly features:
    | { readonly include: readonly string[] }
    | { readonly exclude: readonly string[] }
    | null;
  /** Feature columns of a csv that are values of a set, not sizes; absent: none. */
  readonly encode?: EncodePlan;
  /** What stands in for the gaps of feature columns of a csv; absent: there are none. */
  readonly fill?: readonly FillPlan[];
  /** Labels of the classes whose samples are used, of `testSource` as well; absent: all. */
  readonly classes?: readonly string[];
  /** At most so many samples of `source`, drawn before the split, of each class its share; absent: all. */
  readonly limit?: number;
  /** One sample's shape as the model sees it; its product equals the number of features. */
  readonly shape: readonly number[];
  /** Fitted on the training part alone, then applied to all parts. */
  readonly scale: ScalePlan;
  /** Fractions that sum to 1; `test` is 0 where `testSource` gives the held-out part. Stratified for classes where shuffled. */
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** False: the parts are cut in the order of the source; absent: their samples are drawn at random. */
  readonly shuffle?: boolean;
  readonly seed: number;
  readonly origin: Origin;
  /** Where those settings that were written stand, by name, which say which samples are used for what. */
  readonly settingOrigins?: Readonly<Record<string, Origin>>;
}

export interface FileSource {
  readonly kind: 'file';
  readonly format: 'csv' | 'tsv' | 'idx' | 'npz';
  /** As written in the text: relative to the specification's folder. A `.gz` of each format is read too. */
  readonly path: string;
  /** The file of labels of an idx pair; null where the target is a column or an array of `path` itself. */
  readonly targetPath: string | null;
}

export type SourcePlan =
  | FileSource
  | {
      readonly kind: 'generator';
      readonly name: GeneratorName;
      readonly args: Readonly<Record<string, number>>;
    };

export type GeneratorName =
  | 'xor'
  | 'spirals'
  | 'moons'
  | 'circles'
  | 'blobs'
  | 'sine'
  | 'linear'
  | 'adding'
  | 'copy_memory';

export interface TargetPlan {
  /** Columns of a csv, or arrays of an npz; empty for idx and generators, which know their target. */
  readonly columns: readonly string[];
  /**
   * How a target becomes numbers: `class_index` one integer in [0, classes), labels in sorted order (numeric
   * order for numbers); `one_hot` the same as a unit vector; `binary` 0/1 a column; `real` as it is.
   */
  readonly encoding: 'class_index' | 'one_hot' | 'binary' | 'real';
  /** For `real` targets; metrics in units of the data (mae, rmse) are reported unscaled. */
  readonly scale: ScalePlan;
}

export type ScalePlan =
  | { readonly kind: 'none' }
  /** (x − mean) / std, column by column; a constant column stays 0. */
  | { readonly kind: 'standardize' }
  /** To [0, 1], column by column. */
  | { readonly kind: 'min_max' }
  | { readonly kind: 'divide'; readonly by: number };

// ── Training ──────────────────────────────────────────────────────────────────────────────────────

export interface TrainPlan {
  readonly loss: LossPlan;
  readonly batchSize: number;
  /** Steps whose gradients are averaged before an update (1 = none). */
  readonly accumulate: number;
  /** Global norm bound of all gradients together, in the sense of Pascanu et al. 2013; null = off. */
  readonly clipNorm: number | null;
  /** Bound of each gradient element; null = off. */
  readonly clipValue: number | null;
  readonly earlyStopping: EarlyStoppingPlan | null;
  readonly metrics: readonly MetricPlan[];
  readonly seed: number;
  /** One unnamed phase, or the phases of a transfer in their order. */
  readonly phases: readonly PhasePlan[];
  /** `balanced`: n / (classes · n_c); null = off. */
  readonly classWeights: 'balanced' | readonly number[] | null;
  /** Monte Carlo dropout's number of stochastic predictions; null = off. */
  readonly mcDropoutSamples: number | null;
  readonly origin: Origin;
  /** Where each setting that was written stands, by its name in the language (`optimizer`, `batch_size`, …). */
  readonly settingOrigins: Readonly<Record<string, Origin>>;
}

export interface PhasePlan {
  /** Empty for a training without phases. */
  readonly name: string;
  readonly epochs: number;
  readonly optimizer: OptimizerPlan;
  readonly schedule: SchedulePlan;
  /** Ids of the layers that train in this phase. */
  readonly trainableLayers: readonly string[];
  /** Of a phase that is written. */
  readonly origin?: Origin;
}

export type LossPlan =
  | { readonly name: 'cross_entropy'; readonly labelSmoothing: number }
  | { readonly name: 'binary_cross_entropy'; readonly labelSmoothing: number }
  | { readonly name: 'mse' | 'mae' | 'hinge' | 'kl_divergence' }
  | { readonly name: 'huber'; readonly delta: number };

export type OptimizerPlan =
  | {
      readonly name: 'sgd';
      readonly learningRate: number;
      readonly momentum: number;
      readonly nesterov: boolean;
    }
  | { readonly name: 'adagrad'; readonly learningRate: number; readonly epsilon: number }
  | {
      readonly name: 'adadelta';
      readonly learningRate: number;
      readonly rho: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'rmsprop';
      readonly learningRate: number;
      readonly rho: number;
      readonly momentum: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'adam' | 'adamax' | 'nadam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'adamw';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };

/** Fractions (`warmup`) are of the phase's steps. Rates are factors on the optimizer's learning rate. */
export type SchedulePlan =
  | { readonly name: 'constant'; readonly warmup: number }
  | {
      readonly name: 'step';
      readonly every: number;
      readonly factor: number;
      readonly warmup: number;
    }
  | { readonly name: 'exponential'; readonly decay: number; readonly warmup: number }
  | { readonly name: 'cosine'; readonly warmup: number; readonly minimum: number }
  | {
      readonly name: 'one_cycle';
      readonly warmup: number;
      readonly startFactor: number;
      readonly endFactor: number;
    }
  | {
      readonly name: 'reduce_on_plateau';
      readonly monitor: MonitorName;
      readonly factor: number;
      readonly patience: number;
      readonly minimum: number;
      readonly warmup: number;
    };

export interface EarlyStoppingPlan {
  readonly monitor: MonitorName;
  /** Epochs without an improvement of more than `minDelta`. */
  readonly patience: number;
  readonly minDelta: number;
  /** The weights of the best epoch are put back at the end. */
  readonly restoreBest: boolean;
}

/** `loss`, `val_loss`, or a metric's name with or without `val_`. */
export type MonitorName = string;

export type MetricPlan =
  | { readonly name: 'accuracy' | 'precision' | 'recall' | 'f1' | 'auc' | 'mae' | 'rmse' | 'r2' }
  | { readonly name: 'top_k'; readonly k: number };

/** What the arrays of layers are called in files of weights, and whether a file has them. */
export {
  type WeightMismatch,
  type WeightTensor,
  weightMismatches,
  weightTensors,
} from './weight-tensors.ts';
