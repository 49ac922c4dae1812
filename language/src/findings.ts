import type { Range } from './syntax/tokens.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a rule found at a place of the text. */
export interface Finding {
  /** The rule's id, which is the diagnostic's code. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence that names the layer and the number that offends. */
  readonly message: string;
  readonly range: Range;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly related: readonly { readonly message: string; readonly range: Range }[];
  readonly fixes: readonly Fix[];
}

/** An edit that removes the finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Safe to apply without a look: at most one a finding. */
  readonly preferred: boolean;
}

/** Replaces the text between the offsets `start` and `end`. */
export interface TextEdit extends Range {
  readonly text: string;
}

/** The text with all edits applied; their offsets are those of the text given. Edits that overlap an earlier one are left out. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let position = 0;
  for (const edit of ordered) {
    if (edit.start < position) continue;
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}
