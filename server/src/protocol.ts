/**
 * The part of the Language Server Protocol that the server speaks. Its types are those of `vscode-languageserver-protocol`; the
 * numbers stand here, since that package's tables would be a third of the server.
 */
import type * as lsp from 'vscode-languageserver-protocol';

export type {
  ClientCapabilities,
  CodeAction,
  CodeActionParams,
  CodeLens,
  CompletionItem,
  CompletionList,
  CompletionParams,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentHighlight,
  DocumentSymbol,
  InitializeParams,
  InitializeResult,
  InlayHint,
  Location,
  MarkupContent,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  ServerCapabilities,
  SymbolInformation,
  TextDocumentContentChangeEvent,
  TextEdit,
} from 'vscode-languageserver-protocol';

export const TextDocumentSyncKind = { Incremental: 2 } as const;

export const DiagnosticSeverity = { Error: 1, Warning: 2, Information: 3, Hint: 4 } as const;

export const DiagnosticTag = { Unnecessary: 1, Deprecated: 2 } as const;

export const DocumentDiagnosticReportKind = { Full: 'full', Unchanged: 'unchanged' } as const;

export const MarkupKind = { Markdown: 'markdown' } as const;

export const CodeActionKind = { QuickFix: 'quickfix' } as const;

export const DocumentHighlightKind = { Read: 2, Write: 3 } as const;

export const FoldingRangeKind = { Comment: 'comment', Region: 'region' } as const;

export const InlayHintKind = { Type: 1, Parameter: 2 } as const;

export const InsertTextFormat = { PlainText: 1, Snippet: 2 } as const;

export type SymbolKind = lsp.SymbolKind;
export const SymbolKind = {
  Namespace: 3,
  Class: 5,
  Property: 7,
  Function: 12,
  Constant: 14,
  Struct: 23,
  Event: 24,
} as const;

export type CompletionItemKind = lsp.CompletionItemKind;
export const CompletionItemKind = {
  Function: 3,
  Field: 5,
  Class: 7,
  Property: 10,
  Value: 12,
  Keyword: 14,
  Snippet: 15,
  File: 17,
  Reference: 18,
  Folder: 19,
  EnumMember: 20,
  Constant: 21,
  Struct: 22,
} as const;

/** Parameters and results of the requests and notifications that a client sends, by method. */
export interface ClientMessages {
  'textDocument/codeAction': [lsp.CodeActionParams, lsp.CodeAction[]];
  'textDocument/codeLens': [lsp.CodeLensParams, lsp.CodeLens[]];
  'textDocument/completion': [lsp.CompletionParams, lsp.CompletionList];
  'textDocument/definition': [lsp.DefinitionParams, lsp.Location | null];
  'textDocument/diagnostic': [lsp.DocumentDiagnosticParams, lsp.DocumentDiagnosticReport];
  'textDocument/documentHighlight': [lsp.DocumentHighlightParams, lsp.DocumentHighlight[]];
  'textDocument/documentLink': [lsp.DocumentLinkParams, lsp.DocumentLink[]];
  'textDocument/documentSymbol': [lsp.DocumentSymbolParams, lsp.DocumentSymbol[]];
  'textDocument/foldingRange': [lsp.FoldingRangeParams, lsp.FoldingRange[]];
  'textDocument/formatting': [lsp.DocumentFormattingParams, lsp.TextEdit[]];
  'textDocument/hover': [lsp.HoverParams, lsp.Hover | null];
  'textDocument/inlayHint': [lsp.InlayHintParams, lsp.InlayHint[]];
  'textDocument/onTypeFormatting': [lsp.DocumentOnTypeFormattingParams, lsp.TextEdit[]];
  'textDocument/prepareRename': [
    lsp.PrepareRenameParams,
    { range: lsp.Range; placeholder: string } | null,
  ];
  'textDocument/rangeFormatting': [lsp.DocumentRangeFormattingParams, lsp.TextEdit[]];
  'textDocument/references': [lsp.ReferenceParams, lsp.Location[]];
  'textDocument/rename': [lsp.RenameParams, lsp.WorkspaceEdit];
  'textDocument/selectionRange': [lsp.SelectionRangeParams, lsp.SelectionRange[]];
  'textDocument/semanticTokens/full': [lsp.SemanticTokensParams, lsp.SemanticTokens];
  'textDocument/semanticTokens/full/delta': [
    lsp.SemanticTokensDeltaParams,
    lsp.SemanticTokens | lsp.SemanticTokensDelta,
  ];
  'textDocument/semanticTokens/range': [lsp.SemanticTokensRangeParams, lsp.SemanticTokens];
  'textDocument/signatureHelp': [lsp.SignatureHelpParams, lsp.SignatureHelp | null];
  'workspace/symbol': [lsp.WorkspaceSymbolParams, lsp.SymbolInformation[]];
}
