/** The data files of a plan, read through the workspace: they may lie on another machine or on no disk at all. */
import { Uri, workspace } from 'vscode';
import { t } from '#l10n';
import type { PlanFile } from '../../../server/src/requests.ts';
import type { DataFile, FilePartMessage } from '../../../webview/src/protocol.ts';

/** So much at once: the page takes in larger messages only with a pause that can be felt. */
const PART_BYTES = 2 * 1024 * 1024;

/** Hands files to one page and remembers what the page has, so that no byte is sent twice. */
export class DataFiles {
  readonly #send: (part: FilePartMessage) => void;
  readonly #sent = new Map<string, string>();
  readonly #read = new Map<string, Promise<ReadFile>>();

  constructor(send: (part: FilePartMessage) => void) {
    this.#send = send;
  }

  /**
   * Sends what the page does not have yet.
   * @throws where a file cannot be read, naming it
   */
  async provide(files: readonly PlanFile[]): Promise<DataFile[]> {
    return Promise.all(files.map((file) => this.#provideOne(file)));
  }

  /** Begins to read files that the page will soon want; what cannot be read is told by `provide`. */
  prepare(files: readonly PlanFile[]): void {
    for (const { path, uri } of files.filter(({ path }) => !this.#sent.has(path))) {
      const reading = readFile(uri);
      reading.catch(() => {});
      this.#read.set(path, reading);
    }
  }

  /** The page has lost what it had. */
  forget(): void {
    this.#sent.clear();
  }

  async #provideOne({ path, uri }: PlanFile): Promise<DataFile> {
    try {
      const prepared = this.#read.get(path);
      this.#read.delete(path);
      const stamp = await stampOf(uri);
      if (this.#sent.get(path) !== stamp) {
        const early = await prepared;
        const file = early?.stamp === stamp ? early : await readFile(uri);
        this.#sendParts(path, file.stamp, file.content);
        this.#sent.set(path, file.stamp);
        return { path, stamp: file.stamp };
      }
      return { path, stamp };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(t('The data file “{0}” cannot be read: {1}', path, reason));
    }
  }

  #sendParts(path: string, stamp: string, content: Uint8Array): void {
    for (let at = 0; at === 0 || at < content.length; at += PART_BYTES) {
      // Under Node the bytes come as a Buffer, which messages to a webview turn into JSON; a plain array they pass on as it is.
      const bytes = new Uint8Array(content.subarray(at, at + PART_BYTES));
      const last = at + PART_BYTES >= content.length;
      this.#send({ type: 'file-part', path, stamp, bytes, last });
    }
  }
}

interface ReadFile {
  readonly stamp: string;
  readonly content: Uint8Array;
}

async function readFile(uri: string): Promise<ReadFile> {
  const [stamp, content] = await Promise.all([stampOf(uri), workspace.fs.readFile(Uri.parse(uri))]);
  return { stamp, content };
}

/** Another one where the file has changed. */
async function stampOf(uri: string): Promise<string> {
  const { mtime, size } = await workspace.fs.stat(Uri.parse(uri));
  return `${uri} ${mtime} ${size}`;
}
