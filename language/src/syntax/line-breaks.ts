/** Whether a UTF-16 unit ends a line. */
export function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Where the line of an offset begins. Looks at one line only: a search for both kinds of line breaks would run through the whole text. */
export function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Where the line of an offset ends, its line break left out. */
export function endOfLine(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}
