/**
 * What diagnosis reads and what it answers. All of it is plain JSON: it crosses worker boundaries, is stored with a run
 * and is printed by the command line.
 */
import type { DivergedEvent, EpochRecord, FinishedEvent, StartedEvent, StepPoint } from '#engine';
import type { TextEdit } from '#language';
import type { Origin, Plan } from '#plan';

/** One training run as far as it has come: hosts append what the engine tells. */
export interface RunRecord {
  readonly plan: Plan;
  readonly started: StartedEvent;
  readonly epochs: readonly EpochRecord[];
  readonly steps: readonly StepPoint[];
  /** Null while the run goes on. */
  readonly end: FinishedEvent | DivergedEvent | null;
  /** Where the host made it (`confirmed`). */
  readonly batchTest?: BatchTest;
  /** Where the host made it (`confirmed`). */
  readonly roomTest?: RoomTest;
}

/** The model, trained afresh on a handful of samples that any sound model learns by heart. */
export interface BatchTest {
  readonly samples: number;
  readonly steps: number;
  /** Share of them that the model got wrong; of real targets, the loss over that of their mean. */
  readonly error: number;
}

/** The model with the usual number of units where it had few (a hidden layer where it had none), trained as the run was. */
export interface RoomTest {
  /** Of each layer that was narrow. */
  readonly units: number;
  /** On the validation samples: the accuracy of classes, else the loss. */
  readonly quantity: 'accuracy' | 'loss';
  /** Of the run, and of the larger model. */
  readonly own: number;
  readonly roomy: number;
}

// ── Findings ──────────────────────────────────────────────────────────────────────────────────────

export type SymptomId =
  | 'nan-loss'
  | 'exploding-gradient'
  | 'vanishing-gradient'
  | 'dying-relu'
  | 'saturation'
  | 'bad-initialization'
  | 'initial-loss'
  | 'learning-rate-too-high'
  | 'learning-rate-too-low'
  | 'oscillating-loss'
  | 'plateau'
  | 'slow-convergence'
  | 'too-few-epochs'
  | 'overfitting'
  | 'underfitting'
  | 'collapsed-output'
  | 'unscaled-data'
  | 'unreachable-target'
  | 'over-regularization'
  | 'validation-too-good'
  | 'data-leak'
  | 'class-imbalance'
  | 'input-ignored'
  | 'train-eval-mismatch'
  | 'cannot-overfit-a-batch';

/** Where the cause lies: what a person has to change. */
export type CauseCategory =
  | 'initialization'
  | 'activation'
  | 'head-and-loss'
  | 'learning-rate'
  | 'optimizer'
  | 'batch-size'
  | 'epochs'
  | 'capacity'
  | 'regularization'
  | 'data'
  | 'depth';

export type FindingSeverity = 'error' | 'warning' | 'information';

/** A chart of the panel: which curve shows the evidence. */
export type SeriesReference =
  | { readonly kind: 'steps'; readonly quantity: 'loss' | 'gradientNorm' | 'learningRate' }
  | {
      readonly kind: 'epochs';
      readonly part: 'train' | 'validation';
      readonly metric: string;
    }
  | {
      readonly kind: 'layer';
      readonly layer: string;
      readonly quantity:
        | 'gradientRms'
        | 'weightRms'
        | 'updateRatio'
        | 'std'
        | 'deadShare'
        | 'saturatedShare';
    };

/** One measured number beside the threshold it crossed. */
export interface Evidence {
  /** In words: "share of dead units". */
  readonly quantity: string;
  readonly measured: number;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  readonly layer: string | null;
  /** 0: before the first step. */
  readonly epoch: number;
  readonly series: SeriesReference | null;
}

export interface RuntimeFinding {
  readonly symptom: SymptomId;
  readonly category: CauseCategory;
  readonly severity: FindingSeverity;
  /** One sentence that names the layer or setting and the number that offends. */
  readonly message: string;
  /** Blamed layers' ids, the first is the one to look at; empty where a setting is to blame. */
  readonly layers: readonly string[];
  /** The train or data setting to blame (`optimizer`, `epochs`, `scale`, …); null where layers are. */
  readonly setting: string | null;
  /** The line that causes it: of the first layer, of the setting where it was written, else of its block. */
  readonly origin: Origin;
  readonly sinceEpoch: number;
  readonly evidence: readonly Evidence[];
  /** Findings that this one causes; they need no cure of their own. */
  readonly explains: readonly RuntimeFinding[];
}

// ── Suggestions ───────────────────────────────────────────────────────────────────────────────────

/** Why a suggestion is made: a row of the tuning table, a paper, or a lint rule's fix. */
export type SuggestionBasis =
  | { readonly kind: 'table'; readonly row: string; readonly text: string }
  | { readonly kind: 'paper'; readonly text: string }
  | { readonly kind: 'rule'; readonly rule: string };

/** An edit of the specification that may cure a finding. It is worth nothing before it was tried. */
export interface Suggestion {
  /** Stable for the same text and cure: `activation:relu`, `learning-rate:0.001`. */
  readonly id: string;
  /** In the imperative: "Lower the learning rate to 1e-3". */
  readonly title: string;
  /** Why, in numbers. */
  readonly reason: string;
  readonly symptom: SymptomId;
  readonly basis: SuggestionBasis;
  readonly edits: readonly TextEdit[];
  /** The whole text with the edits applied; it checks without errors. */
  readonly text: string;
  /** Of `text`. */
  readonly plan: Plan;
}

// ── Trials ────────────────────────────────────────────────────────────────────────────────────────

/**
 * `better` is only said of what won against the current specification on the same seeds, all of them;
 * `dropped` of what fell behind other candidates in an early round.
 */
export type Verdict = 'better' | 'no better' | 'dropped' | 'not tried';

export interface TrialResult {
  /** The suggestion's id. */
  readonly id: string;
  readonly verdict: Verdict;
  /** Final validation metric by seed (training metric where there is no validation part); null where training broke down. */
  readonly metrics: readonly (number | null)[];
  /**
   * Median over seeds of the improvement on the current specification with the same seed; above 0 is better. A difference
   * for shares such as accuracy, relative for errors (0.1: a tenth less); 1 or -1 where only one of the two broke down.
   * Null: not tried.
   */
  readonly gain: number | null;
  /** Half of the interquartile range of the gains over seeds. */
  readonly spread: number | null;
  /** The same for the validation loss, relative, which decides where the metric is level; null where the losses are not comparable. */
  readonly lossGain: number | null;
}

export interface TrialReport {
  /** The validation metric compared: `accuracy`, `loss`, … */
  readonly metric: string;
  readonly higherIsBetter: boolean;
  /** The current specification's metric by seed. */
  readonly baseline: readonly (number | null)[];
  /** Best first. */
  readonly results: readonly TrialResult[];
  /** Trainings done, those of the baseline included. */
  readonly trainings: number;
}
