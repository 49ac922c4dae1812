import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import { type NamedSymbol, type Occurrence, occurrenceAt, occurrences } from './symbols.ts';

/** Where the symbol at the offset is declared: a range of `file` (a path as written), or of the file at hand. */
export function definitionAt(
  analysis: Analysis,
  offset: number,
): { readonly file: string | undefined; readonly from: Range; readonly range: Range } | undefined {
  const found = occurrenceAt(analysis, offset);
  if (!found) return undefined;
  const { file, declaration } = found.symbol;
  return { file, from: found.range, range: declaration };
}

/** All occurrences in the file of the symbol at the offset, in the order of the text; empty where there is none. */
export function highlightsAt(analysis: Analysis, offset: number): readonly Occurrence[] {
  const found = occurrenceAt(analysis, offset);
  return found ? occurrencesOf(analysis, found.symbol, (file) => file === found.symbol.file) : [];
}

/**
 * The occurrences of a symbol in a file, in the order of the text.
 * @param declaredIn whether a path as this file writes it (undefined: this file itself) is the file that declares it
 */
export function occurrencesOf(
  analysis: Analysis,
  symbol: NamedSymbol,
  declaredIn: (file: string | undefined) => boolean,
): readonly Occurrence[] {
  return occurrences(analysis)
    .filter((other) => sameSymbol(other.symbol, symbol) && declaredIn(other.symbol.file))
    .sort((a, b) => a.range.start - b.range.start);
}

function sameSymbol(left: NamedSymbol, right: NamedSymbol): boolean {
  return (
    left.kind === right.kind &&
    left.name === right.name &&
    left.declaration.start === right.declaration.start
  );
}
