import type { TextEdit } from '../findings.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { Item } from '../syntax/ast.ts';
import { formatText } from './formatting.ts';
import { lineDifferences } from './line-differences.ts';
import { contains, pathAt } from './tree.ts';

/** Characters that complete something: the brace of a block, the break of a line. */
export const formattingTriggers: readonly string[] = ['}', '\n'];

/**
 * What typing a character puts straight: `}` the block that it closes, a line break the line that it ends. Only those lines are
 * touched, and of the declaration around the offset nothing while it does not parse.
 * @param offset behind the character
 */
export function typingEdits(
  analysis: Analysis,
  offset: number,
  character: string,
): readonly TextEdit[] {
  const { tree, lines } = analysis;
  const item = tree.items.find(({ range }) => contains(range, offset));
  if (!item) return [];
  const line = lines.lineAt(offset);
  const first = character === '}' ? openingLine(analysis, offset) : line - 1;
  const last = character === '}' ? line : line - 1;
  if (first === undefined || first < 0) return [];
  return itemEdits(analysis, item).filter((edit) => {
    const end = lines.lineAt(edit.end);
    // A whole line that goes away ends at the start of the next one.
    const wholeLine = end > lines.lineAt(edit.start) && edit.end === lines.starts[end];
    return first <= lines.lineAt(edit.start) && (wholeLine ? end - 1 : end) <= last;
  });
}

/** The line of the brace that the one before an offset closes. */
function openingLine({ tree, lines }: Analysis, offset: number): number | undefined {
  const block = pathAt(tree, offset - 1).findLast((node) => node.kind === 'block');
  if (block?.kind !== 'block' || block.close?.end !== offset) return undefined;
  return lines.lineAt(block.open.start);
}

/** A declaration is formatted by itself: what stands elsewhere does not matter to it. */
function itemEdits({ text }: Analysis, { range }: Item): readonly TextEdit[] {
  const before = text.slice(range.start, range.end);
  const after = formatText(before).trimEnd();
  return lineDifferences(before, after).map((edit) => ({
    start: edit.start + range.start,
    end: edit.end + range.start,
    text: edit.text,
  }));
}
