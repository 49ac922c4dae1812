import { writeFile } from 'node:fs/promises';
import { formatText } from '#language';
import { EXIT, type ExitCode, Failure, reasonOf } from '../failure.ts';
import { plural } from '../reports/report.ts';
import { readSpecification } from '../specification.ts';

export interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

/** Prints the formatted text; with `write` stores it, with `check` only says which files would change. */
export async function format(paths: readonly string[], options: FormatOptions): Promise<ExitCode> {
  if (paths.length > 1 && !options.check && !options.write) {
    throw new Failure('Several files are formatted with --write, or looked at with --check.');
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
    for (const path of changed) console.log(`${path} is not formatted.`);
    return changed.length > 0 ? EXIT.findings : EXIT.fine;
  }
  if (options.write) console.log(`Formatted ${changed.length} of ${plural(paths.length, 'file')}.`);
  return EXIT.fine;
}

async function store(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}
