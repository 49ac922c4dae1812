export type CompletionKind =
  | 'keyword'
  | 'template'
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
