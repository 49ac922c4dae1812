import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { t } from '#l10n';
import { Failure, reasonOf } from './failure.ts';

/**
 * Writes a file so that at any moment, whatever happens to the process or the machine, the path holds the old content or the
 * new: into a file beside it, to the disk, then under the name. Missing folders are made.
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new Failure(t`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

/** Brings the new name to the disk as well; systems that cannot open folders keep names by themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
