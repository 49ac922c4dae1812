import { t } from '#l10n';
import type { ResolvedLayer } from '../semantics/model.ts';
import { formatCount, formatShape } from './numbers.ts';

/**
 * What comes out of a layer's statement and what it learns: `→ 64 · 4,160 parameters`. Takes all copies of the statement
 * that a `repeat` makes: the shape is that of the last, the parameters are those of all. Empty where nothing is known.
 */
export function layerSummary(copies: readonly ResolvedLayer[] | undefined): string {
  const shape = copies ? outputShape(copies) : '';
  if (!copies || shape === '') return '';
  const parameters = sumParameters(copies);
  return parameters ? `${shape} · ${parameterWords(parameters)}` : shape;
}

/** `→ 64`, of the last copy; empty where it is not known. */
export function outputShape(copies: readonly ResolvedLayer[]): string {
  const shape = copies.at(-1)?.output;
  return shape ? `→ ${formatShape(shape)}` : '';
}

/** Undefined where that of one layer is unknown. */
export function sumParameters(layers: readonly ResolvedLayer[]): number | undefined {
  let sum = 0;
  for (const { parameters } of layers) {
    if (parameters === undefined) return undefined;
    sum += parameters;
  }
  return sum;
}

export function parameterWords(count: number): string {
  return count === 1 ? t`1 parameter` : t`${formatCount(count)} parameters`;
}
