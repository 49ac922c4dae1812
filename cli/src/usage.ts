/** What the library of commands says itself, in the person's language: titles of a help, and errors in how a command is called. */
import { type Command, Help, type Option } from 'commander';
import { t } from '#l10n';

/** Titles of a help's parts. */
const titles: Readonly<Record<string, () => string>> = {
  'Usage:': () => t`Usage:`,
  'Arguments:': () => t`Arguments:`,
  'Options:': () => t`Options:`,
  'Commands:': () => t`Commands:`,
};

/** What is wrong with a call, with the names that it speaks of. Further lines, hints of our own, are in the person's language already. */
const faults: readonly (readonly [RegExp, (...names: string[]) => string])[] = [
  [/^missing required argument '(.*)'/, (name = '') => t`the argument '${name}' is missing`],
  [/^option '(.*)' argument missing/, (name = '') => t`the option '${name}' needs a value`],
  [/^required option '(.*)' not specified/, (name = '') => t`the option '${name}' is missing`],
  [/^unknown option '(.*)'/, (name = '') => t`unknown option '${name}'`],
  [/^unknown command '(.*)'/, (name = '') => t`unknown command '${name}'`],
  [
    /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got (\d+)/,
    (name = '', most = '', found = '') =>
      t`too many arguments: '${name}' takes ${most}, not ${found}`,
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\.( .*)?$/m,
    (name = '', value = '', why = '') =>
      t`'${value}' does not go with the option '${name}'.` + allowed(why),
  ],
];

const suggested = /\(Did you mean (?:one of )?(.*)\?\)/;

function allowed(why: string): string {
  const [, values] = /^ Allowed choices are (.*)\.$/.exec(why) ?? [];
  return values === undefined ? why : ` ${t`It takes ${values}.`}`;
}

/** An error as the library has made it, said by us. */
export function usageError(message: string): string {
  const text = message.replace(/^error: /, '').trimEnd();
  for (const [pattern, say] of faults) {
    const [found, ...names] = pattern.exec(text) ?? [];
    if (found === undefined) continue;
    const [, similar] = suggested.exec(text) ?? [];
    const hint = similar === undefined ? '' : `\n${t`(Did you mean ${similar}?)`}`;
    return `${t`error: ${say(...names)}`}${hint}\n`;
  }
  return message;
}

const help = new Help();

/** A help as the library makes it, with our words for its own. */
const spokenHelp: Partial<Help> = {
  styleTitle: (title) => titles[title]?.() ?? title,
  optionDescription: (option: Option) => extras(help.optionDescription(option)),
};

/** `(choices: "a", "b", default: "a")` behind a description. */
function extras(description: string): string {
  return description
    .replace(/(?<=\()choices: /, `${t`choices`}: `)
    .replace(/(?<=\(|, )default: /, `${t`default`}: `);
}

/** Lets a program, and the commands that are added to it afterwards, say all of this. */
export function speakUsage(program: Command): Command {
  return program
    .configureHelp(spokenHelp)
    .configureOutput({ outputError: (message, write) => write(usageError(message)) })
    .helpOption('-h, --help', t`tell how a command is used`)
    .helpCommand('help [command]', t`tell how a command is used`)
    .showHelpAfterError(t`(nnspec --help tells more)`);
}
