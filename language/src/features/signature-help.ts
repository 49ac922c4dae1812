import { t } from '#l10n';
import type { Analysis } from '../semantics/analysis.ts';
import { parameterDocumentation, parameterLabel } from './documentation.ts';
import { expectationAt } from './expectation.ts';
import { placeAt } from './place.ts';

export interface SignatureHelp {
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  /** Each parameter's label is a part of the signature's: `start` and `end` within it. */
  readonly parameters: readonly {
    readonly start: number;
    readonly end: number;
    readonly documentation: string;
  }[];
  /** Undefined where the argument at the offset is none of them. */
  readonly active: number | undefined;
}

/** The signature of the call around an offset; undefined outside of calls. */
export function signatureHelpAt(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const place = placeAt(analysis.text, analysis.tree.tokens, offset);
  if (place.calls.length === 0 || place.inside === 'comment') return undefined;
  const { entry, parameter } = expectationAt(place);
  if (!entry || entry.parameters.length === 0) return undefined;
  const label = `${entry.name}(${entry.parameters.map(parameterLabel).join(', ')})`;
  let position = entry.name.length + 1;
  const parameters = entry.parameters.map((one) => {
    const start = position;
    const end = start + parameterLabel(one).length;
    position = end + ', '.length;
    return { start, end, documentation: parameterDocumentation(one) };
  });
  const active = parameter && entry.parameters.indexOf(parameter);
  return { label, documentation: t(entry.summary), parameters, active };
}
