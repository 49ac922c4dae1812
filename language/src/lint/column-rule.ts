import { t } from '#l10n';
import type { ColumnSummary } from '../data/summary.ts';
import type { Fix } from '../findings.ts';
import type { ResolvedData } from '../semantics/model.ts';
import { excludeColumns, type UsedColumn, usedColumns } from './columns.ts';
import type { Rule, RuleContext } from './rule.ts';

/** A rule about the columns of a csv, one by one. */
export interface ColumnRule extends Omit<Rule, 'check'> {
  /** What is wrong with a column that is used, as a sentence; null where nothing is. */
  readonly fault: (column: UsedColumn, data: ResolvedData) => string | null;
  /** Fixes that come before leaving the features with the fault out. */
  readonly fixes?: (
    context: RuleContext,
    data: ResolvedData,
    columns: readonly ColumnSummary[],
  ) => readonly Fix[];
  /** Tables of more columns than this are left alone. */
  readonly widest?: number;
}

/** How many other columns a message names. */
const NAMED = 5;

function soAre(others: readonly { readonly name: string }[]): string {
  const names = others.slice(0, NAMED).map(({ name }) => name);
  const left = others.length - names.length;
  const list = names.join(', ') + (left > 0 ? t` and ${left} more` : '');
  return t`The same holds for ${list}.`;
}

/** The fault is reported where the file is named, once for all columns; features can be left out, targets cannot. */
export function columnRule({
  fault,
  fixes = () => [],
  widest = Number.POSITIVE_INFINITY,
  ...about
}: ColumnRule): Rule {
  return {
    ...about,
    check(context, report) {
      for (const data of context.specification.data) {
        const columns: readonly UsedColumn[] = usedColumns(data);
        if (columns.length > widest) continue;
        const faulty = columns.flatMap((used) => {
          const message = fault(used, data);
          return message === null ? [] : [{ ...used, name: used.column.name, message }];
        });
        const [first, ...others] = faulty;
        if (!first) continue;
        const summaries = faulty.flatMap(({ column, isTarget }) => (isTarget ? [] : [column]));
        const features = summaries.map(({ name }) => name);
        const excluding = [features.slice(0, 1), ...(features.length > 1 ? [features] : [])];
        report({
          message: others.length === 0 ? first.message : `${first.message} ${soAre(others)}`,
          range: data.settings.get('source')?.range ?? data.nameRange,
          fixes: [
            ...fixes(context, data, summaries),
            ...excluding.flatMap((names) => excludeColumns(context, data, names)),
          ],
        });
      }
    },
  };
}
