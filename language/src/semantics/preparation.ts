import { t } from '#l10n';
import { isEntryValue } from '../catalogue/types.ts';
import type { ColumnSummary, DataSummary } from '../data/summary.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { type FillMethod, type FillPlan, fillingOf, MOST_CATEGORIES } from '../table-plan.ts';
import type { Preparation, Resolved, ResolvedFilling, ResolvedSource, Settings } from './model.ts';
import { changeTo, type Scope } from './scope.ts';
import { wholeLine } from './settings.ts';

/** What is known of a table that is prepared. */
export interface Table {
  readonly summary: DataSummary | undefined;
  readonly featureColumns: readonly string[] | undefined;
}

/** The settings `encode` and `fill`; columns that they cannot hold for are reported. */
export function resolvePreparation(
  scope: Scope,
  settings: Settings,
  source: ResolvedSource | undefined,
  table: Table,
): Preparation {
  reportNoTable(scope, settings, source);
  const encode = settings.get('encode');
  const method = encode?.values[0];
  const preparation: Preparation = {
    encode: encode &&
      method && { columns: columnsIn(encode.syntax.values[0]?.value), range: encode.range },
    fill: fillings(settings),
  };
  reportRepeated(scope, preparation.fill);
  const columns = featuresOf(table);
  if (columns) checkColumns(scope, preparation, columns);
  return preparation;
}

/** The columns that a call names; null where it names none. */
function columnsIn(expression: Expression | undefined, skipped = 0): Resolved<string>[] | null {
  if (expression?.kind !== 'call') return null;
  const named = expression.arguments.items.filter(
    ({ name }, index) => name?.name === 'columns' || (!name && index >= skipped),
  );
  const columns = named.flatMap(({ value }) => {
    if (value.kind !== 'name' && value.kind !== 'string') return [];
    const name = value.kind === 'name' ? value.name : value.value;
    return [{ value: name, range: value.range, written: true }];
  });
  return columns.length > 0 ? columns : null;
}

function fillings(settings: Settings): ResolvedFilling[] {
  const fill = settings.get('fill');
  return (fill?.values ?? []).flatMap(({ value, range }) => {
    if (!isEntryValue(value)) return [];
    const written = fill?.syntax.values.find((argument) => argument.range.start === range.start);
    const takesValue = value.entry.parameters[0]?.type !== 'column';
    const columns = columnsIn(written?.value, takesValue ? 1 : 0);
    return [{ method: methodOf(value.name, value.arguments.value), columns, range }];
  });
}

function methodOf(name: string, value: unknown): FillMethod {
  return name === 'constant'
    ? { method: 'constant', value: String(value) }
    : { method: name as Exclude<FillMethod['method'], 'constant'> };
}

/** `fill` as the plan has it. */
export function fillPlan(fill: readonly ResolvedFilling[]): readonly FillPlan[] {
  return fill.map(({ method, columns }) => ({
    ...method,
    columns: columns ? columns.map(({ value }) => value) : null,
  }));
}

// ── What is wrong ─────────────────────────────────────────────────────────────────────────────────

function reportNoTable(scope: Scope, settings: Settings, source: ResolvedSource | undefined): void {
  if (!source || (source.kind === 'file' && TABLES.has(source.format))) return;
  for (const name of ['encode', 'fill']) {
    const setting = settings.get(name);
    if (!setting) continue;
    const message = t`${name} is for tables (csv, tsv): this source has neither text nor gaps.`;
    const fixes = [
      {
        title: t`Remove '${name}'`,
        edits: [{ ...wholeLine(scope.text, setting.range), text: '' }],
        preferred: false,
      },
    ];
    scope.report('argument-type', message, setting.nameRange, { fixes });
  }
}

const TABLES: ReadonlySet<string> = new Set(['csv', 'tsv']);

function reportRepeated(scope: Scope, fill: readonly ResolvedFilling[]): void {
  const filled = new Set<string>();
  let all = false;
  for (const { columns, range } of fill) {
    if (columns === null && all) {
      scope.report('duplicate-name', t`Only one filling can be for all columns.`, range);
    }
    all ||= columns === null;
    for (const { value, range: place } of columns ?? []) {
      if (filled.has(value)) scope.report('duplicate-name', t`'${value}' is filled twice.`, place);
      filled.add(value);
    }
  }
}

