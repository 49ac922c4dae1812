/** What happens to the document of a training panel while the panel is open. */
import {
  Disposable,
  type Position,
  RelativePattern,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';

/** What a panel wants to hear of. */
export interface DocumentListener {
  changed(document: TextDocument): void;
  cursor(document: TextDocument, position: Position): void;
  /** The file was deleted, or is there again. */
  gone(gone: boolean): void;
}

/** Tells of edits, of the cursor, and of the file's end; until it is disposed of. */
export function watchDocument(uri: string, listener: DocumentListener): Disposable {
  const address = Uri.parse(uri);
  const isIt = (document: TextDocument) => document.uri.toString() === uri;
  const name = address.path.slice(address.path.lastIndexOf('/') + 1);
  const files = workspace.createFileSystemWatcher(
    new RelativePattern(Uri.joinPath(address, '..'), name.replaceAll(/[[\]{}*?]/g, '?')),
    false,
    true,
    false,
  );
  return Disposable.from(
    files,
    files.onDidDelete(() => listener.gone(true)),
    files.onDidCreate(() => listener.gone(false)),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (isIt(document)) listener.changed(document);
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const [first] = selections;
      if (first && isIt(textEditor.document)) listener.cursor(textEditor.document, first.active);
    }),
  );
}
