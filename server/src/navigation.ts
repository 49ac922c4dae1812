import {
  type Analysis,
  definitionAt,
  documentLinks,
  highlightsAt,
  nameProblem,
  type Occurrence,
  occurrenceAt,
  occurrencesOf,
  renamableAt,
  selectionRangesAt,
  workspaceSymbols,
} from '#language';
import { toOffset, toRange } from './conversions.ts';
import { invalid } from './errors.ts';
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type SelectionRange,
  type SymbolInformation,
  SymbolKind,
  type TextEdit,
} from './protocol.ts';
import { answer, answerAll, type Session, type Subject } from './session.ts';
import { resolvePath } from './uris.ts';

/** Features that lead from one place to others, across files where names do. */
export function registerNavigation(session: Session): void {
  const { workspace } = session;

  answer(session, 'textDocument/definition', ({ uri, analysis }, { position }) => {
    const found = definitionAt(analysis, toOffset(analysis, position));
    if (!found) return null;
    const target = found.file === undefined ? uri : resolvePath(uri, found.file);
    const declaring = found.file === undefined ? analysis : workspace.analysis(target);
    return declaring ? { uri: target, range: toRange(declaring, found.range) } : null;
  });

  answer(session, 'textDocument/references', (subject, { position, context }) =>
    placesAt(session, subject, toOffset(subject.analysis, position)).flatMap(
      (place): Location[] => {
        if (place.role === 'declaration' && !context.includeDeclaration) return [];
        return [{ uri: place.uri, range: toRange(place.analysis, place.range) }];
      },
    ),
  );

  answer(session, 'textDocument/documentHighlight', ({ analysis }, { position }) =>
    highlightsAt(analysis, toOffset(analysis, position)).map(
      ({ range, role }): DocumentHighlight => ({
        range: toRange(analysis, range),
        kind: role === 'declaration' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }),
    ),
  );

  answer(session, 'textDocument/prepareRename', ({ analysis }, { position }) => {
    const found = renamableAt(analysis, toOffset(analysis, position));
    return found ? { range: toRange(analysis, found.range), placeholder: found.name } : null;
  });

  answer(session, 'textDocument/rename', (subject, { position, newName }) => {
    const offset = toOffset(subject.analysis, position);
    const problem = nameProblem(subject.analysis, offset, newName);
    if (problem) throw invalid(problem);
    const changes: Record<string, TextEdit[]> = {};
    for (const place of placesAt(session, subject, offset)) {
      changes[place.uri] ??= [];
      changes[place.uri]?.push({ range: toRange(place.analysis, place.range), newText: newName });
    }
    return { changes };
  });

  answer(session, 'textDocument/selectionRange', ({ analysis }, { positions }) =>
    positions.map((position) => selectionChain(analysis, toOffset(analysis, position))),
  );

  answer(session, 'textDocument/documentLink', ({ uri, analysis }) =>
    documentLinks(analysis).map(({ range, path }) => ({
      range: toRange(analysis, range),
      target: resolvePath(uri, path),
    })),
  );

  answerAll(session, 'workspace/symbol', ({ query }: { query: string }) =>
    symbolsOfAll(session, query),
  );
}

interface Place extends Occurrence {
  readonly uri: string;
  readonly analysis: Analysis;
}

/** All occurrences of the symbol at an offset, in all specifications of the workspace. */
function placesAt(
  { workspace }: Session,
  { uri, analysis }: Subject,
  offset: number,
): readonly Place[] {
  const symbol = occurrenceAt(analysis, offset)?.symbol;
  if (!symbol) return [];
  const home = symbol.file === undefined ? uri : resolvePath(uri, symbol.file);
  return [...new Set([uri, home, ...workspace.specifications()])].flatMap((other) => {
    const examined = other === uri ? analysis : workspace.analysis(other);
    if (!examined) return [];
    const isHome = (file: string | undefined) =>
      (file === undefined ? other : resolvePath(other, file)) === home;
    return occurrencesOf(examined, symbol, isHome).map((occurrence) => ({
      ...occurrence,
      uri: other,
      analysis: examined,
    }));
  });
}

function selectionChain(analysis: Analysis, offset: number): SelectionRange {
  const [first, ...outer] = selectionRangesAt(analysis.tree, offset).toReversed();
  const whole = { start: 0, end: analysis.text.length };
  let chain: SelectionRange = { range: toRange(analysis, first ?? whole) };
  for (const range of outer) chain = { range: toRange(analysis, range), parent: chain };
  return chain;
}

const symbolKinds = {
  model: SymbolKind.Class,
  data: SymbolKind.Struct,
  constant: SymbolKind.Constant,
  layer: SymbolKind.Function,
} as const;

/** What all files declare by a name in which the letters of the query stand in their order. */
function symbolsOfAll({ workspace }: Session, query: string): SymbolInformation[] {
  if (typeof query !== 'string') throw invalid('The query must be a text.');
  return workspace.specifications().flatMap((uri) => {
    const analysis = workspace.analysis(uri);
    if (!analysis) return [];
    return workspaceSymbols(analysis, query).map(({ name, kind, range, container }) => ({
      name,
      kind: symbolKinds[kind],
      location: { uri, range: toRange(analysis, range) },
      ...(container === undefined ? {} : { containerName: container }),
    }));
  });
}
