import { t } from '#l10n';
import { formatShape } from '../catalogue/index.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { PlainLayer, ResolvedData, ResolvedLayer, ResolvedTrain } from '../semantics/model.ts';
import { inputCount, preparedColumns } from '../semantics/preparation.ts';
import type { Range } from '../syntax/tokens.ts';
import { inputNames } from '../table-plan.ts';
import { layersBySyntax } from './document-symbols.ts';
import { outputShape, parameterWords, sumParameters } from './layer-summary.ts';
import { formatValue } from './numbers.ts';

/** What hints tell: shapes of outputs, counts of parameters, defaults in force. */
export type HintKind = 'shapes' | 'parameters' | 'defaults';

export type ShownHints = Readonly<Record<HintKind, boolean>>;

export const ALL_HINTS: ShownHints = { shapes: true, parameters: true, defaults: true };

/** Words shown in the text that are not in it. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: HintKind;
  /** Markdown. */
  readonly tooltip: string;
  /** Writes the hint into the text; only where that keeps the text's meaning. */
  readonly insert?: string;
}

/** What comes out of each layer, the initialisers in force, and the settings of a training that are left out. */
export function inlayHints(
  analysis: Analysis,
  range: Range,
  shown: ShownHints = ALL_HINTS,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  for (const copies of layersBySyntax(analysis).values()) {
    const [layer] = copies;
    if (!layer || layer.range.end < range.start || layer.range.start > range.end) continue;
    if (layer.kind === 'layer') hints.push(...initializerHint(analysis, layer));
    hints.push(...shapeHint(layer, copies, shown));
  }
  for (const data of analysis.resolved.data) hints.push(...inputsHint(data));
  for (const train of analysis.resolved.trains) hints.push(...settingsHint(train));
  return hints
    .filter(({ offset, kind }) => shown[kind] && range.start <= offset && offset <= range.end)
    .sort((a, b) => a.offset - b.offset);
}

/** The shape and the parameters: two hints, which look like one. */
function shapeHint(
  layer: ResolvedLayer,
  copies: readonly ResolvedLayer[],
  shown: ShownHints,
): InlayHint[] {
  const offset = layer.range.end;
  const shape = outputShape(copies);
  if (shape === '') return [];
  const times =
    copies.length > 1 ? ` ${t`All ${copies.length} copies of the \`repeat\` together.`}` : '';
  const hints: InlayHint[] = [
    { offset, label: shape, kind: 'shapes', tooltip: t`Shape of one sample after this layer.` },
  ];
  const count = sumParameters(copies);
  if (count === undefined || count === 0) return hints;
  const label = `${shown.shapes ? ' · ' : ''}${parameterWords(count)}`;
  const tooltip = `${t`Trainable parameters of this layer.`}${times}`;
  return [...hints, { offset, label, kind: 'parameters', tooltip }];
}

/** The initialiser is what most depends on the rest of the line and is most often left out. */
function initializerHint(analysis: Analysis, layer: PlainLayer): InlayHint[] {
  const group = layer.syntax.arguments;
  if (!layer.init || layer.init.written || !group?.close || group.items.length === 0) return [];
  // After a comma the next argument is being written.
  const last = group.items.at(-1)?.range.end ?? 0;
  if (analysis.text.slice(last, group.close.start).includes(',')) return [];
  const parameter = layer.entry.parameters.find(({ name }) => name === 'init');
  if (!parameter) return [];
  const label = `, init: ${formatValue(layer.init.value)}`;
  const tooltip = `${t(parameter.documentation)} ${t`This is what is in force.`}`;
  return [{ offset: group.close.start, label, kind: 'defaults', tooltip, insert: label }];
}

/** How many inputs the columns of a table become. */
function inputsHint(data: ResolvedData): InlayHint[] {
  const { encode } = data.preparation;
  const columns = encode && preparedColumns(data, data.preparation);
  if (!columns) return [];
  const label = ` → ${formatShape([inputCount(columns)])}`;
  const tooltip = columns
    .flatMap(({ column, categories }) => inputNames(column.name, categories))
    .join(', ');
  return [{ offset: encode.range.end, label, kind: 'shapes', tooltip }];
}

function settingsHint(train: ResolvedTrain): InlayHint[] {
  const open = train.syntax.body?.open;
  if (!open) return [];
  const left = { loss: train.loss, optimizer: train.optimizer, batch_size: train.batchSize };
  const phased = train.phases.length > 0;
  const settings = Object.entries(
    phased ? { loss: train.loss } : { ...left, epochs: train.epochs },
  );
  const labels = settings.flatMap(([name, setting]) =>
    setting && !setting.written ? [`${name} ${formatValue(setting.value)}`] : [],
  );
  if (labels.length === 0) return [];
  const tooltip = t`Settings that are left out, as they are in force.`;
  return [{ offset: open.end, label: labels.join(', '), kind: 'defaults', tooltip }];
}
