import type { ColumnSummary } from '../data/summary.ts';
import { excludeColumn, type UsedColumn, usedColumns } from './columns.ts';
import type { Rule } from './rule.ts';

/** A rule about the columns of a csv, one by one. */
export interface ColumnRule extends Omit<Rule, 'check'> {
  /** What is wrong with a column that is used, as a sentence; null where nothing is. */
  readonly fault: (column: ColumnSummary, isTarget: boolean) => string | null;
  /** Tables of more columns than this are left alone. */
  readonly widest?: number;
}

/** The fault is reported where the file is named; a feature can be left out, a target cannot. */
export function columnRule({
  fault,
  widest = Number.POSITIVE_INFINITY,
  ...about
}: ColumnRule): Rule {
  return {
    ...about,
    check(context, report) {
      for (const data of context.specification.data) {
        const columns: readonly UsedColumn[] = usedColumns(data);
        if (columns.length > widest) continue;
        for (const { column, isTarget } of columns) {
          const message = fault(column, isTarget);
          if (message === null) continue;
          report({
            message,
            range: data.settings.get('source')?.range ?? data.nameRange,
            fixes: isTarget ? [] : excludeColumn(context, data, column.name),
          });
        }
      }
    },
  };
}