function checkColumns(
  scope: Scope,
  { encode, fill }: Preparation,
  columns: readonly ColumnSummary[],
): void {
  const find = (name: string) => columns.find((column) => column.name === name);
  const named = [...(encode?.columns ?? []), ...fill.flatMap((filling) => filling.columns ?? [])];
  for (const { value, range } of named) {
    if (!find(value)) {
      const names = columns.map(({ name }) => name);
      scope.unknown('unknown-name', t`'${value}' is no feature column`, value, range, names);
    }
  }
  if (encode) {
    const texts =
      encode.columns?.flatMap(({ value }) => find(value) ?? []) ?? columns.filter(isText);
    for (const { name, classes } of texts) {
      if (!classes) reportTooMany(scope, name, encode.range);
    }
  }
  for (const filling of fill) {
    for (const { value, range } of filling.columns ?? []) {
      const column = find(value);
      if (column) checkFilling(scope, filling, column, range);
    }
  }
}

function reportTooMany(scope: Scope, name: string, range: Range): void {
  const message = t`Column ${name} has more than ${MOST_CATEGORIES} different values, and each would be an input of its own: leave it out with features exclude(${name}).`;
  scope.report('argument-range', message, range);
}

/** Text has no mean, and a word is no number. */
function checkFilling(
  scope: Scope,
  { method, range: whole }: ResolvedFilling,
  column: ColumnSummary,
  range: Range,
): void {
  const { name } = column;
  if (method.method === 'constant') {
    if (isText(column) || !Number.isNaN(Number(method.value))) return;
    const message = t`Column ${name} holds numbers: it cannot be filled with "${method.value}".`;
    scope.report('argument-type', message, range);
    return;
  }
  if (!isText(column) || method.method === 'most_frequent') return;
  const word = { start: whole.start, end: whole.start + method.method.length };
  const message = t`Column ${name} holds text: it has no ${method.method}, only a most_frequent value.`;
  scope.report('argument-type', message, range, { fixes: [changeTo('most_frequent', word)] });
}

// ── What becomes of the columns ───────────────────────────────────────────────────────────────────

/** A feature column with what becomes of it. */
export interface PreparedColumn {
  readonly column: ColumnSummary;
  /** The values that get an input each; null: the column is an input itself. */
  readonly categories: readonly string[] | null;
  /** What stands in for its gaps; null where nothing does. */
  readonly filling: FillMethod | null;
}

/** The feature columns of a table; undefined where they are not known, or one has too many values to tell apart. */
export function preparedColumns(
  table: Table,
  { encode, fill }: Preparation,
): PreparedColumn[] | undefined {
  const columns = featuresOf(table);
  const named = new Set(encode?.columns?.map(({ value }) => value));
  const plans = fillPlan(fill);
  const prepared = columns?.map((column): PreparedColumn | undefined => {
    const isEncoded = encode && (encode.columns ? named.has(column.name) : isText(column));
    const filling = fillingOf(plans, column.name, isEncoded || isText(column));
    if (!isEncoded) return { column, categories: null, filling };
    if (!column.classes) return undefined;
    const labels = column.classes.map(({ label }) => label);
    const constant = filling?.method === 'constant' && column.missing > 0 ? filling.value : null;
    const added = constant !== null && !labels.includes(constant) ? [constant] : [];
    return { column, categories: [...labels, ...added], filling };
  });
  return prepared?.every((column) => column !== undefined) ? prepared : undefined;
}

/** How many inputs columns make. */
export function inputCount(columns: readonly PreparedColumn[]): number {
  return columns.reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);
}

function featuresOf({ summary, featureColumns }: Table): ColumnSummary[] | undefined {
  const features = new Set(featureColumns);
  return featureColumns && summary?.columns.filter(({ name }) => features.has(name));
}

function isText({ kind }: ColumnSummary): boolean {
  return kind === 'text';
}
