import { access } from 'node:fs/promises';
import { t } from '#l10n';
import { writeAtomically } from './atomic-write.ts';
import { EXIT, type ExitCode, Failure } from './failure.ts';

export interface OutputOptions {
  /** A path, or `-` for the standard output. */
  readonly output?: string;
  /** Replace a file that is there already. */
  readonly force?: boolean | undefined;
}

/** Stores what a command has made. Throws a Failure rather than replace a file that nobody said to replace. */
export async function writeOutput(
  path: string,
  content: string | Uint8Array,
  { force }: OutputOptions,
): Promise<ExitCode> {
  if (path === '-') {
    process.stdout.write(content);
    return EXIT.fine;
  }
  await refuseExisting(path, { force });
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await writeAtomically(path, bytes);
  console.error(t`Wrote ${path}.`);
  return EXIT.fine;
}

/** Throws a Failure where a file is there that nobody said to replace: to be asked before the work, too. */
export async function refuseExisting(path: string, { force }: OutputOptions): Promise<void> {
  if (path === '-' || force || !(await exists(path))) return;
  throw new Failure(t`${path} is there already: --force replaces it, -o names another file.`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
