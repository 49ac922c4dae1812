/** Offsets of the lines of a text, for conversion between offsets and line/character positions (both counted from 0). */
export interface Lines {
  readonly starts: readonly number[];
  /** The line that holds the offset. */
  lineAt(offset: number): number;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Line breaks are `\n`, `\r\n` and `\r`. */
export function indexLines(text: string): Lines {
  const starts = lineStarts(text);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    starts,
    lineAt,
    positionAt(offset) {
      const line = lineAt(offset);
      return { line, character: offset - (starts[line] ?? 0) };
    },
    offsetAt({ line, character }) {
      const start = starts[Math.min(line, starts.length - 1)] ?? 0;
      const end = starts[line + 1] ?? text.length;
      return Math.min(start + character, end);
    },
  };
}

/** Searches for the next of both kinds of line breaks: an engine searches faster than a loop looks at each character. */
function lineStarts(text: string): number[] {
  const starts = [0];
  let feed = text.indexOf('\n');
  let carriage = text.indexOf('\r');
  while (feed >= 0 || carriage >= 0) {
    const isFeed = carriage < 0 || (feed >= 0 && feed < carriage);
    // Of `\r\n` the second ends the line.
    if (isFeed || feed !== carriage + 1) starts.push((isFeed ? feed : carriage) + 1);
    if (isFeed) feed = text.indexOf('\n', feed + 1);
    else carriage = text.indexOf('\r', carriage + 1);
  }
  return starts;
}
