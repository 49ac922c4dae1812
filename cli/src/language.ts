/** In which language the command line speaks. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { speak } from '#l10n';

/** Where `l10n` is, seen from the program: the bundle dist/cli.cjs, or one of the repository's sources. */
const PLACES = ['../l10n', '../../l10n'];

/** Our own variable, then those of POSIX, the first that is set deciding. */
const VARIABLES = ['NNSPEC_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** `id` of `id_ID.UTF-8`; null where nothing is wanted, or no language in particular (`C`). */
export function languageOf(environment: NodeJS.ProcessEnv): string | null {
  const wanted = VARIABLES.map((name) => environment[name]).find((value) => value);
  return /^([a-z]{2,3})(?![a-z])/i.exec(wanted ?? '')?.[1]?.toLowerCase() ?? null;
}

let spoken = 'en';

/** The language of what is said: `en`, `id`. */
export function spokenLanguage(): string {
  return spoken;
}

/** Speaks the language of the environment from now on, where there are translations; else English, for which nothing is read. */
export function speakAsToldBy(environment: NodeJS.ProcessEnv): void {
  const language = languageOf(environment);
  if (language === null || language === 'en') return;
  const program = dirname(realpathSync(process.argv[1] ?? '.'));
  const files = PLACES.map((place) => join(program, place, `${language}.json`));
  const file = files.find((path) => existsSync(path));
  if (!file) return;
  speak(JSON.parse(readFileSync(file, 'utf8')));
  spoken = language;
}
