import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Analysis,
  analyze,
  type DataProblem,
  type DataSummary,
  dataProblem,
  fileNotFound,
  summarize,
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
  throw new Failure(`${path}: this is not a text file in UTF-8.`);
}

/** Analyses specifications with all that is known about their data files and the specifications they name. */
export class Specifications {
  readonly #summaries = new Map<string, DataSummary | DataProblem>();
  readonly #texts = new Map<string, string | null>();
  /** Files that an analysis asked for and that were not read yet: absolute path → path as written. */
  readonly #wantedData = new Map<string, string>();
  readonly #wantedTexts = new Set<string>();

  /** Reads and analyses the file, again until every file it speaks of was looked at. */
  async analyze(path: string): Promise<Analysis> {
    const file = resolve(path);
    this.#texts.set(file, await readSpecification(path));
    for (;;) {
      const analysis = this.#analyze(file, new Set());
      if (this.#wantedData.size + this.#wantedTexts.size === 0) return analysis as Analysis;
      await this.#readWanted();
    }
  }

  /** Analyses a changed text of a file that `analyze` has read, with what is known from then; nothing is read. */
  analyzeText(path: string, text: string): Analysis {
    return this.#analyzeText(resolve(path), text, new Set());
  }

  /** Undefined where there is no such file, it is not read yet, or it is being analysed already (a circle). */
  #analyze(file: string, inProgress: ReadonlySet<string>): Analysis | undefined {
    const text = this.#texts.get(file);
    if (text === undefined) this.#wantedTexts.add(file);
    if (text === undefined || text === null || inProgress.has(file)) return undefined;
    return this.#analyzeText(file, text, inProgress);
  }

  #analyzeText(file: string, text: string, inProgress: ReadonlySet<string>): Analysis {
    const open = new Set([...inProgress, file]);
    const folder = dirname(file);
    return analyze(text, {
      uri: pathToFileURL(file).href,
      dataSummary: (path) => {
        const data = resolve(folder, path);
        const summary = this.#summaries.get(data);
        if (!summary) this.#wantedData.set(data, path);
        return summary;
      },
      module: (path) => this.#analyze(resolve(folder, path), open),
      severities: {},
    });
  }

  async #readWanted(): Promise<void> {
    for (const [file, path] of this.#wantedData) {
      this.#summaries.set(file, await summaryOf(file, path));
    }
    for (const file of this.#wantedTexts) {
      this.#texts.set(file, await readSpecification(file).catch(() => null));
    }
    this.#wantedData.clear();
    this.#wantedTexts.clear();
  }
}

async function summaryOf(file: string, path: string): Promise<DataSummary | DataProblem> {
  try {
    if ((await stat(file)).isDirectory()) {
      return dataProblem(`"${path}" is a folder.`, 'Name a file.');
    }
    return await summarize(path, createReadStream(file, { highWaterMark: 1 << 20 }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fileNotFound(path);
    return dataProblem(`The file "${path}" cannot be read: ${reasonOf(error)}.`, 'Check the path.');
  }
}
