/** The data files of a plan, read through the workspace: they may lie on another machine or on no disk at all. */
import { Uri, workspace } from 'vscode';
import { t } from '#l10n';
import type { PlanFile } from '../../../server/src/requests.ts';
import type { DataFile, FilePartMessage } from '../../../webview/src/protocol.ts';

/** So much at once: the page takes in larger messages only with a pause that can be felt. */
const PART_BYTES = 4 * 1024 * 1024;

/** Hands files to one page and remembers what the page has, so that no byte is sent twice. */
export class DataFiles {
  readonly #send: (part: FilePartMessage) => void;
  readonly #sent = new Map<string, string>();

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

  /** The page has lost what it had. */
  forget(): void {
    this.#sent.clear();
  }

  async #provideOne({ path, uri }: PlanFile): Promise<DataFile> {
    const address = Uri.parse(uri);
    try {
      const { mtime, size } = await workspace.fs.stat(address);
      const stamp = `${uri} ${mtime} ${size}`;
      if (this.#sent.get(path) !== stamp) {
        this.#sendParts(path, stamp, await workspace.fs.readFile(address));
        this.#sent.set(path, stamp);
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
