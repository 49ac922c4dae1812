/** `nnspec`: the checks and the training of the editor on the command line. */
import { CommanderError } from 'commander';
import { t } from '#l10n';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import { speakAsToldBy } from './language.ts';
import { createProgram } from './program.ts';

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
  if (error instanceof Failure) {
    console.error(error.message);
    return error.exitCode;
  }
  console.error(t`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  return EXIT.unusable;
}

/** The reader of a pipe may leave early (`nnspec check … | head`): that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

speakAsToldBy(process.env);
createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
  });
