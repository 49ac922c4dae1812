import type { Specification } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { pathAt } from './tree.ts';

/**
 * What "expand selection" takes in step by step: the ranges of the nodes around an offset, the innermost first.
 * The ranges grow strictly.
 */
export function selectionRangesAt(tree: Specification, offset: number): readonly Range[] {
  const ranges: Range[] = [];
  for (const { range } of pathAt(tree, offset).toReversed()) {
    const last = ranges.at(-1);
    if (!last || last.start !== range.start || last.end !== range.end) ranges.push(range);
  }
  return ranges;
}
