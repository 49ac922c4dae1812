import { t } from '#l10n';
import { TUNING_TABLE, type TuningRow, type TuningRowId, usualText } from '#language';
import type { SuggestionBasis } from '../types.ts';

/** A row of the tuning table, with what its column says; with what is usual where the column is empty. */
export function tableBasis(
  id: TuningRowId,
  column: 'underfitting' | 'overfitting' | 'usual',
): SuggestionBasis {
  const { label, whenUnderfitting, whenOverfitting }: TuningRow = TUNING_TABLE[id];
  const texts = {
    underfitting: whenUnderfitting && t`when underfitting: ${t(whenUnderfitting)}`,
    overfitting: whenOverfitting && t`when overfitting: ${t(whenOverfitting)}`,
    usual: null,
  };
  return { kind: 'table', row: t(label), text: texts[column] ?? usualText(id) };
}
