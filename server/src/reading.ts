import {
  type CodeLens,
  type DocumentSymbol,
  FoldingRangeKind,
  type InlayHint,
  InlayHintKind,
  type Range,
  SemanticTokensBuilder,
  SymbolKind,
} from 'vscode-languageserver';
import {
  codeLenses,
  documentSymbols,
  foldingRanges,
  hoverAt,
  inlayHints,
  type DocumentSymbol as LanguageSymbol,
  type SymbolKind as LanguageSymbolKind,
  type Range as Offsets,
  semanticTokenModifiers,
  semanticTokens,
  semanticTokenTypes,
  signatureHelpAt,
} from '#language';
import { toMarkup, toOffset, toOffsets, toRange, toTextEdit } from './conversions.ts';
import { diagnoseCommand, trainCommand } from './requests.ts';
import { answering, type Session, type Subject } from './session.ts';

const symbolKinds: Readonly<Record<LanguageSymbolKind, SymbolKind>> = {
  constant: SymbolKind.Constant,
  data: SymbolKind.Struct,
  model: SymbolKind.Class,
  train: SymbolKind.Event,
  layer: SymbolKind.Function,
  block: SymbolKind.Namespace,
  phase: SymbolKind.Namespace,
  setting: SymbolKind.Property,
};

const commands = { train: trainCommand, diagnose: diagnoseCommand } as const;

/** Features that help to read a specification. */
export function registerReading(session: Session): void {
  const { connection } = session;

  connection.onHover(
    answering(session, 'textDocument/hover', ({ analysis }, { position }) => {
      const hover = hoverAt(analysis, toOffset(analysis, position));
      return hover && { contents: toMarkup(hover.markdown), range: toRange(analysis, hover.range) };
    }),
  );

  connection.onSignatureHelp(
    answering(session, 'textDocument/signatureHelp', ({ analysis }, { position }) => {
      const help = signatureHelpAt(analysis, toOffset(analysis, position));
      if (!help) return null;
      const parameters = help.parameters.map(({ start, end, documentation }) => ({
        label: [start, end] as [number, number],
        documentation: toMarkup(documentation),
      }));
      const { label, documentation, active } = help;
      const signature = { label, documentation: toMarkup(documentation), parameters };
      return { signatures: [signature], activeSignature: 0, activeParameter: active ?? null };
    }),
  );

  connection.onDocumentSymbol(
    answering(session, 'textDocument/documentSymbol', (subject) =>
      documentSymbols(subject.analysis).map((symbol) => toSymbol(subject, symbol)),
    ),
  );

  connection.onFoldingRanges(
    answering(session, 'textDocument/foldingRange', ({ analysis }) =>
      foldingRanges(analysis.tree, analysis.lines).map(({ startLine, endLine, kind }) => ({
        startLine,
        endLine,
        ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}),
      })),
    ),
  );

  connection.onCodeLens(
    answering(session, 'textDocument/codeLens', ({ uri, analysis }) =>
      codeLenses(analysis).map(({ range, title, action }): CodeLens => {
        const place = toRange(analysis, range);
        if (!action) return { range: place, command: { title, command: '' } };
        const command = commands[action.kind];
        return { range: place, command: { title, command, arguments: [uri, action.train] } };
      }),
    ),
  );

  connection.languages.inlayHint.on(
    answering(session, 'textDocument/inlayHint', ({ analysis }, { range }) =>
      inlayHints(analysis, toOffsets(analysis, range)).map((hint): InlayHint => {
        const { offset, label, kind, tooltip, insert } = hint;
        const edit = insert && { start: offset, end: offset, text: insert };
        return {
          position: analysis.lines.positionAt(offset),
          label,
          kind: kind === 'default' ? InlayHintKind.Parameter : InlayHintKind.Type,
          tooltip: toMarkup(tooltip),
          paddingLeft: insert === undefined,
          ...(edit ? { textEdits: [toTextEdit(analysis, edit)] } : {}),
        };
      }),
    ),
  );

  connection.languages.semanticTokens.on(
    answering(session, 'textDocument/semanticTokens/full', (subject) =>
      encodeTokens(subject, { start: 0, end: subject.analysis.text.length }),
    ),
  );

  connection.languages.semanticTokens.onRange(
    answering(session, 'textDocument/semanticTokens/range', (subject, params: { range: Range }) =>
      encodeTokens(subject, toOffsets(subject.analysis, params.range)),
    ),
  );
}

function toSymbol(subject: Subject, symbol: LanguageSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range: toRange(subject.analysis, symbol.range),
    selectionRange: toRange(subject.analysis, symbol.selection),
    children: symbol.children.map((child) => toSymbol(subject, child)),
  };
}

function encodeTokens({ analysis }: Subject, range: Offsets) {
  const builder = new SemanticTokensBuilder();
  for (const { start, end, type, modifiers } of semanticTokens(analysis, range)) {
    const { line, character } = analysis.lines.positionAt(start);
    const bits = modifiers.reduce(
      (sum, one) => sum | (1 << semanticTokenModifiers.indexOf(one)),
      0,
    );
    builder.push(line, character, end - start, semanticTokenTypes.indexOf(type), bits);
  }
  return builder.build();
}
