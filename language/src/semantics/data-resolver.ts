import { t } from '#l10n';
import { findSetting, settingsOf } from '../catalogue/index.ts';
import { sizeOf } from '../catalogue/layers/shapes.ts';
import type { GeneratorEntry, Shape } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import { formatOf } from '../data/formats.ts';
import type { ColumnSummary, DataProblem, DataSummary } from '../data/summary.ts';
import type { Fix } from '../findings.ts';
import { closestName } from '../names.ts';
import type { Argument, DataBlock } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import type {
  Preparation,
  Resolved,
  ResolvedData,
  ResolvedFile,
  ResolvedSource,
  ResolvedTrain,
  Settings,
} from './model.ts';
import { inputCount, preparedColumns, resolvePreparation, type Table } from './preparation.ts';
import { checkClasses, sampleSelection, selectedRows } from './sample-selection.ts';
import { changeTo, type Scope } from './scope.ts';
import { entrySetting, numberSetting, resolveSettings, switchSetting } from './settings.ts';

/** Whole numbers with at most this many different values are read as classes, ... */
const MOST_NUMERIC_CLASSES = 30;
/** ... if each occurs this often on average. */
const LEAST_SAMPLES_PER_CLASS = 5;

/** A data block with its settings, and with what is known about its file. */
export function resolveData(scope: Scope, syntax: DataBlock): ResolvedData {
  const statements = syntax.body?.statements ?? [];
  const settings = resolveSettings(scope, statements, 'data');
  const nameRange = syntax.name?.range ?? syntax.keyword;
  const source = resolveSource(scope, syntax, settings, nameRange);
  const file = source?.kind === 'file' ? inspect(scope, source.path) : {};
  const labels =
    source?.kind === 'file' && source.targetPath ? inspect(scope, source.targetPath) : {};
  const target = targetColumns(settings, source);
  const features = featureSelection(settings);
  checkColumns(scope, file.summary, [...target, ...(features?.columns ?? [])]);
  const featureColumns = chooseFeatures(file.summary, target, features);
  const written = settings.get('shape')?.arguments.value as Resolved<Shape> | undefined;
  const table = { summary: file.summary, featureColumns };
  const preparation = resolvePreparation(scope, settings, source, table);
  const inferred = inferShape(source, table, target, preparation);
  if (written && inferred) checkShape(scope, written, inferred);
  const column = targetColumn(source, file.summary, labels.summary, target);
  const selection = sampleSelection(settings, nameRange);
  const kind = selection.classes.length > 0 ? 'classes' : targetKind(source, settings, column);
  checkClasses(scope, selection, labelsOf(source, column));
  const rows = source?.kind === 'generator' ? source.summary.samples : file.summary?.rows;
  return {
    name: syntax.name?.name ?? '',
    syntax,
    nameRange,
    range: syntax.range,
    documentation: syntax.documentation,
    source,
    testSource: testFile(scope, settings),
    target,
    features,
    preparation,
    featureColumns,
    shape: written ?? (inferred && { value: inferred, range: nameRange, written: false }),
    scale: entrySetting(settings, 'data', 'scale', nameRange),
    targetScale: entrySetting(settings, 'data', 'scale_target', nameRange),
    split: resolveSplit(scope, settings, nameRange),
    shuffle: switchSetting(settings, 'data', 'shuffle', nameRange),
    seed: numberSetting(settings, 'data', 'seed', nameRange),
    settings,
    rows: selectedRows(selection, rows, column),
    selection,
    targetKind: kind,
    classes:
      kind === 'classes' ? selection.classes.length || classCount(source, column) : undefined,
    targetShape: source?.kind === 'generator' ? source.summary.targetShape : [],
    summary: file.summary,
    problem: file.problem ?? labels.problem,
    targetSummary: labels.summary,
    trains: [] as ResolvedTrain[],
    complete: source !== undefined && !syntax.broken,
  };
}

