/** Python text: numbers, calls and blocks as a person would write and `black` would lay out. */
import { laidOut, WIDTH } from './layout.ts';

/** A value as a literal: `1e-3`, `64`, `True`, `None`, `"label"`, `(8, 8, 1)`, `["a", "b"]`. */
export type Literal = number | string | boolean | null | readonly Literal[];

/** Whole numbers as they are, others with the fewest digits that say the same; small ones as `1e-4`. */
export function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'float("inf")';
  if (value === Number.NEGATIVE_INFINITY) return 'float("-inf")';
  const plain = String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 0.01) return plain;
  const exponent = value.toExponential();
  return exponent.length < plain.length ? exponent : plain;
}

/** A number that has to be a float in Python even where it is whole: `1.0`. */
export function float(value: number): string {
  const text = number(value);
  return Number.isInteger(value) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The first six significant digits: for bounds of random numbers. */
export function rounded(value: number): string {
  return number(Number(value.toPrecision(6)));
}

/** A text in double quotes. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A tuple: `(3,)`, `(3, 5)`. */
export function tuple(values: readonly Literal[]): string {
  return `(${values.map(literal).join(', ')}${values.length === 1 ? ',' : ''})`;
}

export function literal(value: Literal): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return text(value);
  return `[${value.map(literal).join(', ')}]`;
}

/**
 * `name(a, b)`; one argument a line where it would be too long.
 * @param column where the line that it stands on begins, the words before the call included
 */
export function call(name: string, items: readonly string[], column = 0): string {
  return bracketed(`${name}(`, items, ')', column);
}

/** A list, tuple or dictionary between its brackets, laid out as `call` does it. */
export function bracketed(
  open: string,
  items: readonly string[],
  close: string,
  column = 0,
): string {
  const line = `${open}${items.join(', ')}${close}`;
  const first = line.split('\n')[0] as string;
  if (column + first.length <= WIDTH && (!line.includes('\n') || items.length < 2)) return line;
  const inner = items.map((item) => `${indented(item)},`);
  return [open, ...inner, close].join('\n');
}

/** Every line that is not empty, `levels` steps further in. */
export function indented<T extends string | null | false>(lines: T, levels = 1): T {
  if (typeof lines !== 'string') return lines;
  return lines.replaceAll(/^(?=.)/gm, '    '.repeat(levels)) as T;
}

/** Parts of a module: two empty lines between each other. */
export function sections(parts: readonly (string | null)[]): string {
  const written = parts.filter((part) => part !== null && part.trim() !== '');
  return laidOut(`${written.map((part) => (part as string).trim()).join('\n\n\n')}\n`);
}

/** Lines without those that are left out. */
export function lines(...parts: readonly (string | null | false)[]): string {
  return parts.filter((part) => typeof part === 'string').join('\n');
}

/** Words as a paragraph of comment or documentation, no line longer than allowed. */
export function wrapped(words: string, prefix = ''): string {
  const result: string[] = [];
  let line = prefix;
  for (const word of words.split(/\s+/)) {
    const next = line === prefix ? `${line}${word}` : `${line} ${word}`;
    if (next.length > WIDTH && line !== prefix) {
      result.push(line);
      line = `${prefix}${word}`;
    } else line = next;
  }
  return [...result, line].join('\n');
}
