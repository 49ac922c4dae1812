import {
  type Analysis,
  formatText,
  formattingTriggers,
  lineDifferences,
  typingEdits,
} from '#language';
import { toOffset, toOffsets, toTextEdit } from './conversions.ts';
import { invalid } from './errors.ts';
import type { TextEdit } from './protocol.ts';
import { answer, type Session } from './session.ts';

/** Formatting of a document or of lines of it. The edits are small, so that cursors and folds stay where they are. */
export function registerFormatting(session: Session): void {
  answer(session, 'textDocument/formatting', ({ analysis }) => formattingEdits(analysis));
  answer(session, 'textDocument/rangeFormatting', ({ analysis }, { range }) => {
    const { start, end } = toOffsets(analysis, range);
    const lines = { start: analysis.lines.lineAt(start), end: analysis.lines.lineAt(end) };
    return formattingEdits(analysis).filter(
      (edit) => lines.start <= edit.range.start.line && edit.range.end.line <= lines.end + 1,
    );
  });
  answer(session, 'textDocument/onTypeFormatting', ({ analysis }, { position, ch }) => {
    if (!formattingTriggers.includes(ch)) throw invalid(`Nothing is formatted on typing "${ch}".`);
    const edits = typingEdits(analysis, toOffset(analysis, position), ch);
    return edits.map((edit) => toTextEdit(analysis, edit));
  });
}

function formattingEdits(analysis: Analysis): TextEdit[] {
  const edits = lineDifferences(analysis.text, formatText(analysis.text));
  return edits.map((edit) => toTextEdit(analysis, edit));
}
