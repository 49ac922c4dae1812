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
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
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
