import { semanticTokenModifiers, semanticTokenTypes } from '#language';
import { codeActionKinds } from './code-actions.ts';
import { completionTriggers } from './completions.ts';
import { type ServerCapabilities, TextDocumentSyncKind } from './protocol.ts';

/** What the server can do; `pulls`: the client asks for diagnostics by itself. */
export function serverCapabilities(pulls: boolean): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    ...(pulls
      ? {
          diagnosticProvider: {
            identifier: 'nnspec',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    completionProvider: { triggerCharacters: completionTriggers },
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds },
    codeLensProvider: {},
    inlayHintProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    documentLinkProvider: {},
    semanticTokensProvider: {
      legend: {
        tokenTypes: [...semanticTokenTypes],
        tokenModifiers: [...semanticTokenModifiers],
      },
      full: { delta: true },
      range: true,
    },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: {
      firstTriggerCharacter: '}',
      moreTriggerCharacter: ['\n'],
    },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
