/** The data files that the host has sent, piece by piece. */
import type { DataFile, FilePartMessage, WorkerFile } from '../protocol.ts';
import { t } from './localization.ts';

/** Keeps each file as a blob: outside of the page's memory, and shared by all workers without a copy. */
export class ReceivedFiles {
  readonly #parts = new Map<string, Blob[]>();
  readonly #files = new Map<string, { readonly stamp: string; readonly content: Blob }>();

  receive({ path, stamp, bytes, last }: FilePartMessage): void {
    const key = `${path}\n${stamp}`;
    const parts = this.#parts.get(key) ?? [];
    parts.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    this.#parts.set(key, parts);
    if (!last) return;
    this.#parts.delete(key);
    this.#files.set(path, { stamp, content: new Blob(parts) });
  }

  /** @throws where one of the files has not arrived */
  choose(files: readonly DataFile[]): WorkerFile[] {
    return files.map(({ path, stamp }) => {
      const file = this.#files.get(path);
      if (file?.stamp !== stamp) {
        throw new Error(t('The data file “{0}” did not arrive.', path));
      }
      return { path, stamp, content: file.content };
    });
  }
}
