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
    await workspace.fs.writeFile(this.#unfinished(name), bytes);
    await workspace.fs.rename(this.#unfinished(name), this.#file(name), { overwrite: true });
  }

  /** Null where there is no such file. */
  async read(name: string): Promise<Uint8Array | null> {
    return (await readBytes(this.#file(name))) ?? this.#recover(name);
  }

  async remove(name: string): Promise<void> {
    for (const file of [this.#file(name), this.#unfinished(name)]) {
      try {
        await workspace.fs.delete(file);
      } catch {
        // Gone already.
      }
    }
  }

  /**
   * VS Code replaces a file in two steps: it removes the old one, and gives the new one its name. A window that closed between
   * them has left the new one, which is whole, beside the place of the old one.
   */
  async #recover(name: string): Promise<Uint8Array | null> {
    const bytes = await readBytes(this.#unfinished(name));
    try {
      if (bytes) await workspace.fs.rename(this.#unfinished(name), this.#file(name));
    } catch {
      // The window that closes has come to it after all.
    }
    return bytes;
  }

  #file(name: string): Uri {
    return Uri.joinPath(this.#folder, name);
  }

  #unfinished(name: string): Uri {
    return this.#file(`${name}.unfinished`);
  }
}

async function readBytes(file: Uri): Promise<Uint8Array | null> {
  try {
    // Under Node this is a Buffer, which messages to a webview would turn into JSON.
    return new Uint8Array(await workspace.fs.readFile(file));
  } catch {
    return null;
  }
}
