import { t } from '#l10n';
import { formatShape } from '../catalogue/index.ts';
import { sizeOf } from '../catalogue/layers/shapes.ts';
import type { Shape } from '../catalogue/types.ts';
import { insertBefore } from './edits.ts';
import type { PlainLayer, ResolvedData, ResolvedModel, ResolvedTrain } from './model.ts';
import { plainLayers } from './model.ts';
import type { Scope } from './scope.ts';
import { changeTo } from './scope.ts';
import { returnSequences } from './shape-fixes.ts';
import { isMeasured } from './train-resolver.ts';

/** What a train block brings together must fit: model and data, and what it monitors must be measured. */
export function checkTrain(scope: Scope, train: ResolvedTrain): void {
  const { model, data } = train;
  if (model && data) {
    checkInput(scope, train, model, data);
    checkOutputRank(scope, model, data);
  }
  checkMonitors(scope, train);
}

function checkInput(
  scope: Scope,
  train: ResolvedTrain,
  model: ResolvedModel,
  data: ResolvedData,
): void {
  const { inputShape } = model;
  const shape = data.shape?.value;
  if (!inputShape || !shape || sizeOf(shape) === sizeOf(inputShape.value)) return;
  const message = t`${model.name} takes ${formatShape(inputShape.value)}, which is ${sizeOf(inputShape.value)} numbers, but a sample of ${data.name} has ${sizeOf(shape)}: ${describeSample(data, shape)}.`;
  const local = scope.find('models', model.name) === model && !model.base;
  const range = local ? inputShape.range : (train.modelRange ?? train.keywordRange);
  const related = [
    { message: t`${data.name} is used here.`, range: train.dataRange ?? train.range },
  ];
  const fixes = local
    ? [
        {
          ...changeTo(shape.join(', '), inputShape.range),
          title: t`Change to input(${shape.join(', ')})`,
        },
      ]
    : [];
  scope.report('input-shape-data', message, range, { related, fixes });
}

function describeSample(data: ResolvedData, shape: Shape): string {
  const columns = data.featureColumns?.length;
  if (columns === undefined || data.shape?.written) return formatShape(shape);
  const inputs = sizeOf(shape);
  return columns === inputs
    ? t`${columns} columns`
    : t`${columns} columns, which become ${inputs} inputs`;
}

/** A target of one value a sample needs an output without other axes than its units. */
function checkOutputRank(scope: Scope, model: ResolvedModel, data: ResolvedData): void {
  const output = model.outputShape;
  if (!model.complete || !output || scope.find('models', model.name) !== model) return;
  if (output.length <= 1 + data.targetShape.length) return;
  const plain = plainLayers(model.layers);
  const recurrent = [...plain].reverse().find(({ entry }) => entry.family === 'recurrent');
  const head = plain.find(({ entry, input }) => entry.name === 'dense' && input?.length === 2);
  const start = t`${model.name} gives ${formatShape(output)} for each sample, but ${data.name} has one target`;
  if (recurrent && returnsSequences(recurrent)) {
    const edits =
      returnSequences(recurrent)?.edits.map((edit) => ({ ...edit, text: 'false' })) ?? [];
    const fixes = [{ title: t`Change to return_sequences: false`, edits, preferred: true }];
    const message = t`${start}: the last recurrent layer should not return sequences.`;
    scope.report('return-sequences', message, recurrent.typeRange, { fixes });
  } else if (head) {
    const edits = [insertBefore(scope.text, head.range, 'flatten')];
    const fixes = [{ title: t`Insert flatten before dense`, edits, preferred: true }];
    scope.report(
      'missing-flatten',
      t`${start}: flatten the sequence before dense.`,
      head.typeRange,
      { fixes },
    );
  } else {
    const last = model.layers.at(-1);
    if (last) scope.report('shape-mismatch', t`${start}: flatten or pool it.`, last.typeRange);
  }
}

function returnsSequences(layer: PlainLayer): boolean {
  return (
    layer.values.return_sequences === true && layer.arguments.return_sequences?.written === true
  );
}

/** What early stopping and a schedule wait for must be measured. */
function checkMonitors(scope: Scope, train: ResolvedTrain): void {
  if (train.metrics.length === 0 && !train.settings.has('metrics')) return;
  const stopping = train.earlyStopping?.arguments.monitor;
  const schedule = train.schedule.value;
  const place = schedule.places.monitor;
  const monitors = [
    stopping?.written ? { name: String(stopping.value), range: stopping.range } : undefined,
    place?.written ? { name: String(schedule.arguments.monitor), range: place.range } : undefined,
  ];
  for (const monitor of monitors) {
    if (!monitor || isMeasured(train, monitor.name)) continue;
    const metric = monitor.name.replace(/^val_/, '');
    const message = t`'${monitor.name}' is not measured: add ${metric} to the metrics, or monitor val_loss.`;
    const fixes = [changeTo('val_loss', monitor.range)];
    scope.report('unknown-name', message, monitor.range, { fixes });
  }
}
