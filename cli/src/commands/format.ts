import { writeFile } from 'node:fs/promises';
import { plural, t } from '#l10n';
import { formatText } from '#language';
import { EXIT, type ExitCode, Failure, reasonOf } from '../failure.ts';
import { readSpecification } from '../specification.ts';

export interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

/** Prints the formatted text; with `write` stores it, with `check` only says which files would change. */
export async function format(paths: readonly string[], options: FormatOptions): Promise<ExitCode> {
  if (paths.length > 1 && !options.check && !options.write) {
    throw new Failure(t`Several files are formatted with --write, or looked at with --check.`);
  }
  const changed: string[] = [];
  for (const path of paths) {
    const text = await readSpecification(path);
    const formatted = formatText(text);
    if (formatted !== text) changed.push(path);
    if (!options.check && !options.write) process.stdout.write(formatted);
    if (options.write && !options.check && formatted !== text) await store(path, formatted);
  }
  if (options.check) {
    for (const path of changed) console.log(t`${path} is not formatted.`);
    return changed.length > 0 ? EXIT.findings : EXIT.fine;
  }
  if (options.write) {
    const files = plural(paths.length, t`{0} file`, t`{0} files`);
    console.log(t`Formatted ${changed.length} of ${files}.`);
  }
  return EXIT.fine;
}

async function store(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure(t`${path} cannot be written: ${reasonOf(error)}.`);
  }
}
