import type { TextEdit } from '../findings.ts';
import type { Group } from '../syntax/ast.ts';
import { startOfLine } from '../syntax/line-breaks.ts';
import type { Range } from '../syntax/tokens.ts';

/** The edit that adds an argument at the end of a layer's or entry's arguments, in parentheses where there are none yet. */
export function addArgument(group: Group | undefined, nameRange: Range, text: string): TextEdit {
  if (!group) return { start: nameRange.end, end: nameRange.end, text: `(${text})` };
  const last = group.items.at(-1);
  const position = last ? last.range.end : group.open.end;
  return { start: position, end: position, text: last ? `, ${text}` : text };
}

/** The edit that puts a statement before another: on a line of its own where that one begins its line. */
export function insertBefore(text: string, { start }: Range, statement: string): TextEdit {
  const before = text.slice(startOfLine(text, start), start);
  const separator = before.trim() === '' ? `\n${before}` : '  ';
  return { start, end: start, text: `${statement}${separator}` };
}
