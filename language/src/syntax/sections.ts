import type { Item, Specification, SyntaxProblem } from './ast.ts';
import { Cursor } from './cursor.ts';
import { isLineBreak } from './line-breaks.ts';
import { parseItem } from './parser.ts';
import { SCANNER_LOOKAHEAD, scan } from './scanner.ts';
import type { Token } from './tokens.ts';

/** A declaration, or a stretch that is none and was skipped: what is parsed by itself, and kept while others are edited. */
export interface Section {
  readonly tokens: readonly Token[];
  readonly item: Item | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** How far behind its last token the furthest one ends that parsing it looked at. */
  readonly reach: number;
}

/** A text with its tree, and the sections that the tree is made of. */
export interface Parsed {
  readonly text: string;
  readonly tree: Specification;
  readonly sections: readonly Section[];
}

/** The syntax tree of a text. Never throws: what cannot be read is reported and skipped to the end of its statement. */
export function parse(text: string): Specification {
  return parseSections(text).tree;
}

/** As `parse`, with the sections. */
export function parseSections(text: string): Parsed {
  return assemble(text, [], scan(text), []);
}

/** Adds a distance to all positions in sections, and in the token that ends the file. */
export type Move = (sections: readonly Section[], end: Token, distance: number) => void;

/**
 * Parses an edited text anew where the edit concerns it, with the result that `parseSections` has. Sections before the edit are
 * kept as they are; those behind it are kept and moved. That changes the positions in them: `previous` is used up.
 */
export function reparseSections(text: string, previous: Parsed, move: Move): Parsed {
  if (text === previous.text) return previous;
  const { sections, tree } = previous;
  const { head, tail } = unchanged(previous, text);
  const before = sections.slice(0, head);
  const after = sections.slice(tail);
  // In place, since the list is long and the rest of it stays.
  const tokens = tree.tokens as Token[];
  const first = countTokens(before);
  const start = lastEnd(before.at(-1));
  if (after.length === 0) {
    replaceTokens(tokens, first, tokens.length, scan(text, start));
    return assemble(text, before, tokens, []);
  }
  const distance = text.length - previous.text.length;
  const scanned = scan(text, start, lastEnd(sections[tail - 1]) + distance);
  move(after, tokens.at(-1) as Token, distance);
  replaceTokens(tokens, first, tokens.length - countTokens(after) - 1, scanned);
  return assemble(text, before, tokens, after);
}

/** Puts tokens in the place of those from `first` up to `last`. */
function replaceTokens(
  tokens: Token[],
  first: number,
  last: number,
  added: readonly Token[],
): void {
  const common = Math.min(last - first, added.length);
  for (let index = 0; index < common; index++) tokens[first + index] = added[index] as Token;
  tokens.splice(first + common, last - first - common);
  for (let index = common; index < added.length; index += MOST_ARGUMENTS) {
    tokens.splice(first + index, 0, ...added.slice(index, index + MOST_ARGUMENTS));
  }
}

/** So many, any engine lets a function be given. */
const MOST_ARGUMENTS = 10_000;

function countTokens(sections: readonly Section[]): number {
  return sections.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

function lastEnd(section: Section | undefined): number {
  return section?.tokens.at(-1)?.end ?? 0;
}

/** How many sections at the start (`head`), and which at the end (from `tail` on), are the same in an edited text. */
function unchanged({ text: old, sections }: Parsed, text: string): { head: number; tail: number } {
  const shorter = Math.min(old.length, text.length);
  const prefix = commonLength(shorter, (from, to) => old.slice(from, to) === text.slice(from, to));
  const suffix = commonLength(
    shorter - prefix,
    (from, to) =>
      old.slice(old.length - to, old.length - from) ===
      text.slice(text.length - to, text.length - from),
  );
  let rest = old.length - suffix;
  const isBefore = (section: Section) =>
    lastEnd(section) + section.reach + SCANNER_LOOKAHEAD < prefix;
  const firstTouched = sections.findIndex((section) => !isBefore(section));
  const head = firstTouched < 0 ? sections.length : firstTouched;
  // No token goes on over a line break: behind one, the old and the new tokens are the same.
  while (rest < old.length && !isLineBreak(old.charCodeAt(rest))) rest++;
  let tail = sections.length;
  while (tail > head && lastEnd(sections[tail - 2]) > rest) tail--;
  return { head, tail };
}

/** How long a stretch of at most so many characters is that two texts share; in strides, since strings are compared at once. */
function commonLength(most: number, same: (from: number, to: number) => boolean): number {
  let length = 0;
  for (let stride = 1 << 12; stride >= 1; stride >>= 1) {
    while (length + stride <= most && same(length, length + stride)) length += stride;
  }
  return length;
}

/**
 * A whole text from its tokens and its first sections. From where a section of those `after` begins, they are what would be
 * parsed.
 */
function assemble(
  text: string,
  before: readonly Section[],
  tokens: readonly Token[],
  after: readonly Section[],
): Parsed {
  const sections = [...before];
  const known = new Map(after.map((section, position) => [section.tokens[0], position]));
  let index = countTokens(before);
  while (tokens[index]?.kind !== 'end') {
    const same = known.get(tokens[index]);
    if (same !== undefined) {
      sections.push(...after.slice(same));
      break;
    }
    const section = parseSection(tokens, index);
    sections.push(section);
    index += section.tokens.length;
  }
  return { text, sections, tree: treeOf(text, sections, tokens) };
}

function parseSection(all: readonly Token[], index: number): Section {
  const cursor = new Cursor(all, index);
  const item = parseItem(cursor);
  const { problems, position, reach } = cursor;
  return { tokens: all.slice(index, position), item, problems, reach: reach.end - cursor.lastEnd };
}

function treeOf(
  text: string,
  sections: readonly Section[],
  tokens: readonly Token[],
): Specification {
  const told = new Set<number>();
  const problems = sections
    .flatMap((section) => section.problems)
    .filter(({ range }) => !told.has(range.start) && told.add(range.start))
    .sort((a, b) => a.range.start - b.range.start);
  const items = sections.flatMap(({ item }) => item ?? []);
  const range = { start: 0, end: text.length };
  return { kind: 'specification', items, tokens, problems, range, broken: false };
}
