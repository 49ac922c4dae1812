import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import { occurrenceAt } from './symbols.ts';

/** The name at the offset that can be renamed; undefined where there is none. */
export function renamableAt(
  analysis: Analysis,
  offset: number,
): { readonly range: Range; readonly name: string } | undefined {
  const found = occurrenceAt(analysis, offset);
  return found && { range: found.range, name: found.symbol.name };
}

/** Why a text cannot be a name: one sentence; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return undefined;
  return `"${name}" is not a name: a name is a letter or _, then letters, digits and _.`;
}
