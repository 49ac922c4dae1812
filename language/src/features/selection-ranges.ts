import type { Node, Specification } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { childrenOf, contains, pathAt } from './tree.ts';

/**
 * What "expand selection" takes in step by step: the ranges of the nodes around an offset, the innermost first.
 * The ranges grow strictly.
 */
export function selectionRangesAt(tree: Specification, offset: number): readonly Range[] {
  const ranges: Range[] = [];
  const comment = tree.tokens
    .flatMap(({ comments }) => comments)
    .find(({ start, end }) => start < offset && offset <= end);
  if (comment) ranges.push({ start: comment.start, end: comment.end });
  for (const node of pathAt(tree, offset).toReversed()) {
    for (const range of [insideOf(node, offset), node.range]) {
      const last = ranges.at(-1);
      const grows = !last || range?.start !== last.start || range.end !== last.end;
      if (range && grows) ranges.push(range);
    }
  }
  return ranges;
}

/** What stands between the brackets of a node, from the first thing to the last. */
function insideOf(node: Node, offset: number): Range | undefined {
  const children = childrenOf(node);
  const [first, last] = [children[0], children.at(-1)];
  if ((node.kind !== 'block' && node.kind !== 'group') || !first || !last) return undefined;
  const range = { start: first.range.start, end: last.range.end };
  return contains(range, offset) ? range : undefined;
}
