import type { UncertaintyReport } from './uncertainty/uncertainty-report.ts';

/**
 * What the engine tells while it trains. Plain data, so that it crosses a worker's boundary, is
 * stored with a run and is read by diagnosis, panel and command line alike.
 */
export type EngineEvent = StartedEvent | StepsEvent | EpochEvent | FinishedEvent | DivergedEvent;

/** Sent once, before the first step. */
export interface StartedEvent {
  readonly type: 'started';
  readonly parameters: number;
  readonly memoryBytes: number;
  readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
  /** Class labels in the order of the output units; empty for regression. */
  readonly classes: readonly string[];
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly data: DataProbe;
  /** What a person should know of the data, in sentences; absent: nothing. */
  readonly notes?: readonly string[];
  readonly initial: InitialProbe;
}

/** What the split samples show before any training. */
export interface DataProbe {
  /** Of the training samples in each of `classes`; empty where targets are no classes. */
  readonly classShares: readonly number[];
  /**
   * Of up to 1024 validation samples, the share that stands in the training part too, target
   * included. Null without a validation part, and where the inputs take so few values that samples
   * repeat by chance.
   */
  readonly sharedShare: number | null;
  /** Smallest and largest training target as the loss sees them; null for classes. */
  readonly targetRange: readonly [low: number, high: number] | null;
}

/** Measured before step 0 on up to 1024 training samples; the layers as after an epoch. */
export interface InitialProbe {
  /** Penalties included. */
  readonly loss: number;
  readonly penalty: number;
  /**
   * ln C for cross entropy, entropy of the classes' shares for binary, variance of the target for
   * mse; null where none is known.
   */
  readonly expectedLoss: number | null;
  readonly inputs: InputProbe;
  readonly layers: readonly LayerProbe[];
}

/**
 * Over the features (channels of images and sequences) of the training samples, scaled as the model
 * gets them.
 */
export interface InputProbe {
  /** Smallest and largest standard deviation; features that do not vary are left out. */
  readonly lowestStd: number;
  readonly highestStd: number;
  /** Largest |mean| / std. */
  readonly highestOffset: number;
  /**
   * Smallest spread of a feature's middle half (its interquartile range, over 1.349: the std of a
   * normal feature) over its std: near 0 where a few values lie far from all others. 1 where no
   * feature's middle half varies.
   */
  readonly lowestMiddle: number;
}

/**
 * The steps since the last such event, at most a few hundred points (thinned evenly where there
 * were more).
 */
export interface StepsEvent {
  readonly type: 'steps';
  readonly points: readonly StepPoint[];
}

export interface StepPoint {
  readonly step: number;
  /** Mean loss of the batch, penalties included. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global gradient norm before and after clipping. */
  readonly gradientNorm: number;
  readonly clippedNorm: number;
}

export interface EpochEvent {
  readonly type: 'epoch';
  readonly record: EpochRecord;
}

/** Metrics by name; `loss` is always there. */
export type Metrics = Readonly<Record<string, number>>;

export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps done so far. */
  readonly step: number;
  readonly phase: string;
  /** Wall time of training since the start, in seconds, pauses excluded. */
  readonly seconds: number;
  /** Of `seconds`, spent on probes. */
  readonly probeSeconds: number;
  readonly learningRate: number;
  readonly train: Metrics;
  /** Null without a validation part. */
  readonly validation: Metrics | null;
  readonly gradientNorm: number;
  readonly clippedNorm: number;
  /** Share of the epoch's steps in which clipping acted. */
  readonly clippedShare: number;
  /** What L1 and L2 add to the loss with the epoch's last weights; part of both losses. */
  readonly penalty: number;
  readonly layers: readonly LayerProbe[];
}

/**
 * One layer, measured on the epoch’s last step (gradients, updates) and on up to 512 samples
 * (activations). Where epochs are too short to measure activations after each, those of the last
 * measurement are repeated.
 */
export interface LayerProbe {
  readonly id: string;
  /** Null for layers without weights. */
  readonly weights: WeightProbe | null;
  readonly activation: ActivationProbe | null;
}

export interface WeightProbe {
  /** Root mean square of the kernel's gradient, before clipping. */
  readonly gradientRms: number;
  readonly weightRms: number;
  /** RMS of the last update over RMS of the weights. */
  readonly updateRatio: number;
  readonly gradients: Histogram;
  readonly weights: Histogram;
}

export interface ActivationProbe {
  readonly mean: number;
  readonly std: number;
  /** Share of units that are zero (and without gradient) on all samples. */
  readonly deadShare: number;
  /** Share of units whose outputs are mostly in the flat parts of their activation. */
  readonly saturatedShare: number;
  readonly values: Histogram;
}

/** Counts in equal bins between `low` and `high`. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

export interface FinishedEvent {
  readonly type: 'finished';
  readonly reason: 'completed' | 'early_stopping' | 'stopped';
  readonly epoch: number;
  /** The epoch whose weights the model now has. */
  readonly bestEpoch: number;
  readonly train: Metrics;
  readonly validation: Metrics | null;
  /** Null without a test part. */
  readonly test: Metrics | null;
  readonly seconds: number;
  /** Null where probes are switched off. */
  readonly checks: FinalChecks | null;
  /** With `uncertainty mc_dropout`. */
  readonly uncertainty?: UncertaintyReport;
}

/** The finished model, asked twice about the same training samples. Losses without penalties. */
export interface FinalChecks {
  /** One batch with dropout and the batch's own statistics, and without. */
  readonly modes: { readonly training: number; readonly evaluation: number };
  /** Of up to 64 samples each: as they are, and with every input set to zero. */
  readonly inputs: { readonly given: readonly number[]; readonly zeroed: readonly number[] };
}

/** NaN or infinity: training stopped; the weights of the last good epoch are kept. */
export interface DivergedEvent {
  readonly type: 'diverged';
  readonly epoch: number;
  readonly step: number;
  /** First layer in which a non-finite value appeared; null where only the loss did. */
  readonly layer: string | null;
  readonly where: 'activation' | 'loss' | 'gradient' | 'weight';
}
