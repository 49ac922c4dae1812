interface Line {
  readonly indent: number;
  readonly text: string;
  comment: string | undefined;
  readonly blankBefore: boolean;
}

/** Spaces between a statement and the comment after it. */
const COMMENT_DISTANCE = 2;

/** The lines of a formatted text: collects them, keeps single blank lines and aligns the comments at their ends. */
export class FormattedLines {
  /** The next line begins a declaration that a blank line sets apart. */
  separated = false;
  private readonly lines: Line[] = [];
  private blank = false;
  private atBlockStart = false;

  /** What stands between two lines: an empty line in it is kept. */
  gap(space: string): void {
    if ((space.match(/\n|\r(?!\n)/g) ?? []).length > 1) this.blank = true;
  }

  openBlock(): void {
    this.atBlockStart = true;
  }

  closeBlock(): void {
    this.blank = false;
    this.atBlockStart = true;
  }

  /** A line; text that is kept as it was may have several. */
  add(indent: number, text: string): void {
    const blankBefore =
      this.lines.length > 0 && !this.atBlockStart && (this.blank || this.separated);
    this.lines.push({ indent, text, comment: undefined, blankBefore });
    this.blank = false;
    this.separated = false;
    this.atBlockStart = false;
  }

  /** Puts a comment at the end of the last line; false where that has one already. */
  trailing(comment: string): boolean {
    const last = this.lines.at(-1);
    if (!last || last.comment !== undefined || last.text.startsWith('//')) return false;
    last.comment = comment.trimEnd();
    return true;
  }

  print(): string {
    let text = '';
    for (let start = 0; start < this.lines.length; ) {
      const end = this.groupEnd(start);
      const group = this.lines.slice(start, end);
      const commented = group.filter(({ comment }) => comment !== undefined);
      const width = Math.max(...commented.map((line) => widthOf(line.indent, line.text)));
      for (const { blankBefore, indent, text: content, comment } of group) {
        const padding = width - widthOf(indent, content) + COMMENT_DISTANCE;
        const ending = comment === undefined ? '' : ' '.repeat(padding) + comment;
        text += `${blankBefore ? '\n' : ''}${'  '.repeat(indent)}${content}${ending}\n`;
      }
      start = end;
    }
    return text;
  }

  /** The lines of one block up to an empty line: the comments at their ends are aligned. */
  private groupEnd(start: number): number {
    const indent = this.lines[start]?.indent;
    let end = start + 1;
    while (this.lines[end]?.indent === indent && !this.lines[end]?.blankBefore) end++;
    return end;
  }
}

/** Of the line that a comment would follow, the last one of text that is kept as it was. */
function widthOf(indent: number, text: string): number {
  const lastBreak = text.lastIndexOf('\n');
  return lastBreak < 0 ? 2 * indent + text.length : text.length - lastBreak - 1;
}
