import { basename } from 'node:path';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  languages,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';

/** Opens a file of the window's folder, the copy of `examples/`. */
export async function openExample(name: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The window has no folder');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, name));
  if (document.languageId !== 'nnspec') {
    throw new Error(`${basename(document.fileName)} is of language ${document.languageId}`);
  }
  return window.showTextDocument(document);
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

/** The quick fixes of one diagnostic. */
export async function quickFixes(
  document: TextDocument,
  diagnostic: Diagnostic,
): Promise<CodeAction[]> {
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
    'quickfix',
  );
  return actions.filter((action) =>
    action.diagnostics?.some((other) => codeOf(other) === codeOf(diagnostic)),
  );
}

/** Applies a quick fix that carries its edit. */
export async function apply(action: CodeAction | undefined): Promise<void> {
  if (action?.edit === undefined) throw new Error(`No edit in ${action?.title ?? 'no action'}`);
  if (!(await workspace.applyEdit(action.edit))) throw new Error(`${action.title} not applied`);
}
