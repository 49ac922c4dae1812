/** Between the page and its workers, each of which owns one training. */
import type { RuntimeFinding, TrialReport } from '#diagnosis';
import type { EngineEvent } from '#engine';
import type { Plan } from '#plan';
import type { KernelBytes, RangeTestPoint, Results, RunState } from './contents.ts';
import type { MessageShapes } from './message-handler.ts';

// ── Page → worker ─────────────────────────────────────────────────────────────────────────────────

export type ToWorker =
  | LoadMessage
  | TrainMessage
  | ControlMessage
  | PredictMessage
  | TryMessage
  | RangeTestMessage;

/** The first message to a worker. */
export interface LoadMessage {
  readonly type: 'load';
  readonly kernels: KernelBytes;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Train a plan from its beginning. */
export interface TrainMessage {
  readonly type: 'train';
  readonly plan: Plan;
  /** True: wait for `resume` or `step` before the first step. */
  readonly paused: boolean;
}

export interface ControlMessage {
  readonly type: 'control';
  /** `epoch` trains to the end of the present epoch and pauses. */
  readonly action: 'pause' | 'resume' | 'epoch' | 'stop';
}

/** Ask what the model, as it is now, makes of one input in units of the data. */
export interface PredictMessage {
  readonly type: 'predict';
  readonly input: readonly number[];
}

/** Train candidates and the current text over the same seeds. */
export interface TryMessage {
  readonly type: 'try';
  readonly baseline: Plan;
  readonly candidates: readonly { readonly suggestion: string; readonly plan: Plan }[];
  readonly seeds: number;
}

/** Train with a learning rate that grows step by step until the loss explodes. */
export interface RangeTestMessage {
  readonly type: 'range-test';
  readonly plan: Plan;
}

// ── Worker → page ─────────────────────────────────────────────────────────────────────────────────

export type FromWorker =
  | ProgressMessage
  | RunFindingsMessage
  | ResultsMessage
  | PredictionMessage
  | TrialProgressMessage
  | TrialReportMessage
  | RangeTestResultMessage
  | WorkerFaultMessage;

/** What happened since the last such message; at most 20 a second. */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly events: readonly EngineEvent[];
  readonly state: RunState;
  /** Share of the training that is done, 0 to 1. */
  readonly done: number;
  readonly samplesPerSecond: number;
}

/** What diagnosis says of the run so far; sent when it changes. */
export interface RunFindingsMessage {
  readonly type: 'run-findings';
  readonly findings: readonly RuntimeFinding[];
}

export interface ResultsMessage {
  readonly type: 'results';
  readonly results: Results;
}

export interface PredictionMessage {
  readonly type: 'prediction';
  readonly input: readonly number[];
  readonly output: readonly number[];
}

export interface TrialProgressMessage {
  readonly type: 'trial-progress';
  /** Share of the trials that are done, 0 to 1. */
  readonly done: number;
}

export interface TrialReportMessage {
  readonly type: 'trial-report';
  readonly report: TrialReport;
}

export interface RangeTestResultMessage {
  readonly type: 'range-test-result';
  readonly points: readonly RangeTestPoint[];
  /** Null where the curve shows none. */
  readonly suggested: number | null;
}

/** The training could not begin or go on: bad data, too little memory, a bug. */
export interface WorkerFaultMessage {
  readonly type: 'worker-fault';
  /** What was found, where, and what to do. */
  readonly message: string;
}

// ── What arriving messages must look like ─────────────────────────────────────────────────────────

export const TO_WORKER: MessageShapes<ToWorker> = {
  load: { kernels: 'object', files: 'array' },
  train: { plan: 'object', paused: 'boolean' },
  control: { action: 'string' },
  predict: { input: 'array' },
  try: { baseline: 'object', candidates: 'array', seeds: 'number' },
  'range-test': { plan: 'object' },
};

export const FROM_WORKER: MessageShapes<FromWorker> = {
  progress: { events: 'array', state: 'string', done: 'number', samplesPerSecond: 'number' },
  'run-findings': { findings: 'array' },
  results: { results: 'object' },
  prediction: { input: 'array', output: 'array' },
  'trial-progress': { done: 'number' },
  'trial-report': { report: 'object' },
  'range-test-result': { points: 'array', suggested: 'number?' },
  'worker-fault': { message: 'string' },
};
