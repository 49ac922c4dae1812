/** Files of runs and their checkpoints, which are never half written: a window may close at any moment. */
import { Uri, workspace } from 'vscode';

/** A folder of files by name. */
export class RunFiles {
  readonly #folder: Uri;

  constructor(folder: Uri) {
    this.#folder = folder;
  }

  /** Writes beside the file first, and puts that in its place once it is whole. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await workspace.fs.createDirectory(this.#folder);
    const unfinished = this.#file(`${name}.unfinished`);
    await workspace.fs.writeFile(unfinished, bytes);
    await workspace.fs.rename(unfinished, this.#file(name), { overwrite: true });
  }

  /** Null where there is no such file. */
  async read(name: string): Promise<Uint8Array | null> {
    try {
      // Under Node this is a Buffer, which messages to a webview would turn into JSON.
      return new Uint8Array(await workspace.fs.readFile(this.#file(name)));
    } catch {
      return null;
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await workspace.fs.delete(this.#file(name));
    } catch {
      // Gone already.
    }
  }

  #file(name: string): Uri {
    return Uri.joinPath(this.#folder, name);
  }
}
