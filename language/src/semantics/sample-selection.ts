import { t } from '#l10n';
import type { ColumnSummary } from '../data/summary.ts';
import type { Range } from '../syntax/tokens.ts';
import type { SampleSelection, Settings } from './model.ts';
import type { Scope } from './scope.ts';
import { optionalNumber } from './settings.ts';

/** The settings `classes` and `limit`. */
export function sampleSelection(settings: Settings, blockRange: Range): SampleSelection {
  const values = settings.get('classes')?.values ?? [];
  return {
    classes: values.map((resolved) => ({ ...resolved, value: String(resolved.value) })),
    limit: optionalNumber(settings, 'data', 'limit', blockRange),
  };
}

/** Reports classes that the target does not have, as far as its labels are known. */
export function checkClasses(
  scope: Scope,
  { classes }: SampleSelection,
  labels: readonly string[] | undefined,
): void {
  if (!labels) return;
  for (const { value, range } of classes) {
    if (labels.includes(value)) continue;
    scope.unknown('unknown-name', t`The target has no class '${value}'`, value, range, labels);
  }
}

/** How many samples are left of so many; undefined where that is not known. */
export function selectedRows(
  { classes, limit }: SampleSelection,
  rows: number | undefined,
  column: ColumnSummary | undefined,
): number | undefined {
  const wanted = new Set(classes.map(({ value }) => value));
  const counts = column?.classes?.filter(({ label }) => wanted.has(label));
  const left = wanted.size === 0 ? rows : counts?.reduce((sum, { count }) => sum + count, 0);
  if (limit.value === null || left === undefined) return left;
  return Math.min(left, limit.value);
}
