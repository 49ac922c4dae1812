/** All that the page shows, in one place. The controller changes it, the sections draw it. */
import type { RunRecord, RuntimeFinding, Suggestion, TrialReport } from '#diagnosis';
import type {
  Cell,
  DivergedEvent,
  EpochRecord,
  FinishedEvent,
  StartedEvent,
  StepPoint,
} from '#engine';
import type {
  OtherRun,
  PanelSettings,
  Prediction,
  Problem,
  RangeTestResultMessage,
  Results,
  RunState,
  RunSummary,
  SavedPlace,
  Specification,
  StoredRun,
} from '../protocol.ts';

/** One training as far as it has come. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  readonly specification: Specification;
  state: RunState;
  /** Share of the training that is done, 0 to 1. */
  done: number;
  samplesPerSecond: number;
  started: StartedEvent | null;
  /** Bounded, as are the steps: of long trainings evenly chosen ones, all of them at both ends. */
  epochs: readonly EpochRecord[];
  steps: readonly StepPoint[];
  end: FinishedEvent | DivergedEvent | null;
  findings: readonly RuntimeFinding[];
  results: Results | null;
  /** Learned numbers by layer; empty until the model is built. */
  parameters: Readonly<Record<string, number>>;
  /** Whether a worker has the model, and can be asked for predictions. */
  live: boolean;
}

/** Trials of suggestions on the side. */
export type Trials =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly suggestions: readonly string[]; readonly done: number }
  | { readonly state: 'failed'; readonly message: string };

/** What became of pressing Apply. */
export interface Applied {
  readonly suggestion: string;
  readonly fault: string | null;
}

export interface PanelState {
  settings: PanelSettings;
  fileName: string;
  /** The text as it was when the host last compiled it; null before, and while it does not check. */
  specification: Specification | null;
  /** Why the text cannot be trained; empty where it can. */
  problems: readonly Problem[];
  /** Whether the document was edited since `specification`. */
  edited: boolean;
  /** Whether the document's file was deleted. */
  gone: boolean;
  /** Train was pressed, and data and worker are being prepared. */
  preparing: boolean;
  run: Run | null;
  /** Something went wrong with a worker. */
  fault: string | null;
  /** The worker of the run that is shown does not answer. */
  silent: boolean;
  /** The name of the training that was cut off so that the present one could begin. */
  replaced: string | null;
  cursorLayer: string | null;
  suggestions: readonly Suggestion[];
  /** Ids of suggestions that the person does not want to see. */
  ignored: ReadonlySet<string>;
  trials: Trials;
  report: TrialReport | null;
  applied: Applied | null;
  runs: readonly RunSummary[];
  /** Of the file's other train blocks. */
  others: readonly OtherRun[];
  /** Stored runs that are drawn beside the present one. */
  compared: readonly StoredRun[];
  prediction: Prediction | null;
  rangeTest: RangeTestResultMessage | 'running' | null;
}

export function initialState(): PanelState {
  return {
    settings: { trialSeeds: 3, trialSeconds: 300, threads: 0 },
    fileName: '',
    specification: null,
    problems: [],
    edited: false,
    gone: false,
    preparing: false,
    run: null,
    fault: null,
    silent: false,
    replaced: null,
    cursorLayer: null,
    suggestions: [],
    ignored: new Set(),
    trials: { state: 'none' },
    report: null,
    applied: null,
    runs: [],
    others: [],
    compared: [],
    prediction: null,
    rangeTest: null,
  };
}

/** What a person can do in the panel. */
export interface Actions {
  train(): void;
  pause(): void;
  /** Goes on with a paused training, or with an interrupted one from its last checkpoint. */
  resume(): void;
  /** Goes on with a stored run from its last checkpoint; one that is over gets its model back. */
  resumeRun(id: string): void;
  /** Gives up a worker that does not answer, and goes on from the last checkpoint where there is one. */
  giveUp(): void;
  /** One epoch. */
  step(): void;
  stop(): void;
  reset(): void;
  reveal(origin: Specification['plan']['train']['origin']): void;
  tryAll(suggestions: readonly string[]): void;
  cancelTrials(): void;
  apply(suggestion: string): void;
  ignore(suggestion: string): void;
  predict(input: readonly Cell[] | null): void;
  findLearningRate(): void;
  showRun(id: string): void;
  compareRun(id: string, compared: boolean): void;
  renameRun(id: string): void;
  deleteRun(id: string): void;
  /** @param other null: the document as it is now */
  showRunText(id: string, other: string | null): void;
  restoreRunText(id: string): void;
  exportRun(id: string, what: 'run' | 'weights'): void;
  setLearningRate(learningRate: number): void;
  export(name: string, content: Blob): void;
}

/** A part of the page. */
export interface Section {
  readonly element: HTMLElement;
  /** Called at most once a frame, after the state changed. */
  update(state: PanelState): void;
}

/** The text that the panel is about: that of the run it shows, or else the one that would be trained. */
export function shownSpecification(state: PanelState): Specification | null {
  return state.run?.specification ?? state.specification;
}

/** True while a worker trains or waits to go on. */
export function isActive(run: Run | null): boolean {
  return run?.state === 'training' || run?.state === 'paused';
}

/** Where the last checkpoint of the run that is shown lies; null where there is none. */
export function savedPlace({ run, runs }: PanelState): SavedPlace | null {
  return runs.find(({ id }) => id === run?.id)?.saved ?? null;
}

/** Whether the document says something else than the run that is shown. */
export function differsFromRun(state: PanelState): boolean {
  if (!state.run) return false;
  return state.edited || state.specification?.text !== state.run.specification.text;
}

/** Findings with those that they explain. */
export function allFindings(findings: readonly RuntimeFinding[]): RuntimeFinding[] {
  return findings.flatMap((finding) => [finding, ...allFindings(finding.explains)]);
}

/** Null before the run's first event. */
export function recordOf(run: Run): RunRecord | null {
  if (!run.started) return null;
  const { started, epochs, steps, end } = run;
  return { plan: run.specification.plan, started, epochs, steps, end };
}
