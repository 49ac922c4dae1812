/** The data files of a plan, read through the workspace: they may lie on another machine or on no disk at all. */
import { Uri, workspace } from 'vscode';
import type { PlanFile } from '../../../server/src/requests.ts';
import type { DataFile } from '../../../webview/src/protocol.ts';

/** Reads files for one page and remembers what the page has, so that no byte is sent twice. */
export class DataFiles {
  readonly #sent = new Map<string, string>();

  /** @throws where a file cannot be read, naming it */
  async read(files: readonly PlanFile[]): Promise<DataFile[]> {
    return Promise.all(files.map((file) => this.#readOne(file)));
  }

  /** The page has lost what it had. */
  forget(): void {
    this.#sent.clear();
  }

  async #readOne({ path, uri }: PlanFile): Promise<DataFile> {
    const address = Uri.parse(uri);
    try {
      const { mtime, size } = await workspace.fs.stat(address);
      const stamp = `${uri} ${mtime} ${size}`;
      if (this.#sent.get(path) === stamp) return { path, stamp, bytes: null };
      // Under Node the bytes come as a Buffer, which messages to a webview turn into JSON; a plain array they pass on as it is.
      const bytes = new Uint8Array(await workspace.fs.readFile(address));
      this.#sent.set(path, stamp);
      return { path, stamp, bytes };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The data file “${path}” cannot be read: ${reason}`);
    }
  }
}
