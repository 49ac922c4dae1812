import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import { declarationItems, statementItems } from './completion-statements.ts';
import { argumentItems, settingItems } from './completion-values.ts';
import { blockKindOf } from './expectation.ts';
import { type Place, placeAt } from './place.ts';

export type CompletionKind =
  | 'keyword'
  | 'layer'
  | 'setting'
  | 'argument'
  | 'value'
  | 'column'
  | 'constant'
  | 'data'
  | 'model'
  | 'layer name'
  | 'file'
  | 'folder'
  | 'rule';

/** What an item is, before it is known which text it replaces. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** In the editor's snippet syntax; the label where left out. */
  readonly snippet?: string;
  /** Items of a lower rank come first (0 where left out). */
  readonly rank?: number;
  /** Another completion follows this one: of the argument that was just begun. */
  readonly again?: boolean;
}

export interface Completion extends CompletionItem {
  readonly replace: Range;
}

/** What can stand at an offset. Nothing within comments, numbers and strings (for paths see `pathAt`). */
export function completionsAt(analysis: Analysis, offset: number): readonly Completion[] {
  const place = placeAt(analysis.text, analysis.tree.tokens, offset);
  if (place.inside !== 'text' || place.typed?.kind === 'number') return [];
  const replace = place.typed?.kind === 'word' ? place.typed : { start: offset, end: offset };
  const range = { start: replace.start, end: replace.end };
  return itemsAt(analysis, place).map((item) => ({ ...item, replace: range }));
}

function itemsAt(analysis: Analysis, place: Place): readonly CompletionItem[] {
  const block = blockKindOf(place);
  if (place.calls.length > 0) return argumentItems(analysis, place);
  if (place.statement.length === 0) return statementItems(block);
  return block === 'file'
    ? declarationItems(analysis, place.statement)
    : settingItems(analysis, place);
}
