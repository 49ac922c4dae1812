/** Things that several messages carry. */
import type { RunRecord, RuntimeFinding } from '#diagnosis';
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

/** A data file of a plan. */
export interface DataFile {
  /** As written in the text. */
  readonly path: string;
  /** Changes when the file does. */
  readonly stamp: string;
  /** Null where the page has this stamp's bytes already. */
  readonly bytes: Uint8Array | null;
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
  readonly output: readonly number[];
  readonly classes: readonly string[];
  /** The right answer, a class index or a number, where the input is a sample of the data; null otherwise. */
  readonly actual: number | null;
}

/** One point of a learning-rate range test (Smith 2017). */
export interface RangeTestPoint {
  readonly learningRate: number;
  readonly loss: number;
}
