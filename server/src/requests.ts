/**
 * The requests between client and server that the Language Server Protocol does not have. Plain data: types and
 * method names only, so that the client imports nothing of the server's code.
 *
 * Client → server: `ServerRequests`. Server → client: `ClientRequests`; the server sends those only to a client whose
 * `initializationOptions` say `{ files: true }` (`ServerOptions`), and a server under Node only for files that are
 * not on its disk (virtual workspaces).
 */
import type { RuntimeFinding, Suggestion } from '#diagnosis';
import type { Texts } from '#l10n';
import type { Severity } from '#language';
import type { Plan } from '#plan';

/** A place in a text as the protocol counts it: lines and UTF-16 units from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** What the client may hand over as `initializationOptions`. */
export interface ServerOptions {
  /** The client answers `ClientRequests`. */
  readonly files?: boolean;
  /** URI of the folder of the server's own bundles, where it cannot know that itself: in a browser. */
  readonly bundles?: string;
  /** URI of the folder with a page for each rule (`<rule id>.md`), which diagnostics link to. */
  readonly documentation?: string;
  /** What the server says, in the person's language by the English text; what is missing is said in English. */
  readonly texts?: Texts;
}

/**
 * How Node is told to keep the server small: V8 collects what an edit leaves behind when a third of what is in use has
 * gathered, instead of several times as much (at 10,000 lines 120 MB instead of 290, for a fifth more of the processor).
 */
export const memoryFlags: readonly string[] = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=30',
];

// ── Client → server ───────────────────────────────────────────────────────────────────────────────

/**
 * Requests the client sends, by method. An unknown `uri` and malformed parameters are answered with an error
 * (InvalidParams) that says so.
 */
export interface ServerRequests {
  'nnspec/plan': { readonly params: PlanParams; readonly result: PlanResult };
  'nnspec/trains': { readonly params: TrainsParams; readonly result: readonly TrainSummary[] };
  'nnspec/suggest': { readonly params: SuggestParams; readonly result: SuggestResult };
  'nnspec/status': { readonly params: TrainsParams; readonly result: SpecificationStatus };
  'nnspec/table': { readonly params: TableParams; readonly result: TableResult };
  'nnspec/formats': { readonly params: null; readonly result: readonly FormatSummary[] };
  'nnspec/export': { readonly params: ExportParams; readonly result: ExportResult };
  'nnspec/import': { readonly params: ImportParams; readonly result: ImportResult };
}

/** What a specification can be exported to. */
export interface FormatSummary {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Behind the specification's name: `_keras.py`. */
  readonly suffix: string;
  /** Whether it is a trained model, not a script. */
  readonly needsWeights: boolean;
}

export interface ExportParams {
  readonly uri: string;
  readonly train: number;
  readonly format: string;
  /** The name that the script is to have. */
  readonly script: string;
  /** A safetensors file in base64, for formats that need weights. */
  readonly weights?: string;
}

export type ExportResult =
  | { readonly ok: true; readonly text?: string; readonly base64?: string }
  | { readonly ok: false; readonly problem: string };

export interface ImportParams {
  /** A Keras model's JSON, or a PyTorch printout. */
  readonly text: string;
}

export type ImportResult =
  | { readonly ok: true; readonly text: string; readonly remarks: number }
  | { readonly ok: false; readonly problem: string };

export interface PlanParams {
  readonly uri: string;
  /** Which train block of the file, counted from 0. */
  readonly train: number;
  /** Compile this text in place of the document's (the text of a stored run, a candidate edit). */
  readonly text?: string;
}

export type PlanResult =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** The data files the plan reads, each with its path as the plan has it. */
      readonly files: readonly PlanFile[];
      /** The document version compiled; null when `text` was given or the file is not open. */
      readonly version: number | null;
    }
  | {
      readonly ok: false;
      /** Why it cannot be trained: the errors that concern this train block, at least one. */
      readonly findings: readonly FindingSummary[];
    };

export interface PlanFile {
  readonly path: string;
  readonly uri: string;
}

export interface FindingSummary {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
}

export interface TrainsParams {
  readonly uri: string;
}

/** A train block of a file; its place in the list is the `train` of the other requests. */
export interface TrainSummary {
  readonly model: string;
  readonly data: string;
  /** From the word `train` to the closing brace: for choosing the block at the cursor. */
  readonly range: TextRange;
}

export interface SuggestParams {
  readonly uri: string;
  readonly train: number;
  readonly findings: readonly RuntimeFinding[];
  /** Suggest edits of this text in place of the document's (the text a run was started from). */
  readonly text?: string;
}

export interface SuggestResult {
  /** The document version that the edits' offsets count in; null as in `PlanResult`. */
  readonly version: number | null;
  readonly suggestions: readonly Suggestion[];
}

/** What is known of a specification by now; nothing is waited for. */
export interface SpecificationStatus {
  /** How many models the file declares. */
  readonly models: number;
  readonly files: readonly FileState[];
}

/** A data file that a specification reads. */
export interface FileState {
  /** As written in the specification. */
  readonly path: string;
  readonly state: 'read' | 'reading' | 'unreadable';
  /** Null while it is not known. */
  readonly rows: number | null;
}

export interface TableParams {
  /** Of a csv or tsv file. */
  readonly uri: string;
}

/** The columns of a table, or why it cannot be read. */
export type TableResult =
  | { readonly rows: number; readonly columns: readonly TableColumn[] }
  | { readonly problem: string };

export interface TableColumn {
  readonly name: string;
  /** A number in every row. */
  readonly numeric: boolean;
  /** How many different values there are. */
  readonly distinct: number;
}

// ── Server → client ───────────────────────────────────────────────────────────────────────────────

/** Requests the server sends to read a workspace it has no disk for. */
export interface ClientRequests {
  /** A file's bytes in base64 (`length` bytes from `offset`; fewer at the end); null when there is no such file. */
  'nnspec/readFile': {
    readonly params: { readonly uri: string; readonly offset: number; readonly length: number };
    readonly result: string | null;
  };
  /** Null when there is no such file. */
  'nnspec/fileStatus': {
    readonly params: { readonly uri: string };
    readonly result: FileStatus | null;
  };
  /** The entries of a folder; empty when there is none. */
  'nnspec/readFolder': {
    readonly params: { readonly uri: string };
    readonly result: readonly FolderEntry[];
  };
  /** URIs of all `.nnspec` files of the workspace. */
  'nnspec/specifications': { readonly params: null; readonly result: readonly string[] };
}

export interface FileStatus {
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly size: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

// ── Commands of code lenses and code actions ──────────────────────────────────────────────────────

/** Commands the client registers; the arguments are `[uri, train]`. */
export const trainCommand = 'nnspec.train';
export const diagnoseCommand = 'nnspec.diagnose';
