import { basename } from 'node:path';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  extensions,
  languages,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';

/** Opens a file of the window's folder, the copy of `examples/`, and waits for the extension. */
export async function openExample(name: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The window has no folder');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, name));
  if (document.languageId !== 'nnspec') {
    throw new Error(`${basename(document.fileName)} is of language ${document.languageId}`);
  }
  const editor = await window.showTextDocument(document);
  await extensionApi();
  return editor;
}

/** What the extension offers other extensions, once its language server runs. */
export async function extensionApi(): Promise<ExtensionApi> {
  const extension = extensions.getExtension<ExtensionApi>('nnspec.nnspec');
  if (extension === undefined) throw new Error('The extension is not installed');
  return extension.activate();
}

/** What the language server says of the text, without what a training found out. */
export function lintFindings(document: TextDocument): Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter(({ source }) => source === 'nnspec');
}

/** What the last training found out. */
export function trainingFindings(document: TextDocument): Diagnostic[] {
  return languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'nnspec (training)');
}

/** The rule or symptom that a diagnostic is about. */
export function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The quick fixes with an edit where a diagnostic stands: its own, and those of others in the same place. */
export async function quickFixes(
  document: TextDocument,
  { range }: Diagnostic,
): Promise<CodeAction[]> {
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    'quickfix',
  );
  return actions.filter(({ edit }) => edit !== undefined);
}

/** Applies a quick fix that carries its edit. */
export async function apply(action: CodeAction | undefined): Promise<void> {
  if (action?.edit === undefined) throw new Error(`No edit in ${action?.title ?? 'no action'}`);
  if (!(await workspace.applyEdit(action.edit))) throw new Error(`${action.title} not applied`);
}