// ── Source ────────────────────────────────────────────────────────────────────────────────────────

function resolveSource(
  scope: Scope,
  syntax: DataBlock,
  settings: Settings,
  nameRange: Range,
): ResolvedSource | undefined {
  const written = settings.get('source')?.arguments.value;
  if (!written) {
    reportMissingSource(scope, syntax, nameRange);
    return undefined;
  }
  const { value, range } = written;
  if (isEntryValue(value)) {
    const entry = value.entry as GeneratorEntry;
    const places = value.places;
    const withRanges = Object.entries(value.arguments).map(([name, argument]) => {
      const place = places[name] ?? { range, written: false };
      return [name, { value: argument, range: place.range, written: place.written }] as const;
    });
    return {
      kind: 'generator',
      entry,
      arguments: Object.fromEntries(withRanges),
      values: value.arguments,
      summary: entry.describe(value.arguments),
      range,
    };
  }
  const path = { ...written, value: String(value) };
  const targetSetting = settings.get('target')?.values[0];
  const file = resolveFile(scope, path, targetSetting);
  if (file && file.format !== 'idx' && !targetSetting && !isAttempted(syntax, 'target')) {
    scope.report(
      'missing-argument',
      t`${nameOf(syntax)} needs a target: the column to be predicted.`,
      nameRange,
    );
  }
  return file;
}

/** A setting that is written, however it is spelled and whether or not its value could be read. */
function isAttempted({ body }: DataBlock, setting: string): boolean {
  const names = settingsOf('data').map(({ name }) => name);
  const written = body?.statements.map(({ name }) => name.name) ?? [];
  return written.some(
    (word) => word === setting || (!names.includes(word) && closestName(word, names) === setting),
  );
}

function nameOf(syntax: DataBlock): string {
  return syntax.name?.name ?? t`this data set`;
}

function reportMissingSource(scope: Scope, syntax: DataBlock, nameRange: Range): void {
  if (isAttempted(syntax, 'source') || syntax.broken || !syntax.body || syntax.body.broken) return;
  const message = t`${nameOf(syntax)} needs a source: a file in quotes or a generator.`;
  scope.report('missing-argument', message, nameRange);
}

/** The file of a path, in the format that its name says; unknown formats are reported. */
function resolveFile(
  scope: Scope,
  path: Resolved<string>,
  target: Resolved<unknown> | undefined,
): ResolvedFile | undefined {
  const format = formatOf(path.value);
  if (!format) {
    const message = t`The format of "${path.value}" is not known: it should end in .csv, .tsv, .npz, .idx or -ubyte (or that with .gz).`;
    scope.report('argument-type', message, path.range);
    return undefined;
  }
  const targetPath =
    format === 'idx' && target ? { ...target, value: String(target.value) } : undefined;
  if (format === 'idx' && !targetPath) {
    const message = t`An idx file needs the file of its labels: target "…-labels-idx1-ubyte".`;
    scope.report('missing-argument', message, path.range);
  }
  return { kind: 'file', path, format, targetPath };
}

function testFile(scope: Scope, settings: Settings): ResolvedFile | undefined {
  const written = settings.get('test_source')?.arguments.value;
  if (!written) return undefined;
  const path = { ...written, value: String(written.value) };
  const labels = settings.get('test_target')?.arguments.value;
  const file = resolveFile(scope, path, labels);
  inspect(scope, path);
  if (file?.targetPath) inspect(scope, file.targetPath);
  return file;
}

interface Inspected {
  readonly summary?: DataSummary;
  readonly problem?: DataProblem;
}

function inspect(scope: Scope, path: Resolved<string>): Inspected {
  const known = scope.dataSummary(path.value);
  if (known?.kind !== 'problem') return known ? { summary: known } : {};
  scope.report('data-file', `${known.message} ${known.advice}`, path.range);
  return { problem: known };
}

