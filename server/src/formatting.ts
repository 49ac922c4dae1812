import type { TextEdit } from 'vscode-languageserver';
import { type Analysis, difference, formatText } from '#language';
import { toOffsets, toTextEdit } from './conversions.ts';
import { answering, type Session } from './session.ts';

/** Formatting of a document or of lines of it. The edits are small, so that cursors and folds stay where they are. */
export function registerFormatting(session: Session): void {
  const { connection } = session;
  connection.onDocumentFormatting(
    answering(session, 'textDocument/formatting', ({ analysis }) => formattingEdits(analysis)),
  );
  connection.onDocumentRangeFormatting(
    answering(session, 'textDocument/rangeFormatting', ({ analysis }, { range }) => {
      const { start, end } = toOffsets(analysis, range);
      const lines = { start: analysis.lines.lineAt(start), end: analysis.lines.lineAt(end) };
      return formattingEdits(analysis).filter(
        (edit) => lines.start <= edit.range.start.line && edit.range.end.line <= lines.end + 1,
      );
    }),
  );
}

/** One edit for each stretch of lines that formatting changes. */
function formattingEdits(analysis: Analysis): TextEdit[] {
  const formatted = formatText(analysis.text);
  return lineEdits(analysis.text, formatted).map((edit) => toTextEdit(analysis, edit));
}

/**
 * Formatting rarely adds or removes lines: where the number of lines stays, each changed line is an edit of its own;
 * elsewhere the change is one edit.
 */
function lineEdits(before: string, after: string) {
  const old = before.split('\n');
  const fresh = after.split('\n');
  if (old.length !== fresh.length)
    return [difference(before, after)].filter((edit) => edit !== undefined);
  let offset = 0;
  return old.flatMap((line, index) => {
    const start = offset;
    offset += line.length + 1;
    const edit = difference(line, fresh[index] ?? '');
    return edit ? [{ start: start + edit.start, end: start + edit.end, text: edit.text }] : [];
  });
}
