/** A few grey words at the end of each layer's line while it trains. */
import { Disposable, type TextDocument, ThemeColor, window, workspace } from 'vscode';
import { flattenLayers } from '#plan';
import type { Specification } from '../../../webview/src/protocol.ts';

/**
 * The room for `gradient 3.2e-3 · update 1.0e-3`, and for longer words to begin in: with their own width, which changes all
 * the time, the editor would measure its lines anew and show its scrollbars again and again.
 */
const WIDTH = '36ch';

interface Annotated {
  readonly specification: Specification;
  /** Layer id → words. */
  readonly words: Readonly<Record<string, string>>;
}

/** Shows the annotations of each document's latest run, as long as the document has the text that is trained. */
export class LiveAnnotations {
  readonly #decoration = window.createTextEditorDecorationType({
    after: {
      margin: '0 0 0 2em',
      width: WIDTH,
      color: new ThemeColor('editorCodeLens.foreground'),
    },
  });
  readonly #byDocument = new Map<string, Annotated>();
  readonly #subscriptions: Disposable;

  constructor() {
    this.#subscriptions = Disposable.from(
      this.#decoration,
      workspace.onDidChangeTextDocument(({ document }) => this.#show(document)),
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) this.#show(document);
      }),
    );
  }

  set(specification: Specification, words: Readonly<Record<string, string>>): void {
    this.#byDocument.set(specification.uri, { specification, words });
    this.#showIn(specification.uri);
  }

  clear(uri: string): void {
    this.#byDocument.delete(uri);
    this.#showIn(uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #showIn(uri: string): void {
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document) this.#show(document);
  }

  #show(document: TextDocument): void {
    if (document.languageId !== 'nnspec') return;
    const annotated = this.#byDocument.get(document.uri.toString());
    const wanted = workspace.getConfiguration('nnspec', document).get('liveAnnotations', true);
    const current = wanted && annotated && document.getText() === annotated.specification.text;
    const decorations = current ? decorationsFor(document, annotated) : [];
    for (const editor of window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(this.#decoration, decorations);
    }
  }
}

/** One a line: where layers share one (an unrolled `repeat`), the first speaks for all. */
function decorationsFor(document: TextDocument, { specification, words }: Annotated) {
  const byLine = new Map<number, string>();
  for (const { id, origin } of flattenLayers(specification.plan.model.layers)) {
    const text = words[id];
    const line = document.positionAt(origin.end).line;
    if (text !== undefined && !byLine.has(line)) byLine.set(line, text);
  }
  return [...byLine].map(([line, contentText]) => {
    const end = document.lineAt(line).range.end;
    return {
      range: document.lineAt(line).range.with(end),
      renderOptions: { after: { contentText } },
    };
  });
}