// ── Columns ───────────────────────────────────────────────────────────────────────────────────────

function targetColumns(settings: Settings, source: ResolvedSource | undefined): Resolved<string>[] {
  if (source?.kind === 'file' && source.format === 'idx') return [];
  const values = settings.get('target')?.values ?? [];
  return values.map((resolved) => ({ ...resolved, value: String(resolved.value) }));
}

/** `include(a, b)`, `exclude(id)`: read from the text, since the value of a parameter is one column. */
function featureSelection(settings: Settings): ResolvedData['features'] {
  const setting = settings.get('features');
  const expression = setting?.syntax.values[0]?.value;
  if (!setting || expression?.kind !== 'call') return undefined;
  const columns = expression.arguments.items.flatMap(({ value }) => {
    if (value.kind !== 'name' && value.kind !== 'string') return [];
    const name = value.kind === 'name' ? value.name : value.value;
    return [{ value: name, range: value.range, written: true }];
  });
  const mode = expression.callee.name === 'include' ? 'include' : 'exclude';
  return { mode, columns, range: setting.range };
}

function checkColumns(
  scope: Scope,
  summary: DataSummary | undefined,
  columns: readonly Resolved<string>[],
): void {
  if (!summary || summary.format === 'idx') return;
  const names = summary.columns.map(({ name }) => name);
  for (const { value, range } of columns) {
    if (names.includes(value)) continue;
    const message =
      summary.format === 'npz'
        ? t`The file has no array '${value}'`
        : t`The file has no column '${value}'`;
    scope.unknown('unknown-name', message, value, range, names);
  }
}

function chooseFeatures(
  summary: DataSummary | undefined,
  target: readonly Resolved<string>[],
  features: ResolvedData['features'],
): string[] | undefined {
  if (!summary || summary.format === 'idx' || summary.format === 'npz') return undefined;
  const listed = new Set(features?.columns.map(({ value }) => value));
  const targets = new Set(target.map(({ value }) => value));
  return summary.columns
    .map(({ name }) => name)
    .filter((name) => !targets.has(name) || (features?.mode === 'include' && listed.has(name)))
    .filter((name) => !features || listed.has(name) === (features.mode === 'include'));
}

// ── Shape and target ──────────────────────────────────────────────────────────────────────────────

function inferShape(
  source: ResolvedSource | undefined,
  table: Table,
  target: readonly Resolved<string>[],
  preparation: Preparation,
): Shape | undefined {
  const { summary, featureColumns } = table;
  if (source?.kind === 'generator') return source.summary.shape;
  if (featureColumns) {
    const columns = preparedColumns(table, preparation);
    return columns && columns.length > 0 ? [inputCount(columns)] : undefined;
  }
  if (summary?.format === 'npz') {
    const targets = new Set(target.map(({ value }) => value));
    const array = summary.columns.find(({ name, shape }) => !targets.has(name) && shape);
    return array?.shape ?? summary.shape ?? undefined;
  }
  // The pixels of a grey image have one channel.
  const shape = summary?.shape ?? undefined;
  return shape?.length === 2 ? [...shape, 1] : shape;
}

function checkShape(scope: Scope, written: Resolved<Shape>, inferred: Shape): void {
  const given = sizeOf(inferred);
  const wanted = sizeOf(written.value);
  if (given === wanted) return;
  const message = t`The shape (${written.value.join(', ')}) holds ${wanted} numbers, but a sample has ${given}.`;
  scope.report('input-shape-data', message, written.range);
}

function targetColumn(
  source: ResolvedSource | undefined,
  summary: DataSummary | undefined,
  labels: DataSummary | undefined,
  target: readonly Resolved<string>[],
): ColumnSummary | undefined {
  if (source?.kind === 'file' && source.format === 'idx') return labels?.columns[0];
  return summary?.columns.find(({ name }) => name === target[0]?.value);
}

