import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CheckpointError, readHeaderOf } from '#engine';
import { t } from '#l10n';
import {
  type Analysis,
  analyze,
  type DataProblem,
  type DataSummary,
  dataProblem,
  fileNotFound,
  summarize,
  type WeightsSummary,
} from '#language';
import { Failure, reasonOf } from './failure.ts';

/** Reads a specification's text. Throws a Failure for a file that is missing, a folder, or no text. */
export async function readSpecification(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Failure(`${path}: ${reasonOf(error)}.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Falls through: the bytes are no UTF-8.
  }
  throw new Failure(`${path}: ${t`this is not a text file in UTF-8.`}`);
}

/** Analyses specifications with all that is known about their data files and the specifications they name. */
export class Specifications {
  readonly #data = new Map<string, DataSummary | DataProblem>();
  readonly #weights = new Map<string, WeightsSummary | DataProblem>();
  readonly #texts = new Map<string, string | null>();
  /** Files that an analysis asked for and that were not read yet: absolute path → path as written. */
  readonly #wantedData = new Map<string, string>();
  readonly #wantedWeights = new Map<string, string>();
  readonly #wantedTexts = new Set<string>();
  readonly #looksIntoFiles: boolean;

  /** `looksIntoFiles`: whether data and weights are read; otherwise nothing is known about them. */
  constructor(looksIntoFiles = true) {
    this.#looksIntoFiles = looksIntoFiles;
  }

  /** Reads and analyses the file (or a text in its place), again until every file it speaks of was looked at. */
  async analyze(path: string, text?: string): Promise<Analysis> {
    const file = resolve(path);
    this.#texts.set(file, text ?? (await readSpecification(path)));
    for (;;) {
      const analysis = this.#analyze(file, new Set());
      if (this.#nothingWanted()) return analysis as Analysis;
      await this.#readWanted();
    }
  }

  /** Analyses a changed text of a file that `analyze` has read, with what is known from then; nothing is read. */
  analyzeText(path: string, text: string): Analysis {
    return this.#analyzeText(resolve(path), text, new Set());
  }

  /** Undefined where there is no such file, or it is not read yet. */
  #analyze(file: string, inProgress: ReadonlySet<string>): Analysis | undefined {
    const text = this.#texts.get(file);
    if (text === undefined) this.#wantedTexts.add(file);
    return text === undefined || text === null
      ? undefined
      : this.#analyzeText(file, text, inProgress);
  }

  #analyzeText(file: string, text: string, inProgress: ReadonlySet<string>): Analysis {
    const open = new Set([...inProgress, file]);
    const folder = dirname(file);
    return analyze(text, {
      uri: pathToFileURL(file).href,
      dataSummary: (path) => {
        if (!this.#looksIntoFiles) return undefined;
        const data = resolve(folder, path);
        const summary = this.#data.get(data);
        if (!summary) this.#wantedData.set(data, path);
        return summary;
      },
      weightsSummary: (path) => {
        if (!this.#looksIntoFiles) return undefined;
        const weights = resolve(folder, path);
        const summary = this.#weights.get(weights);
        if (!summary) this.#wantedWeights.set(weights, path);
        return summary;
      },
      module: (path) => {
        const other = resolve(folder, path);
        return open.has(other) ? 'circular' : this.#analyze(other, open);
      },
      severities: {},
    });
  }

  #nothingWanted(): boolean {
    const { size } = this.#wantedTexts;
    return size + this.#wantedData.size + this.#wantedWeights.size === 0;
  }

  async #readWanted(): Promise<void> {
    for (const [file, path] of this.#wantedData) {
      this.#data.set(file, await lookInto(file, path, (chunks) => summarize(path, chunks)));
    }
    for (const [file, path] of this.#wantedWeights) {
      this.#weights.set(file, await lookInto(file, path, weightsOf));
    }
    for (const file of this.#wantedTexts) {
      this.#texts.set(file, await readSpecification(file).catch(() => null));
    }
    this.#wantedData.clear();
    this.#wantedWeights.clear();
    this.#wantedTexts.clear();
  }
}

type Look<S> = (chunks: AsyncIterable<Uint8Array>, fileBytes: number) => Promise<S>;

async function lookInto<S>(file: string, path: string, look: Look<S>): Promise<S | DataProblem> {
  try {
    const status = await stat(file);
    if (status.isDirectory()) return dataProblem(t`"${path}" is a folder.`, t`Name a file.`);
    return await look(createReadStream(file, { highWaterMark: 1 << 20 }), status.size);
  } catch (error) {
    if (error instanceof CheckpointError) return dataProblem(`"${path}": ${error.message}`, '');
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fileNotFound(path);
    return dataProblem(
      t`The file "${path}" cannot be read: ${reasonOf(error)}.`,
      t`Check the path.`,
    );
  }
}

async function weightsOf(
  chunks: AsyncIterable<Uint8Array>,
  fileBytes: number,
): Promise<WeightsSummary> {
  const { tensors, metadata } = await readHeaderOf(chunks, fileBytes);
  return { kind: 'weights', tensors, metadata };
}
