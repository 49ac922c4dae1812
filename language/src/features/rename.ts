import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import { occurrenceAt, occurrences } from './symbols.ts';

/** The name at the offset that can be renamed; undefined where there is none. */
export function renamableAt(
  analysis: Analysis,
  offset: number,
): { readonly range: Range; readonly name: string } | undefined {
  const found = occurrenceAt(analysis, offset);
  return found && { range: found.range, name: found.symbol.name };
}

/** Why the symbol at an offset cannot get a name: one sentence; undefined where it can. */
export function nameProblem(analysis: Analysis, offset: number, name: string): string | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    return `"${name}" is not a name: a name is a letter or _, then letters, digits and _.`;
  }
  const symbol = occurrenceAt(analysis, offset)?.symbol;
  const taken = occurrences(analysis).some(
    ({ symbol: other, role }) =>
      role === 'declaration' &&
      other.kind === symbol?.kind &&
      other.name === name &&
      other.declaration.start !== symbol.declaration.start,
  );
  // Layers of different models may have the same name.
  return taken && symbol?.kind !== 'layer'
    ? `There is already a ${symbol?.kind} ${name}.`
    : undefined;
}
