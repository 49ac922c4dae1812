import { t } from '#l10n';
import { findEntry } from '../catalogue/index.ts';
import type { EntryValue, Value } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import type { PhaseBlock, TrainBlock } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { chooseLoss, chooseMetrics } from './choices.ts';
import type {
  Arguments,
  Resolved,
  ResolvedData,
  ResolvedModel,
  ResolvedPhase,
  ResolvedTrain,
  Settings,
} from './model.ts';
import type { Scope } from './scope.ts';
import { entrySetting, numberSetting, optionalNumber, resolveSettings } from './settings.ts';
import { selectLayers } from './transfer.ts';

/** What a train block refers to, already looked up. */
export interface TrainSubjects {
  readonly index: number;
  readonly model: ResolvedModel | undefined;
  readonly data: ResolvedData | undefined;
}

/** A train block with its settings; loss and metrics are chosen from head and target where they are left out. */
export function resolveTrain(
  scope: Scope,
  syntax: TrainBlock,
  { index, model, data }: TrainSubjects,
): ResolvedTrain {
  const statements = syntax.body?.statements ?? [];
  const settings = resolveSettings(scope, statements, 'train');
  const keywordRange: Range = { start: syntax.keyword.start, end: syntax.keyword.end };
  const loss = lossOf(settings, keywordRange, model, data);
  const optimizer = entrySetting(settings, 'train', 'optimizer', keywordRange);
  const schedule = entrySetting(settings, 'train', 'schedule', keywordRange);
  const epochs = numberSetting(settings, 'train', 'epochs', keywordRange);
  const inherited = { settings, keywordRange };
  return {
    index,
    syntax,
    range: syntax.range,
    keywordRange,
    model,
    modelRange: syntax.model?.range,
    data,
    dataRange: syntax.data?.range,
    loss,
    optimizer,
    schedule,
    batchSize: numberSetting(settings, 'train', 'batch_size', keywordRange),
    accumulate: numberSetting(settings, 'train', 'accumulate', keywordRange),
    epochs,
    clipNorm: optionalNumber(settings, 'train', 'clip_norm', keywordRange),
    clipValue: optionalNumber(settings, 'train', 'clip_value', keywordRange),
    earlyStopping: earlyStopping(settings),
    metrics: metricsOf(settings, keywordRange, loss?.value.name),
    seed: numberSetting(settings, 'train', 'seed', keywordRange),
    labelSmoothing: numberSetting(settings, 'train', 'label_smoothing', keywordRange),
    classWeights: classWeights(settings, keywordRange),
    mcDropoutSamples: mcDropout(settings, keywordRange),
    settings,
    phases: statements
      .filter((statement) => statement.kind === 'phase')
      .map((phase) => resolvePhase(scope, phase, inherited, model)),
    complete: !syntax.broken && !statements.some(({ broken }) => broken),
  };
}

function lossOf(
  settings: Settings,
  range: Range,
  model: ResolvedModel | undefined,
  data: ResolvedData | undefined,
): Resolved<EntryValue> | undefined {
  const written = settings.get('loss')?.arguments.value;
  if (written && isEntryValue(written.value)) return { ...written, value: written.value };
  return chooseLoss(model, data, range);
}

function metricsOf(
  settings: Settings,
  range: Range,
  loss: string | undefined,
): Resolved<EntryValue>[] {
  const written = settings.get('metrics');
  if (!written) return chooseMetrics(loss, range);
  return written.values.flatMap((resolved) =>
    isEntryValue(resolved.value) ? [{ ...resolved, value: resolved.value }] : [],
  );
}

function earlyStopping(settings: Settings): ResolvedTrain['earlyStopping'] {
  const setting = settings.get('early_stopping');
  return setting && { range: setting.range, arguments: setting.arguments as Arguments };
}

function classWeights(settings: Settings, range: Range): ResolvedTrain['classWeights'] {
  const written = settings.get('class_weights')?.arguments.value;
  if (!written) return { value: null, range, written: false };
  const { value } = written;
  return { ...written, value: Array.isArray(value) ? (value as readonly number[]) : 'balanced' };
}

function mcDropout(settings: Settings, range: Range): Resolved<number | null> {
  const written: Resolved<Value> | undefined = settings.get('uncertainty')?.arguments.value;
  if (!written || !isEntryValue(written.value)) return { value: null, range, written: false };
  return { ...written, value: Number(written.value.arguments.samples) };
}

interface Inherited {
  readonly settings: Settings;
  readonly keywordRange: Range;
}

/** A phase: what it does not say itself it has from the train block. */
function resolvePhase(
  scope: Scope,
  syntax: PhaseBlock,
  inherited: Inherited,
  model: ResolvedModel | undefined,
): ResolvedPhase {
  const statements = syntax.body?.statements ?? [];
  const own = resolveSettings(scope, statements, 'phase');
  const selections = statements.filter((statement) => statement.kind === 'selection');
  for (const { selector, action } of selections) {
    if (selector && model?.complete) selectLayers(scope, selector, model.layers, action);
  }
  const nested = statements.find((statement) => statement.kind === 'phase');
  if (nested?.kind === 'phase') {
    const { start, end } = nested.keyword;
    scope.report('unknown-name', t`A phase stands in a train block, not in a phase.`, {
      start,
      end,
    });
  }
  const nameRange = syntax.name?.range ?? syntax.keyword;
  const source = (name: string) => (own.has(name) ? own : inherited.settings);
  const { keywordRange } = inherited;
  return {
    name: syntax.name?.name ?? '',
    syntax,
    range: syntax.range,
    nameRange,
    epochs: numberSetting(source('epochs'), 'phase', 'epochs', keywordRange),
    optimizer: entrySetting(source('optimizer'), 'phase', 'optimizer', keywordRange),
    schedule: entrySetting(source('schedule'), 'phase', 'schedule', keywordRange),
    selections,
    settings: own,
  };
}

/** True where a metric of this name is among the ones measured. */
export function isMeasured(train: ResolvedTrain, monitor: string): boolean {
  const name = monitor.replace(/^val_/, '');
  return name === 'loss' || train.metrics.some(({ value }) => metricName(value) === name);
}

/** `top_5` for `top_k(5)`; the others' own name. */
export function metricName({ name, arguments: values }: EntryValue): string {
  return findEntry('metric', name)?.name === 'top_k' ? `top_${values.k}` : name;
}
