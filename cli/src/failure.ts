import { t } from '#l10n';

/** Something a person has to change before the command can do its work: shown as one message, never as a stack. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.unusable) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** What the process answers its caller with. */
export const EXIT = {
  fine: 0,
  /** Findings at error severity, too many warnings, text that is not formatted, a training that failed. */
  findings: 1,
  /** Wrong arguments, or a file that cannot be read. */
  unusable: 2,
  /** Interrupted by the person (128 + SIGINT). */
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Reasons of the operating system in words. */
const REASONS: Readonly<Record<string, () => string>> = {
  ENOENT: () => t`there is no such file`,
  EISDIR: () => t`this is a folder; name the files in it`,
  EACCES: () => t`permission denied`,
  EPERM: () => t`permission denied`,
  ENOTDIR: () => t`a part of the path is not a folder`,
  EMFILE: () => t`too many files are open`,
};

/** Why a file could not be read or written. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? '']?.() ?? message;
}
