import type { Specification } from '../syntax/ast.ts';
import type { Lines } from '../syntax/lines.ts';
import type { Comment } from '../syntax/tokens.ts';
import { walk } from './tree.ts';

/** Lines counted from 0; `endLine` is the last one that disappears. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'block' | 'comment' | 'region';
}

/** Blocks in braces or parentheses, whose closing line stays to be seen, comments of several lines, and marked regions. */
export function foldingRanges(tree: Specification, lines: Lines): readonly FoldingRange[] {
  return [...blocks(tree, lines), ...comments(tree, lines), ...regions(tree, lines)];
}

function blocks(tree: Specification, lines: Lines): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  walk(tree, (node) => {
    if ((node.kind === 'block' || node.kind === 'group') && node.close) {
      const startLine = lines.lineAt(node.open.start);
      const endLine = lines.lineAt(node.close.start) - 1;
      if (endLine > startLine) ranges.push({ startLine, endLine, kind: 'block' });
    }
    return true;
  });
  return ranges;
}

function* comments(tree: Specification, lines: Lines): Generator<FoldingRange> {
  let startLine = -1;
  let endLine = -2;
  for (const comment of ownLineComments(tree)) {
    const line = lines.lineAt(comment.start);
    if (line !== endLine + 1) {
      if (endLine > startLine) yield { startLine, endLine, kind: 'comment' };
      startLine = line;
    }
    endLine = line;
  }
  if (endLine > startLine) yield { startLine, endLine, kind: 'comment' };
}

/** From `// #region` to `// #endregion`, one within the other. */
function* regions(tree: Specification, lines: Lines): Generator<FoldingRange> {
  const open: number[] = [];
  for (const { text, start } of ownLineComments(tree)) {
    if (/^\/\/\s*#region\b/.test(text)) open.push(lines.lineAt(start));
    const startLine = /^\/\/\s*#endregion\b/.test(text) ? open.pop() : undefined;
    if (startLine === undefined) continue;
    yield { startLine, endLine: lines.lineAt(start), kind: 'region' };
  }
}

function ownLineComments(tree: Specification): readonly Comment[] {
  return tree.tokens.flatMap((token) => token.comments.filter((comment) => comment.ownLine));
}
