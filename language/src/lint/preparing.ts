import { t } from '#l10n';
import type { ColumnSummary } from '../data/summary.ts';
import type { Fix, TextEdit } from '../findings.ts';
import type { ResolvedData } from '../semantics/model.ts';
import { inputCount, preparedColumns } from '../semantics/preparation.ts';
import { resizedInputs, writeColumn } from './columns.ts';
import { setSetting } from './edits.ts';
import type { RuleContext } from './rule.ts';

/** More values than this are rarely a choice among few, … */
const USUAL_CATEGORIES = 50;
/** … nor are those that occur less often than this on average. */
const LEAST_ROWS_PER_CATEGORY = 2;

/** Whether a column of text is names or numbers gone astray rather than a choice among values. */
export function hasManyCategories({ distinct }: ColumnSummary, rows: number): boolean {
  return distinct > USUAL_CATEGORIES || distinct * LEAST_ROWS_PER_CATEGORY > rows;
}

/** Whether a setting is written but cannot be read, which is told where it stands. */
export function isUnreadable({ syntax, settings }: ResolvedData, name: string): boolean {
  const statements = syntax.body?.statements ?? [];
  return !settings.has(name) && statements.some((statement) => statement.name.name === name);
}

/** Encodes those columns of text that are a choice among values, and leaves the others out. */
export function encodeText(
  { specification, text }: RuleContext,
  data: ResolvedData,
  texts: readonly ColumnSummary[],
): Fix[] {
  const rows = data.summary?.rows ?? 0;
  const choices = texts.filter((column) => !hasManyCategories(column, rows));
  const left = texts.filter((column) => hasManyCategories(column, rows)).map(({ name }) => name);
  const { features } = data;
  // `include` names what is used: what is left out of it there is for the person to say.
  if (choices.length === 0 || (left.length > 0 && features?.mode === 'include')) return [];
  const encode = data.preparation.encode;
  const named = encode?.columns?.map(({ value }) => value);
  const columns = named && [...named, ...choices.map(({ name }) => name)];
  const words = columns ? `one_hot(${columns.map(writeColumn).join(', ')})` : 'one_hot';
  const excluded = [...(features?.columns.map(({ value }) => value) ?? []), ...left];
  const exclude = `features exclude(${excluded.map(writeColumn).join(', ')})`;
  const resolved = (value: string) => ({ value, range: data.nameRange, written: true });
  const prepared = preparedColumns(
    { ...data, featureColumns: data.featureColumns?.filter((name) => !left.includes(name)) },
    {
      ...data.preparation,
      encode: { columns: columns?.map(resolved) ?? null, range: data.nameRange },
    },
  );
  const edits = [
    ...(left.length > 0 ? [setSetting(text, data, 'features', exclude)] : []),
    setSetting(text, data, 'encode', `encode ${words}`),
    ...(prepared ? resizedInputs(specification, data, inputCount(prepared)) : []),
  ];
  const title =
    left.length === 0
      ? t`Add encode ${words}`
      : t`Add encode ${words} and leave ${left.join(', ')} out`;
  return [{ title, edits: joined(edits), preferred: false }];
}

/** Fills the gaps of features with their medians, text with its most frequent value. */
export function fillGaps({ text }: RuleContext, data: ResolvedData): Fix[] {
  if (!data.summary) return [];
  const written = data.settings.get('fill');
  // Values that name their columns are kept; the rest is what has gaps still.
  const before = written ? `${text.slice(written.range.start, written.range.end)}, ` : 'fill ';
  const edits = [setSetting(text, data, 'fill', `${before}median`)];
  return [{ title: t`Add fill median`, edits, preferred: false }];
}

/** Insertions at one place have no order: they become one. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const byPlace = new Map<string, TextEdit>();
  for (const edit of edits) {
    const place = `${edit.start} ${edit.end}`;
    const other = byPlace.get(place);
    byPlace.set(place, other ? { ...edit, text: other.text + edit.text } : edit);
  }
  return [...byPlace.values()];
}
