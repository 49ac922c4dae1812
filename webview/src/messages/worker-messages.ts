/** Between the page and its workers, each of which does one thing at a time. */
import type { RunRecord, RuntimeFinding } from '#diagnosis';
import type { Cell, EngineEvent, KernelBytes } from '#engine';
import type { Texts } from '#l10n';
import type { Plan } from '#plan';
import type {
  DataFile,
  Prediction,
  RangeTestPoint,
  Results,
  RunState,
  SavedPlace,
} from './contents.ts';
import type { MessageShapes } from './message-handler.ts';

// ── Page → worker ─────────────────────────────────────────────────────────────────────────────────

export type ToWorker =
  | LoadMessage
  | FilesMessage
  | TrainMessage
  | ControlMessage
  | PredictMessage
  | RangeTestMessage
  | BeatMessage;

/** The first message to a worker, which gets ready before there is anything to do. */
export interface LoadMessage {
  readonly type: 'load';
  readonly kernels: KernelBytes;
  /** The page's language, for what the worker says. */
  readonly texts: Texts;
}

/** A data file as workers read it. */
export interface WorkerFile extends DataFile {
  readonly content: Blob;
}

/** The data that the worker is to work with. */
export interface FilesMessage {
  readonly type: 'files';
  /** Blobs: every worker reads the same bytes, and none are copied through the page. */
  readonly files: readonly WorkerFile[];
}

/** Train a plan from its beginning, or go on where `resumed` ends; a worker does one thing at a time. */
export interface TrainMessage {
  readonly type: 'train';
  readonly plan: Plan;
  /** The specification's, which a checkpoint carries along. */
  readonly text: string;
  /** True: wait for `resume` or `step` before the first step. */
  readonly paused: boolean;
  /** False for a trial: no probes, no findings, no results. */
  readonly observed: boolean;
  readonly resumed: ResumedTraining | null;
  /** Threads that share each step, this worker's own included; 0: as many as pay. */
  readonly threads: number;
}

/** A training that was cut off, as far as it was saved. */
export interface ResumedTraining {
  /** A file in the engine's checkpoint format. */
  readonly checkpoint: Uint8Array;
  readonly record: Omit<RunRecord, 'plan'>;
}

export interface ControlMessage {
  readonly type: 'control';
  /** `epoch` trains to the end of the present epoch and pauses. */
  readonly action: 'pause' | 'resume' | 'epoch' | 'stop';
}

/** Ask what the model, as it is now, makes of one input, as the data has it; null: of the next held-out sample. */
export interface PredictMessage {
  readonly type: 'predict';
  readonly input: readonly Cell[] | null;
}

/** Train with a learning rate that grows step by step until the loss explodes. */
export interface RangeTestMessage {
  readonly type: 'range-test';
  readonly plan: Plan;
}

/** A question for a sign of life, and the answer to it; a worker that trains answers between two steps. */
export interface BeatMessage {
  readonly type: 'beat';
}

// ── Worker → page ─────────────────────────────────────────────────────────────────────────────────

export type FromWorker =
  | LayerParametersMessage
  | ProgressMessage
  | RunFindingsMessage
  | ResultsMessage
  | CheckpointMessage
  | PredictionMessage
  | RangeTestResultMessage
  | IdleMessage
  | BeatMessage
  | WorkerFaultMessage;

/** Sent once the model is built: how many numbers each layer learns, by its id. */
export interface LayerParametersMessage {
  readonly type: 'layer-parameters';
  readonly counts: Readonly<Record<string, number>>;
}

/** What happened since the last such message; at most 10 a second, and of many short epochs evenly chosen ones. */
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

/** What is needed to go on from here after a crash; sent now and then, when the training pauses and when it ends. */
export interface CheckpointMessage {
  readonly type: 'checkpoint';
  readonly place: SavedPlace;
  /** A file in the engine's checkpoint format. */
  readonly bytes: Uint8Array;
}

export interface PredictionMessage {
  readonly type: 'prediction';
  readonly prediction: Prediction;
}

export interface RangeTestResultMessage {
  readonly type: 'range-test-result';
  readonly points: readonly RangeTestPoint[];
  /** Null where the curve shows none. */
  readonly suggested: number | null;
}

/** The training is over and all is said of it: the worker can train again, with the data that it has read. */
export interface IdleMessage {
  readonly type: 'idle';
}

/** The training could not begin or go on: bad data, too little memory, a bug. */
export interface WorkerFaultMessage {
  readonly type: 'worker-fault';
  /** What was found, where, and what to do. */
  readonly message: string;
}

// ── What arriving messages must look like ─────────────────────────────────────────────────────────

export const TO_WORKER: MessageShapes<ToWorker> = {
  load: { kernels: 'object', texts: 'object' },
  files: { files: 'array' },
  train: {
    plan: 'object',
    text: 'string',
    paused: 'boolean',
    observed: 'boolean',
    resumed: 'object?',
    threads: 'number',
  },
  control: { action: 'string' },
  predict: { input: 'array?' },
  'range-test': { plan: 'object' },
  beat: {},
};

export const FROM_WORKER: MessageShapes<FromWorker> = {
  'layer-parameters': { counts: 'object' },
  progress: { events: 'array', state: 'string', done: 'number', samplesPerSecond: 'number' },
  'run-findings': { findings: 'array' },
  results: { results: 'object' },
  checkpoint: { place: 'object', bytes: 'bytes' },
  prediction: { prediction: 'object' },
  'range-test-result': { points: 'array', suggested: 'number?' },
  idle: {},
  beat: {},
  'worker-fault': { message: 'string' },
};
