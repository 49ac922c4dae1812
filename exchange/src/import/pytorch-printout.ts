import { t } from '#l10n';
import { ImportError } from './statements.ts';

/** A line of a module's printout: `(fc1): Linear(in_features=64, out_features=10, bias=True)`. */
export interface PrintedModule {
  /** Null for the outermost. */
  readonly name: string | null;
  readonly className: string;
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
  readonly children: readonly PrintedModule[];
}

/** How deep modules may stand in each other. */
const DEEPEST = 50;

/**
 * Reads what `print(module)` shows.
 * @throws ImportError with the line where it is something else
 */
export function parsePrintout(text: string): PrintedModule {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  let at = 0;

  function fail(what: string): never {
    const shown = (lines[at] ?? '').trim().slice(0, 60);
    throw new ImportError(t`Line ${at + 1}: ${what}, found '${shown}'.`);
  }

  function skipBlank(): void {
    while (at < lines.length && lines[at]?.trim() === '') at++;
  }

  function module(depth: number): PrintedModule {
    if (depth > DEEPEST) fail(t`the modules stand too deep in each other`);
    skipBlank();
    const head = /^\s*(?:\(([\w.-]+)\):\s*)?(?:\d+ x )?([A-Za-z_][\w.]*)\((.*)$/.exec(
      lines[at] ?? '',
    );
    if (!head) return fail(t`a module was expected, such as '(0): Linear(in_features=4, …)'`);
    const [, name = null, className = '', rest = ''] = head;
    at++;
    if (rest.endsWith(')')) {
      const items = splitArguments(rest.slice(0, -1));
      return { name, className, ...argumentsOf(items), children: [] };
    }
    if (rest !== '') {
      at--;
      return fail(t`a closing parenthesis is missing`);
    }
    const children: PrintedModule[] = [];
    for (;;) {
      skipBlank();
      if (at >= lines.length)
        return fail(t`the end of ${className}(…) is missing: ')' was expected`);
      if (lines[at]?.trim() === ')') {
        at++;
        return { name, className, positional: [], named: new Map(), children };
      }
      children.push(module(depth + 1));
    }
  }

  const root = module(0);
  skipBlank();
  if (at < lines.length) fail(t`the printout should end here`);
  return root;
}

/** `3, 16, kernel_size=(3, 3)` at its outer commas. */
function splitArguments(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character !== ',' || depth > 0) continue;
    items.push(text.slice(start, i).trim());
    start = i + 1;
  }
  items.push(text.slice(start).trim());
  return items.filter((item) => item !== '');
}

function argumentsOf(items: readonly string[]): Pick<PrintedModule, 'positional' | 'named'> {
  const positional: string[] = [];
  const named = new Map<string, string>();
  for (const item of items) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(item) ?? [];
    if (name !== undefined && value !== undefined) named.set(name, value);
    else positional.push(item);
  }
  return { positional, named };
}

/** The numbers of `3`, `(3, 5)` or `(4,)`; empty for anything else. */
export function printedNumbers(text: string | undefined): number[] {
  if (text === undefined || !/^[(\d\s,.e)-]+$/.test(text)) return [];
  const numbers = text.replaceAll(/[()]/g, '').split(',');
  return numbers
    .filter((part) => part.trim() !== '')
    .map(Number)
    .filter(Number.isFinite);
}
