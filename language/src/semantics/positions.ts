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
  return collect(roots, ELSEWHERE);
}

/** Every range in a tree. */
export function treePositions(...roots: readonly unknown[]): Position[] {
  return collect(roots, NOWHERE);
}

export function tokenPositions(tokens: readonly Token[]): Position[] {
  return tokens.flatMap((token): Position[] => [token, ...token.comments]);
}

const NOWHERE: ReadonlySet<string> = new Set();

/** Every range, once, among objects and what they consist of: what has a `start` and an `end` stands somewhere in the text. */
function collect(roots: readonly unknown[], left: ReadonlySet<string>): Position[] {
  const positions: Position[] = [];
  const seen = new Set<object>();
  const waiting: unknown[] = [...roots];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value) || value instanceof Map) {
      for (const part of value.values()) waiting.push(part);
    } else {
      if (isPosition(value)) positions.push(value);
      const properties = value as Readonly<Record<string, unknown>>;
      for (const name in properties) if (!left.has(name)) waiting.push(properties[name]);
    }
  }
  return positions;
}

function isPosition(value: object): value is Position {
  const { start, end } = value as Partial<Range>;
  return typeof start === 'number' && typeof end === 'number';
}
