/** Things that several messages carry. */
import type { RunRecord, RuntimeFinding } from '#diagnosis';
import type { Calibration, Cell, TableColumn } from '#engine';
import type { Origin, Plan } from '#plan';

/** The text that is trained, at the moment when Train was pressed. */
export interface Specification {
  /** The document's address, as a string. */
  readonly uri: string;
  /** For people: `digits.nnspec`. */
  readonly fileName: string;
  /** Which train block of the file, counted from 0. */
  readonly train: number;
  readonly text: string;
  /** False where the document had changes that were not on disk. */
  readonly saved: boolean;
  readonly plan: Plan;
}

/** A data file of a plan. Its bytes come before it, in `file-part` messages, unless the page has them already. */
export interface DataFile {
  /** As written in the text. */
  readonly path: string;
  /** Changes when the file does. */
  readonly stamp: string;
}

/** What the person set in VS Code that concerns the page. */
export interface PanelSettings {
  /** Seeds that each suggestion and the present text are trained with. */
  readonly trialSeeds: number;
  /** Trials end after so many seconds, with the standing so far. */
  readonly trialSeconds: number;
  /** Threads that share each step of a training; 0: as many as pay. */
  readonly threads: number;
}

/** A reason why a text cannot be trained. */
export interface Problem {
  readonly message: string;
  readonly rule: string | null;
  /** Null where the problem has no place in the text. */
  readonly origin: Origin | null;
}

/** How a run came to an end, or not. */
export type RunState = 'training' | 'paused' | 'finished' | 'stopped' | 'diverged' | 'interrupted';

/** What a stored run is called and how it went: one line of the list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly data: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: RunState;
  readonly seed: number;
  readonly epochs: number;
  readonly seconds: number;
  /** Final metrics, `validation accuracy` and the like by name. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly findings: number;
  /** Where the stored checkpoint lies; null where there is none. The host knows; what the page sends is not looked at. */
  readonly saved: SavedPlace | null;
}

/** A run of another train block of the same file: its curves can be drawn beside those of the present one. */
export interface OtherRun {
  /** Which train block, counted from 0. */
  readonly train: number;
  readonly summary: RunSummary;
}

/** A place in a training. */
export interface SavedPlace {
  /** Whole epochs done. */
  readonly epoch: number;
  readonly step: number;
}

/** A whole run: enough to show it again as it was. */
export interface StoredRun {
  readonly summary: RunSummary;
  readonly specification: Specification;
  readonly record: RunRecord;
  readonly findings: readonly RuntimeFinding[];
  readonly results: Results | null;
  /** Learned numbers by layer. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** What the trained model does with data it has not learned from. */
export interface Results {
  readonly part: 'test' | 'validation' | 'train';
  readonly samples: number;
  readonly classification: ClassificationResults | null;
  readonly regression: RegressionResults | null;
  readonly boundary: DecisionBoundary | null;
  readonly sequence: SequenceForecast | null;
  /** How far a classifier's confidence can be trusted; null for others. */
  readonly calibration: Calibration | null;
  /** Monte Carlo dropout's answers; null where the text does not ask for them. */
  readonly uncertainty: UncertaintyResults | null;
}

export interface ClassificationResults {
  readonly classes: readonly string[];
  /** Counts, row by row: row = true class, column = predicted class. */
  readonly confusion: readonly number[];
  readonly mistakes: readonly Mistake[];
}

/** A sample that the model is most sure about and wrong. */
export interface Mistake {
  readonly index: number;
  readonly actual: number;
  readonly predicted: number;
  readonly probability: number;
  /** In units of the data; empty where the sample is too large to show. */
  readonly input: readonly number[];
}

/** What was seen and what was forecast, sample by sample; all in units of the data. */
export interface SequenceForecast {
  readonly samples: readonly {
    /** The first feature, step by step. */
    readonly input: readonly number[];
    /** The first target column: one number, or one a step. */
    readonly actual: readonly number[];
    readonly predicted: readonly number[];
  }[];
  /** True where the targets are the same steps as the inputs, false where they follow after them. */
  readonly aligned: boolean;
}

/** Monte Carlo dropout (Gal & Ghahramani 2016): many predictions with dropout on, their mean and how far they differ. */
export interface UncertaintyResults {
  /** Stochastic predictions of each sample. */
  readonly rounds: number;
  /** The first target column, at most a few hundred samples; null for classes. */
  readonly values: {
    readonly actual: readonly number[];
    readonly mean: readonly number[];
    readonly std: readonly number[];
  } | null;
  /** Null for numbers. */
  readonly classes: ClassUncertainty | null;
}

export interface ClassUncertainty {
  /** In nats, sample by sample: of the mean prediction, and the part of it that more data would lessen (BALD). */
  readonly entropy: readonly number[];
  readonly mutualInformation: readonly number[];
  /** Whether the mean prediction is right, sample by sample. */
  readonly right: readonly boolean[];
  /** The samples with the highest entropy. */
  readonly mostUncertain: readonly UncertainSample[];
}

export interface UncertainSample extends Mistake {
  readonly entropy: number;
}

/** The first target column in units of the data, sample by sample (at most a thousand). */
export interface RegressionResults {
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
}

/** What a classifier of two features answers on a grid, in units of the data; row 0 is at `yRange[0]`. */
export interface DecisionBoundary {
  readonly columns: number;
  readonly rows: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** The winning class of each cell. */
  readonly classes: readonly number[];
  /** How sure the model is of it, 0 to 1. */
  readonly certainty: readonly number[];
  /** Some samples: x, y, class, one after the other. */
  readonly samples: readonly number[];
}

/** What the model, as it is now, makes of one input; all in units of the data. */
export interface Prediction {
  readonly input: readonly number[];
  /** Names of the inputs; empty where the source has none. */
  readonly features: readonly string[];
  /** The row that the inputs were made of, where the columns of a table are prepared. */
  readonly table?: {
    readonly columns: readonly TableColumn[];
    readonly cells: readonly Cell[];
  };
  readonly output: readonly number[];
  readonly classes: readonly string[];
  /** The right answer, a class index or a number, where the input is a sample of the data; null otherwise. */
  readonly actual: number | null;
  /** From Monte Carlo dropout; null for models without dropout. `output` is then the mean of its predictions. */
  readonly spread: PredictionSpread | null;
}

export interface PredictionSpread {
  readonly rounds: number;
  /** Standard deviation of each output, in its unit. */
  readonly std: readonly number[];
  /** In nats; null for numbers. */
  readonly entropy: number | null;
}

/** One point of a learning-rate range test (Smith 2017). */
export interface RangeTestPoint {
  readonly learningRate: number;
  readonly loss: number;
}
