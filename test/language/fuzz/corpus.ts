import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('./corpus/', import.meta.url);

export interface Input {
  readonly name: string;
  readonly text: string;
}

/** Inputs that are short to describe and long to write. */
const LONG: Readonly<Record<string, () => string>> = {
  'a line of 100,000 characters': () => `let a = ${'1 + '.repeat(25_000)}1`,
  'a word of 100,000 letters': () => `model ${'a'.repeat(100_000)} { input(2) }`,
  'a comment of 100,000 characters': () => `/// ${'x'.repeat(100_000)}\nlet a = 1`,
  '100,000 line breaks': () => '\n'.repeat(100_000),
  '20,000 opening parentheses': () => `let a = ${'('.repeat(20_000)}`,
  '20,000 nested parentheses': () => `let a = ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  '20,000 signs': () => `let a = ${'-'.repeat(20_000)}1`,
  '5,000 nested calls': () => `data D { source ${'f('.repeat(5_000)}${')'.repeat(5_000)} }`,
  '5,000 nested residual blocks': () =>
    `model M { input(2) ${'residual { '.repeat(5_000)}dense(2)${' }'.repeat(5_000)} }`,
  '5,000 unclosed repeat blocks': () => `model M { input(2) ${'repeat 2 { '.repeat(5_000)}`,
  '3,000 models in a chain, backwards': () =>
    Array.from({ length: 3_000 }, (_, index) => `model M${index} from M${index + 1} { }`).join(
      '\n',
    ),
  '2,000 models of one name': () => 'model M { input(2)  dense(1) }\n'.repeat(2_000),
  '2,000 unknown names': () => 'train Nowhere on Nothing { optimizer admm }\n'.repeat(2_000),
  '10,000 constants': () =>
    Array.from({ length: 10_000 }, (_, index) => `let c${index} = c${index - 1} + 1`).join('\n'),
};

/** All inputs: the files of the folder, as they are, and the long ones. */
export function corpus(): Input[] {
  const files = readdirSync(folder).sort();
  return [
    ...files.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf16le') })),
    ...Object.entries(LONG).map(([name, make]) => ({ name, text: make() })),
  ];
}

/** Keeps an input that something failed for. In UTF-16, since UTF-8 has no lone surrogates. */
export function keep(text: string): string {
  const name = `${createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 12)}.txt`;
  writeFileSync(new URL(name, folder), text, 'utf16le');
  return name;
}
