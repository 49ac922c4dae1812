import {
  codeLenses,
  documentSymbols,
  foldingRanges,
  hoverAt,
  inlayHints,
  type DocumentSymbol as LanguageSymbol,
  type SymbolKind as LanguageSymbolKind,
  signatureHelpAt,
} from '#language';
import { toMarkup, toOffset, toOffsets, toRange, toTextEdit } from './conversions.ts';
import {
  type CodeLens,
  type DocumentSymbol,
  FoldingRangeKind,
  type InlayHint,
  InlayHintKind,
  SymbolKind,
} from './protocol.ts';
import { diagnoseCommand, trainCommand } from './requests.ts';
import { answer, type Session, type Subject } from './session.ts';

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

const foldingKinds = {
  comment: FoldingRangeKind.Comment,
  region: FoldingRangeKind.Region,
} as const;

const commands = { train: trainCommand, diagnose: diagnoseCommand } as const;

/** Features that help to read a specification. */
export function registerReading(session: Session): void {
  answer(session, 'textDocument/hover', ({ analysis }, { position }) => {
    const hover = hoverAt(analysis, toOffset(analysis, position));
    return hover && { contents: toMarkup(hover.markdown), range: toRange(analysis, hover.range) };
  });

  answer(session, 'textDocument/signatureHelp', ({ analysis }, { position }) => {
    const help = signatureHelpAt(analysis, toOffset(analysis, position));
    if (!help) return null;
    const parameters = help.parameters.map(({ start, end, documentation }) => ({
      label: [start, end] as [number, number],
      documentation: toMarkup(documentation),
    }));
    const { label, documentation, active } = help;
    const signature = { label, documentation: toMarkup(documentation), parameters };
    return { signatures: [signature], activeSignature: 0, activeParameter: active ?? null };
  });

  answer(session, 'textDocument/documentSymbol', (subject) =>
    documentSymbols(subject.analysis).map((symbol) => toSymbol(subject, symbol)),
  );

  answer(session, 'textDocument/foldingRange', ({ analysis }) =>
    foldingRanges(analysis.tree, analysis.lines).map(({ startLine, endLine, kind }) => ({
      startLine,
      endLine,
      ...(kind === 'block' ? {} : { kind: foldingKinds[kind] }),
    })),
  );

  answer(session, 'textDocument/codeLens', ({ uri, analysis }) =>
    codeLenses(analysis).map(({ range, title, action }): CodeLens => {
      const place = toRange(analysis, range);
      if (!action) return { range: place, command: { title, command: '' } };
      const command = commands[action.kind];
      return { range: place, command: { title, command, arguments: [uri, action.train] } };
    }),
  );

  answer(session, 'textDocument/inlayHint', ({ uri, analysis }, { range }) =>
    inlayHints(analysis, toOffsets(analysis, range), session.shownHints(uri)).map(
      (hint): InlayHint => {
        const { offset, label, kind, tooltip, insert } = hint;
        const edit = insert && { start: offset, end: offset, text: insert };
        return {
          position: analysis.lines.positionAt(offset),
          label,
          kind: kind === 'defaults' ? InlayHintKind.Parameter : InlayHintKind.Type,
          tooltip: toMarkup(tooltip),
          paddingLeft: insert === undefined && !label.startsWith(' ·'),
          ...(edit ? { textEdits: [toTextEdit(analysis, edit)] } : {}),
        };
      },
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
