import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Connection } from './connection.ts';
import type { TextDocumentContentChangeEvent } from './protocol.ts';
import { normalUri } from './uris.ts';

/** What happens to the documents that are open in the editor; each is told by the URI that the editor uses for it. */
export interface DocumentEvents {
  changed(uri: string): void;
  closed(uri: string): void;
}

/** The texts that are open in the editor, kept as it says. */
export class Documents {
  readonly #open = new Map<string, TextDocument>();

  constructor(connection: Connection, events: DocumentEvents) {
    connection.onNotification('textDocument/didOpen', ({ textDocument }: Opened) => {
      const { uri, languageId, version, text } = textDocument;
      this.#open.set(normalUri(uri), TextDocument.create(uri, languageId, version, text));
      events.changed(uri);
    });
    connection.onNotification('textDocument/didChange', (change: Changed) => {
      const { textDocument, contentChanges } = change;
      const document = this.get(textDocument.uri);
      if (!document) return;
      TextDocument.update(document, [...contentChanges], textDocument.version);
      events.changed(document.uri);
    });
    connection.onNotification('textDocument/didClose', ({ textDocument }: Closed) => {
      const document = this.get(textDocument.uri);
      if (!document) return;
      this.#open.delete(normalUri(textDocument.uri));
      events.closed(document.uri);
    });
  }

  /** However the URI is escaped. */
  get(uri: string): TextDocument | undefined {
    return this.#open.get(normalUri(uri));
  }
}

interface Opened {
  readonly textDocument: {
    readonly uri: string;
    readonly languageId: string;
    readonly version: number;
    readonly text: string;
  };
}

interface Changed {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly contentChanges: readonly TextDocumentContentChangeEvent[];
}

interface Closed {
  readonly textDocument: { readonly uri: string };
}
