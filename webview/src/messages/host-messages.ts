/** Between the extension host, which owns files, documents and storage, and the page, which owns what is shown. */
import type { RuntimeFinding, Suggestion } from '#diagnosis';
import type { Origin } from '#plan';
import type {
  DataFile,
  OtherRun,
  PanelSettings,
  Problem,
  RunSummary,
  SavedPlace,
  Specification,
  StoredRun,
} from './contents.ts';
import type { MessageShapes } from './message-handler.ts';

// ── Host → page ───────────────────────────────────────────────────────────────────────────────────

export type ToWebview =
  | SessionMessage
  | SettingsMessage
  | FilePartMessage
  | SpecificationMessage
  | ResumeMessage
  | ProblemsMessage
  | TextChangedMessage
  | CursorMessage
  | SuggestionsMessage
  | AppliedMessage
  | RefusedMessage
  | RunsMessage
  | RunMessage;

/** The answer to `ready`: what the panel is about, and the run that it showed before a reload. */
export interface SessionMessage {
  readonly type: 'session';
  readonly uri: string;
  readonly train: number;
  readonly fileName: string;
  readonly restored: StoredRun | null;
}

/** Sent after `session`, and when the person changes one. */
export interface SettingsMessage {
  readonly type: 'settings';
  readonly settings: PanelSettings;
}

/** A piece of a data file: large files come in many, so that no single message holds the page up. */
export interface FilePartMessage {
  readonly type: 'file-part';
  readonly path: string;
  readonly stamp: string;
  readonly bytes: Uint8Array;
  /** True for the last piece of the file. */
  readonly last: boolean;
}

/** The answer to `resume-run`: everything that is needed to go on with it. */
export interface ResumeMessage {
  readonly type: 'resume';
  readonly run: StoredRun;
  readonly files: readonly DataFile[];
  /** A file in the engine's checkpoint format. */
  readonly checkpoint: Uint8Array;
}

/** A text that checks. */
export interface SpecificationMessage {
  readonly type: 'specification';
  readonly specification: Specification;
  readonly files: readonly DataFile[];
  /** True: begin to train at once. */
  readonly start: boolean;
}

/** A text that does not check cannot be trained; this says why and where. */
export interface ProblemsMessage {
  readonly type: 'problems';
  readonly problems: readonly Problem[];
}

/** Whether the document still has the text of the last specification, and whether its file was deleted. */
export interface TextChangedMessage {
  readonly type: 'text-changed';
  readonly changed: boolean;
  readonly gone: boolean;
}

/** The layer under the editor's cursor. */
export interface CursorMessage {
  readonly type: 'cursor';
  readonly layer: string | null;
}

/** Repairs of the last `findings`. */
export interface SuggestionsMessage {
  readonly type: 'suggestions';
  readonly suggestions: readonly Suggestion[];
}

/** The answer to `apply`. */
export interface AppliedMessage {
  readonly type: 'applied';
  readonly suggestion: string;
  /** Null when the text was edited, otherwise why it was not. */
  readonly fault: string | null;
}

/** Something that the page asked for cannot be done. */
export interface RefusedMessage {
  readonly type: 'refused';
  readonly reason: string;
}

/** The stored runs of this train block, newest first, and those of the file's other blocks. */
export interface RunsMessage {
  readonly type: 'runs';
  readonly runs: readonly RunSummary[];
  readonly others: readonly OtherRun[];
}

/** The answer to `open-run`. */
export interface RunMessage {
  readonly type: 'run';
  readonly run: StoredRun;
}

// ── Page → host ───────────────────────────────────────────────────────────────────────────────────

export type FromWebview =
  | ReadyMessage
  | RequestSpecificationMessage
  | RevealMessage
  | FindingsMessage
  | LayersMessage
  | ApplyMessage
  | ContentPartMessage
  | SaveRunMessage
  | SaveCheckpointMessage
  | ResumeRunMessage
  | OpenRunMessage
  | RenameRunMessage
  | DeleteRunMessage
  | ShowRunTextMessage
  | RestoreRunTextMessage
  | ExportRunMessage
  | SetLearningRateMessage
  | ExportMessage
  | FaultMessage;

/** The page listens from now on. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** Ask for the document's present text as a plan. */
export interface RequestSpecificationMessage {
  readonly type: 'request-specification';
  readonly start: boolean;
}

/** Show a place of the specification in the editor. */
export interface RevealMessage {
  readonly type: 'reveal';
  readonly origin: Origin;
}

/** What is wrong with the run: for the editor's diagnostics; answered with `suggestions`. */
export interface FindingsMessage {
  readonly type: 'findings';
  readonly findings: readonly RuntimeFinding[];
}

