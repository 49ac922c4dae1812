import { TUNING_TABLE, type TuningRow, type TuningRowId } from '#language';
import type { SuggestionBasis } from '../types.ts';

/** A row of the tuning table, with what its column says; with what is usual where the column is empty. */
export function tableBasis(
  id: TuningRowId,
  column: 'underfitting' | 'overfitting' | 'usual',
): SuggestionBasis {
  const row: TuningRow = TUNING_TABLE[id];
  const says = {
    underfitting: row.whenUnderfitting,
    overfitting: row.whenOverfitting,
    usual: null,
  };
  const text = says[column] === null ? row.usual : `when ${column}: ${says[column]}`;
  return { kind: 'table', row: row.label, text };
}
