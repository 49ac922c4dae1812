/** From offsets in a text to VS Code's positions. */
import { Range, type TextDocument, TextEdit } from 'vscode';
import type { Suggestion } from '#diagnosis';

/** @param place offsets in UTF-16 units */
export function rangeOf(
  document: TextDocument,
  place: { readonly start: number; readonly end: number },
): Range {
  return new Range(document.positionAt(place.start), document.positionAt(place.end));
}

export function editsFor(document: TextDocument, edits: Suggestion['edits']): TextEdit[] {
  return edits.map((edit) => TextEdit.replace(rangeOf(document, edit), edit.text));
}
