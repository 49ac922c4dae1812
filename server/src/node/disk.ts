import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Files } from '../files.ts';

/** Folders no one keeps specifications in, and which are large. */
const skippedFolders = new Set(['node_modules', '.git', '.venv', '__pycache__', 'dist']);

/** Enough for any workspace of people; a home folder opened by mistake must not be read to its end. */
const mostSpecifications = 2000;
const mostFolders = 20_000;

/** Files of the local disk (`file:` URIs). */
export const disk: Files = {
  async status(uri) {
    const path = pathOf(uri);
    const found = path === undefined ? undefined : await stat(path).catch(absent);
    return found?.isFile() ? { modified: found.mtimeMs, size: found.size } : undefined;
  },

  read(uri) {
    return createReadStream(fileURLToPath(uri), { highWaterMark: 1 << 20 });
  },

  async folder(uri) {
    const path = pathOf(uri);
    const entries =
      path === undefined ? [] : await readdir(path, { withFileTypes: true }).catch(absent);
    return (entries ?? []).map((entry) => ({ name: entry.name, folder: entry.isDirectory() }));
  },

  async specifications(folders) {
    const found: string[] = [];
    const waiting = folders.flatMap((folder) => pathOf(folder) ?? []);
    for (let visited = 0; visited < mostFolders && found.length < mostSpecifications; visited++) {
      const folder = waiting.shift();
      if (folder === undefined) break;
      for (const entry of (await readdir(folder, { withFileTypes: true }).catch(absent)) ?? []) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !skippedFolders.has(entry.name)) waiting.push(path);
        else if (entry.isFile() && path.endsWith('.nnspec')) found.push(pathToFileURL(path).href);
      }
    }
    return found;
  },
};

/** Undefined for an address that can be no file's: with a null byte, or on another host. */
function pathOf(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

/** A file or folder that is missing or not ours to see is absent; other failures stay errors. */
function absent(error: NodeJS.ErrnoException): undefined {
  const codes = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];
  if (codes.includes(error.code ?? '')) return undefined;
  throw error;
}