function targetKind(
  source: ResolvedSource | undefined,
  settings: Settings,
  column: ColumnSummary | undefined,
): ResolvedData['targetKind'] {
  if (source?.kind === 'generator') return source.summary.classes === null ? 'real' : 'classes';
  if (settings.has('scale_target')) return 'real';
  if (!column) return 'unknown';
  return looksLikeClasses(column) ? 'classes' : 'real';
}

function looksLikeClasses(column: ColumnSummary): boolean {
  if (column.kind === 'text') return true;
  if (!column.integer || !column.classes) return false;
  if (column.min === 0 && column.max === 1) return true;
  const samples = column.classes.reduce((sum, { count }) => sum + count, 0);
  return (
    column.distinct <= MOST_NUMERIC_CLASSES && samples >= LEAST_SAMPLES_PER_CLASS * column.distinct
  );
}

/** The target's labels where they are known; a generator counts its classes from 0. */
function labelsOf(
  source: ResolvedSource | undefined,
  column: ColumnSummary | undefined,
): string[] | undefined {
  if (source?.kind !== 'generator') return column?.classes?.map(({ label }) => label);
  const { classes } = source.summary;
  return classes === null ? undefined : Array.from({ length: classes }, (_, index) => `${index}`);
}

function classCount(
  source: ResolvedSource | undefined,
  column: ColumnSummary | undefined,
): number | undefined {
  if (source?.kind === 'generator') return source.summary.classes ?? undefined;
  return column?.classes?.length;
}

// ── Split ─────────────────────────────────────────────────────────────────────────────────────────

function resolveSplit(scope: Scope, settings: Settings, nameRange: Range): ResolvedData['split'] {
  const setting = settings.get('split');
  if (!setting) return defaultSplit(settings.has('test_source'), nameRange);
  const part = (name: string): Resolved<number> => {
    const argument = setting.arguments[name];
    if (argument?.written) return { ...argument, value: Number(argument.value) };
    // A part that is left out of a split that is written gets nothing.
    return { value: 0, range: setting.nameRange, written: false };
  };
  const split = { train: part('train'), validation: part('validation'), test: part('test') };
  const sum = split.train.value + split.validation.value + split.test.value;
  const read = Object.values(setting.arguments).filter(({ written }) => written).length;
  const known = read > 0 && read === countOf(setting.syntax.values);
  if (Math.abs(sum - 1) > 1e-6 && known) {
    const message = t`The parts of the split add up to ${percent(sum)}, not to 100%.`;
    scope.report('argument-range', message, setting.range, { fixes: restFix(split) });
  }
  return { ...split, range: setting.range, written: true };
}

/** Gives the training what the other parts leave. */
function restFix({ train, validation, test }: SplitParts): Fix[] {
  const rest = 1 - validation.value - test.value;
  if (!train.written || rest <= 0) return [];
  return [{ ...changeTo(percent(rest), train.range), preferred: false }];
}

type SplitParts = Pick<ResolvedData['split'], 'train' | 'validation' | 'test'>;

/** How many parts are written, in parentheses or without. */
function countOf(values: readonly Argument[]): number {
  const [only] = values;
  const inside = values.length === 1 && only?.value.kind === 'group' ? only.value.items : values;
  return inside.length;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}

/** The catalogue's parts; where the test has a file of its own, its share goes to training. */
function defaultSplit(hasTestFile: boolean, range: Range): ResolvedData['split'] {
  const parameters = findSetting('data', 'split')?.parameters ?? [];
  const share = (name: string) =>
    Number(parameters.find((parameter) => parameter.name === name)?.default ?? 0);
  const test = hasTestFile ? 0 : share('test');
  const resolved = (value: number): Resolved<number> => ({ value, range, written: false });
  return {
    train: resolved(1 - share('validation') - test),
    validation: resolved(share('validation')),
    test: resolved(test),
    range,
    written: false,
  };
}
