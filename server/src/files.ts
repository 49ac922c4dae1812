import type { FileStatus, FolderEntry } from './requests.ts';

/**
 * Where the server's files come from: the disk under Node, the client elsewhere. All addresses are URIs. A file that
 * is not there is `undefined` or empty; anything else that goes wrong rejects with an error a person can read.
 */
export interface Files {
  status(uri: string): Promise<FileStatus | undefined>;
  /** The file's bytes, in chunks. */
  read(uri: string): AsyncIterable<Uint8Array>;
  folder(uri: string): Promise<readonly FolderEntry[]>;
  /** URIs of the `.nnspec` files under these folders. */
  specifications(folders: readonly string[]): Promise<readonly string[]>;
}

/** A whole file as text (UTF-8). */
export async function readText(files: Files, uri: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of files.read(uri)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
