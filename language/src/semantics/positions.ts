import type { Range, Token } from '../syntax/tokens.ts';

/** A range whose place in the text changes. */
export type Position = { -readonly [K in keyof Range]: Range[K] };

/** Properties of what is resolved that lead elsewhere: to the tree, to other declarations, the catalogue and files. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'base',
  'data',
  'entry',
  'model',
  'problem',
  'summary',
  'syntax',
  'targetSummary',
  'trains',
  'weightsSummary',
]);

/** The ranges in what was made of a declaration's tree, without those of the tree, of other declarations and of files. */
export function resolvedPositions(...roots: readonly unknown[]): Position[] {
  return collect(roots, ELSEWHERE, new Set());
}

/**
 * The ranges in tokens, in the tree that they were read as, and those in what that was resolved to that are among the tokens: each
 * once.
 */
export function allPositions(
  tokens: readonly Token[],
  tree: readonly unknown[],
  resolved: readonly unknown[],
): Position[] {
  const seen = new Set<unknown>();
  const positions = tokenPositions(tokens);
  for (const position of positions) seen.add(position);
  for (const position of collect(tree, NOWHERE, seen)) positions.push(position);
  const [first, last] = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0];
  for (const position of collect(resolved, ELSEWHERE, seen)) {
    if (position.start >= first && position.end <= last) positions.push(position);
  }
  return positions;
}

/** Adds a distance to all positions. By index, since an iterator makes an object of each, and these are all positions of a text. */
export function shift(positions: readonly Position[], distance: number): void {
  for (let index = 0; index < positions.length; index++) {
    const position = positions[index] as Position;
    position.start += distance;
    position.end += distance;
  }
}

export function tokenPositions(tokens: readonly Token[]): Position[] {
  const positions: Position[] = [];
  for (const token of tokens) positions.push(token, ...token.comments);
  return positions;
}

const NOWHERE: ReadonlySet<string> = new Set();

/**
 * Every range among objects and what they consist of: what has a `start` and an `end` stands somewhere in the text.
 * @param seen what is left out; all that is found is added
 */
function collect(
  roots: readonly unknown[],
  left: ReadonlySet<string>,
  seen: Set<unknown>,
): Position[] {
  const positions: Position[] = [];
  const waiting: object[] = [];
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    waiting.push(value);
  };
  for (const root of roots) look(root);
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (isPosition(value)) positions.push(value);
    if (Array.isArray(value) || value instanceof Map) {
      for (const part of value.values()) look(part);
    } else {
      const properties = value as Readonly<Record<string, unknown>>;
      for (const name in properties) if (!left.has(name)) look(properties[name]);
    }
  }
  return positions;
}

function isPosition(value: object): value is Position {
  const { start, end } = value as Partial<Range>;
  return typeof start === 'number' && typeof end === 'number';
}