/** How the layers are now, for the annotations in the editor: layer id → a few words. */
export interface LayersMessage {
  readonly type: 'layers';
  readonly annotations: Readonly<Record<string, string>>;
}

/** Edit the document as this suggestion of the last `suggestions` says. */
export interface ApplyMessage {
  readonly type: 'apply';
  readonly suggestion: string;
}

/** A piece of something large that a later message speaks of by its name. */
export interface ContentPartMessage {
  readonly type: 'content-part';
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sent now and then while training and at its end; replaces what was stored under the run's id. */
export interface SaveRunMessage {
  readonly type: 'save-run';
  readonly summary: RunSummary;
  /** Names what was sent in pieces: a {@link StoredRun} as JSON in UTF-8, written once and passed on as it is. */
  readonly content: string;
}

/** Sent now and then while training, after a `save-run` of the same moment; replaces what was stored for the run. */
export interface SaveCheckpointMessage {
  readonly type: 'save-checkpoint';
  readonly id: string;
  readonly place: SavedPlace;
  /** Names what was sent in pieces: a file in the engine's checkpoint format. */
  readonly content: string;
}

/** Ask for a stored run with its checkpoint; answered with `resume`. */
export interface ResumeRunMessage {
  readonly type: 'resume-run';
  readonly id: string;
}

/** Ask for a stored run. */
export interface OpenRunMessage {
  readonly type: 'open-run';
  readonly id: string;
}

/** The host asks for the new name. */
export interface RenameRunMessage {
  readonly type: 'rename-run';
  readonly id: string;
}

/** The host asks whether that is meant. */
export interface DeleteRunMessage {
  readonly type: 'delete-run';
  readonly id: string;
}

/** Show how the run's text differs from another run's, or from the document's where `other` is null. */
export interface ShowRunTextMessage {
  readonly type: 'show-run-text';
  readonly id: string;
  readonly other: string | null;
}

/** Put the run's text back into the document. */
export interface RestoreRunTextMessage {
  readonly type: 'restore-run-text';
  readonly id: string;
}

/** Save the run, or the weights that it learned, as a file where the person chooses. */
export interface ExportRunMessage {
  readonly type: 'export-run';
  readonly id: string;
  readonly what: 'run' | 'weights';
}

/** Write this learning rate into the document. */
export interface SetLearningRateMessage {
  readonly type: 'set-learning-rate';
  readonly learningRate: number;
}

/** Save a file where the person chooses. */
export interface ExportMessage {
  readonly type: 'export';
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Something in the page went wrong that the person should hear of in a notification. */
export interface FaultMessage {
  readonly type: 'fault';
  readonly message: string;
}

// ── What arriving messages must look like ─────────────────────────────────────────────────────────

export const TO_WEBVIEW: MessageShapes<ToWebview> = {
  session: {
    uri: 'string',
    train: 'number',
    fileName: 'string',
    restored: 'object?',
  },
  settings: { settings: 'object' },
  'file-part': { path: 'string', stamp: 'string', bytes: 'bytes', last: 'boolean' },
  resume: { run: 'object', files: 'array', checkpoint: 'bytes' },
  specification: { specification: 'object', files: 'array', start: 'boolean' },
  problems: { problems: 'array' },
  'text-changed': { changed: 'boolean', gone: 'boolean' },
  cursor: { layer: 'string?' },
  suggestions: { suggestions: 'array' },
  applied: { suggestion: 'string', fault: 'string?' },
  refused: { reason: 'string' },
  runs: { runs: 'array', others: 'array' },
  run: { run: 'object' },
};

export const FROM_WEBVIEW: MessageShapes<FromWebview> = {
  ready: {},
  'request-specification': { start: 'boolean' },
  reveal: { origin: 'object' },
  findings: { findings: 'array' },
  layers: { annotations: 'object' },
  apply: { suggestion: 'string' },
  'content-part': { name: 'string', bytes: 'bytes' },
  'save-run': { summary: 'object', content: 'string' },
  'save-checkpoint': { id: 'string', place: 'object', content: 'string' },
  'resume-run': { id: 'string' },
  'export-run': { id: 'string', what: 'string' },
  'open-run': { id: 'string' },
  'rename-run': { id: 'string' },
  'delete-run': { id: 'string' },
  'show-run-text': { id: 'string', other: 'string?' },
  'restore-run-text': { id: 'string' },
  'set-learning-rate': { learningRate: 'number' },
  export: { name: 'string', bytes: 'bytes' },
  fault: { message: 'string' },
};
