import type { TextEdit } from '../findings.ts';
import type { Expression, Group } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';

/** The edit that adds an argument at the end of a layer's or entry's arguments, in parentheses where there are none yet. */
export function addArgument(group: Group | undefined, nameRange: Range, text: string): TextEdit {
  if (!group) return { start: nameRange.end, end: nameRange.end, text: `(${text})` };
  const last = group.items.at(-1);
  const position = last ? last.range.end : group.open.end;
  return { start: position, end: position, text: last ? `, ${text}` : text };
}

/** The parentheses of a value: `adam(learning_rate: 1e-3)`. */
export function argumentsOf(expression: Expression | undefined): Group | undefined {
  return expression?.kind === 'call' ? expression.arguments : undefined;
}

/** The edit that puts a statement before another: on a line of its own where that one begins its line. */
export function insertBefore(text: string, position: number, statement: string): TextEdit {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  const indent = text.slice(lineStart, position);
  const ownLine = indent.trim() === '';
  const inserted = ownLine ? `${statement}\n${indent}` : `${statement}  `;
  return { start: position, end: position, text: inserted };
}

/** The edit that adds a statement as the first of a block. */
export function insertFirst(text: string, open: Range, next: Range, statement: string): TextEdit {
  const between = text.slice(open.end, next.start);
  if (between.includes('\n')) return insertBefore(text, next.start, statement);
  return { start: open.end, end: open.end, text: ` ${statement} ` };
}
