import { t } from '#l10n';
import type { ColumnSummary } from '../data/summary.ts';
import type { Fix, TextEdit } from '../findings.ts';
import { CLASS_LOSSES } from '../semantics/choices.ts';
import type { ResolvedData, ResolvedTrain } from '../semantics/model.ts';
import { inputCount, type PreparedColumn, preparedColumns } from '../semantics/preparation.ts';
import { replaceRange, setSetting } from './edits.ts';
import type { Group } from './groups.ts';
import type { RuleContext } from './rule.ts';

/** A column of a csv that a specification uses. */
export interface UsedColumn {
  readonly column: ColumnSummary;
  readonly isTarget: boolean;
  /** Of a feature: what becomes of it; undefined where a column has more values than can be told apart. */
  readonly prepared: PreparedColumn | undefined;
}

/** The feature and target columns of a csv; empty where the file is not known or has no columns. */
export function usedColumns(data: ResolvedData): UsedColumn[] {
  const features = new Set(data.featureColumns);
  const targets = new Set(data.target.map(({ value }) => value));
  if (!data.featureColumns || !data.summary) return [];
  const prepared = preparedColumns(data, data.preparation);
  return data.summary.columns.flatMap((column) => {
    const isTarget = targets.has(column.name);
    if (!isTarget && !features.has(column.name)) return [];
    return [{ column, isTarget, prepared: prepared?.find((one) => one.column === column) }];
  });
}

/** Classes in a csv, few enough to be told apart one by one. */
const MOST_CLASSES = 100;

/** True where a loss of classification is to learn from classes that scale_target makes numbers of. */
export function isScaledLabel({ loss, data }: ResolvedTrain): boolean {
  if (!data || data.targetScale.value.name === 'none') return false;
  const [target] = data.target;
  const column = data.summary?.columns.find(({ name }) => name === target?.value);
  const isClass = column?.kind === 'text' || column?.integer === true;
  return isClass && column.distinct <= MOST_CLASSES && CLASS_LOSSES.has(loss?.value.name ?? '');
}

/** True where several target columns hold nothing but 0 and 1: labels, each of which holds or not by itself. */
export function hasLabels({ target, summary }: ResolvedData): boolean {
  const columns = target.map(({ value }) => summary?.columns.find(({ name }) => name === value));
  const isFlag = (column: ColumnSummary | undefined) =>
    column?.integer === true && column.min === 0 && column.max === 1;
  return columns.length > 1 && columns.every(isFlag);
}

/** The fix that leaves feature columns out, and makes the inputs of the models on them smaller. */
export function excludeColumns(
  { specification, text }: RuleContext,
  data: ResolvedData,
  names: readonly string[],
): Fix[] {
  const listed = data.features?.columns.map(({ value }) => value) ?? [];
  const included = data.features?.mode === 'include';
  const columns = included
    ? listed.filter((column) => !names.includes(column))
    : [...listed, ...names];
  if (columns.length === 0 || names.length >= (data.featureColumns?.length ?? 0)) return [];
  const selection = `${included ? 'include' : 'exclude'}(${columns.map(writeColumn).join(', ')})`;
  const features = setSetting(text, data, 'features', `features ${selection}`);
  const left = data.featureColumns?.filter((name) => !names.includes(name));
  const after = preparedColumns({ ...data, featureColumns: left }, data.preparation);
  const inputs = after ? resizedInputs(specification, data, inputCount(after)) : [];
  const title =
    names.length === 1
      ? t`Leave ${names[0] ?? ''} out`
      : t`Leave these ${names.length} columns out`;
  return [{ title, edits: [features, ...inputs], preferred: false }];
}

/** The edits of every `input(n)` where n is the number of inputs of the data as it is. */
export function resizedInputs({ models }: Group, data: ResolvedData, count: number): TextEdit[] {
  const now = preparedColumns(data, data.preparation);
  return models.flatMap((model) => {
    const input = model.inputShape;
    const isTrained = model.trains.some((train) => train.data === data);
    if (!now || !input || model.base || !isTrained || input.value.length !== 1) return [];
    return input.value[0] === inputCount(now) ? [replaceRange(input.range, String(count))] : [];
  });
}

/** A column's name as the language writes it: quoted where it is no word. */
export function writeColumn(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name}"`;
}
