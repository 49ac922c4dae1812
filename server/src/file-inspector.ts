import { CheckpointError, readHeaderOf } from '#engine';
import { t } from '#l10n';
import { type DataProblem, dataProblem, fileNotFound, type WeightsSummary } from '#language';
import type { Files } from './files.ts';
import type { FileStatus } from './requests.ts';

/** How long a file's status is believed before it is asked for again, in milliseconds. */
const trustedFor = 2000;

/**
 * Reads as much of the file at `uri` as it needs.
 * @param path how the specification writes it, for messages
 */
export type Look<S> = (uri: string, path: string, fileBytes: number) => Promise<S | DataProblem>;

interface Entry<S> {
  summary: S | DataProblem | undefined;
  /** What the summary was made from; undefined where there was no file. */
  status: FileStatus | undefined;
  checkedAt: number;
  /** Settles when the look at the file that is under way ends. */
  running: Promise<void> | undefined;
}

/**
 * Knows the content of files of one kind: read as a stream in the background, kept until the file changes (by its
 * modification time and size). Never makes its caller wait.
 */
export class FileInspector<S> {
  readonly #files: Files;
  readonly #look: Look<S>;
  readonly #changed: (uri: string) => void;
  readonly #entries = new Map<string, Entry<S>>();

  /** `changed` is told each time another summary of a file is known. */
  constructor(files: Files, look: Look<S>, changed: (uri: string) => void) {
    this.#files = files;
    this.#look = look;
    this.#changed = changed;
  }

  /**
   * What is known about the file at `uri`, undefined where it is not known yet. Starts a look at the file if the last
   * one was some time ago.
   * @param path how the specification writes it, for messages
   */
  summary(uri: string, path: string): S | DataProblem | undefined {
    let entry = this.#entries.get(uri);
    if (!entry) {
      entry = { summary: undefined, status: undefined, checkedAt: -Infinity, running: undefined };
      this.#entries.set(uri, entry);
    }
    if (!entry.running && Date.now() - entry.checkedAt > trustedFor) {
      entry.running = this.#inspect(uri, path, entry);
    }
    return entry.summary;
  }

  /** The file was created, changed or deleted: look again at its next use. */
  invalidate(uri: string): boolean {
    const entry = this.#entries.get(uri);
    if (entry) entry.checkedAt = -Infinity;
    return entry !== undefined;
  }

  /** Settles once more is known of a file that nothing is known of yet; undefined for all others. */
  pending(uri: string): Promise<void> | undefined {
    const entry = this.#entries.get(uri);
    return entry?.summary === undefined ? entry?.running : undefined;
  }

  async #inspect(uri: string, path: string, entry: Entry<S>): Promise<void> {
    const known = entry.summary;
    do {
      entry.checkedAt = Date.now();
      await this.#update(uri, path, entry);
      // What changed while it was looked at was perhaps not seen.
    } while (entry.checkedAt === Number.NEGATIVE_INFINITY);
    entry.running = undefined;
    if (entry.summary !== known) this.#changed(uri);
  }

  async #update(uri: string, path: string, entry: Entry<S>): Promise<void> {
    try {
      const status = await this.#files.status(uri);
      if (entry.summary !== undefined && sameStatus(status, entry.status)) return;
      entry.status = status;
      entry.summary = status ? await this.#look(uri, path, status.size) : fileNotFound(path);
    } catch (error) {
      // A file may go while it is read.
      const isThere = await this.#files.status(uri).catch(() => true);
      entry.summary = isThere ? unreadable(path, error) : fileNotFound(path);
    }
  }
}

function sameStatus(left: FileStatus | undefined, right: FileStatus | undefined): boolean {
  return left?.modified === right?.modified && left?.size === right?.size;
}

function unreadable(path: string, error: unknown): DataProblem {
  const cause = error instanceof Error ? error.message : String(error);
  return dataProblem(t`The file "${path}" cannot be read: ${cause}`, t`Check its permissions.`);
}

/** What a file of weights says in its header; the rest of it is not read. */
export function lookAtWeights(files: Files): Look<WeightsSummary> {
  return async (uri, path, fileBytes) => {
    try {
      const { tensors, metadata } = await readHeaderOf(files.read(uri), fileBytes);
      return { kind: 'weights', tensors, metadata };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      return dataProblem(`"${path}": ${error.message}`, '');
    }
  };
}
