import {
  type Completion,
  type CompletionKind,
  completionsAt,
  moduleCompletions,
  pathCompletions,
  pathTypedAt,
} from '#language';
import { toMarkup, toOffset, toRange } from './conversions.ts';
import type { Files } from './files.ts';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
} from './protocol.ts';
import { answer, type Session, type Subject } from './session.ts';
import { resolvePath } from './uris.ts';

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  template: CompletionItemKind.Snippet,
  layer: CompletionItemKind.Function,
  setting: CompletionItemKind.Property,
  argument: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  column: CompletionItemKind.Field,
  constant: CompletionItemKind.Constant,
  data: CompletionItemKind.Struct,
  model: CompletionItemKind.Class,
  'layer name': CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  rule: CompletionItemKind.Value,
};

/** Characters that open completion by themselves: a new argument, a value, a path. */
export const completionTriggers: string[] = ['(', ' ', ',', ':', '"', '/', '#'];

export function registerCompletions(session: Session, files: Files): void {
  const snippets = session.client.textDocument?.completion?.completionItem?.snippetSupport ?? false;
  answer(session, 'textDocument/completion', async (subject, params: CompletionParams) => {
    const offset = toOffset(subject.analysis, params.position);
    if (isUnasked(subject, offset, params)) return { isIncomplete: false, items: [] };
    const completions =
      (await pathCompletionsAt(session, files, subject, offset)) ??
      completionsAt(subject.analysis, offset);
    const items = completions.map((item) => toItem(subject, item, snippets));
    return { isIncomplete: false, items } satisfies CompletionList;
  });
}

/** A space opens the list where a value is due, not after what is complete: Enter would take what no one asked for. */
function isUnasked({ analysis }: Subject, offset: number, { context }: CompletionParams): boolean {
  const before =
    analysis.text
      .slice(Math.max(0, offset - 2), offset)
      .trimEnd()
      .at(-1) ?? '';
  return context?.triggerCharacter === ' ' && !/[\w,:]/.test(before);
}

/** Undefined where the offset is in no path. */
async function pathCompletionsAt(
  { workspace }: Session,
  files: Files,
  { uri, analysis }: Subject,
  offset: number,
): Promise<readonly Completion[] | undefined> {
  const typed = pathTypedAt(analysis, offset);
  if (!typed) return undefined;
  if (!typed.module) {
    return pathCompletions(typed, await files.folder(resolvePath(uri, typed.folder || '.')));
  }
  const other = workspace.analysis(resolvePath(uri, typed.module.path));
  return other ? moduleCompletions(typed, other) : [];
}

function toItem({ analysis }: Subject, completion: Completion, snippets: boolean): CompletionItem {
  const { label, kind, detail, documentation, snippet, rank = 0, again, replace } = completion;
  const format = snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText;
  const newText = snippet === undefined || !snippets ? plainText(snippet ?? label) : snippet;
  const item: CompletionItem = {
    label,
    kind: kinds[kind],
    sortText: String(rank).padStart(5, '0') + label,
    textEdit: { range: toRange(analysis, replace), newText },
  };
  if (snippet !== undefined) item.insertTextFormat = format;
  if (detail) item.detail = detail;
  if (documentation) item.documentation = toMarkup(documentation);
  if (again) item.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  return item;
}

/** A snippet for editors without snippets: `dense(${1:64})$0` → `dense(64)`. */
function plainText(snippet: string): string {
  return snippet
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\d+/g, '')
    .replaceAll(/\\([\\$}])/g, '$1');
}
