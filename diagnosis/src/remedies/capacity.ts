/** The table's rows "hidden layers" and "neurons per layer". */
import { t } from '#l10n';
import { MATCHING_INITIALIZERS, type PlainLayer, TUNING_TABLE, usualText } from '#language';
import { distinct, insertLayerAfter, removeLayer, setLayerArgument } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

const NEURONS = TUNING_TABLE.neuronsPerLayer;
const LAYERS = TUNING_TABLE.hiddenLayers;

export const addNeurons: Remedy = {
  category: 'capacity',
  candidates: (context) => widths(context, [4, 2], 'underfitting'),
};

export const removeNeurons: Remedy = {
  category: 'capacity',
  candidates: (context) => widths(context, [1 / 2, 1 / 4], 'overfitting'),
};

export const addLayer: Remedy = {
  category: 'capacity',
  candidates: (context) => {
    const { analysis, head } = context;
    const dense = hiddenDense(context);
    const last = dense.at(-1);
    if (dense.length >= LAYERS.range.high || head?.kind !== 'layer') return [];
    const basis = tableBasis('hiddenLayers', 'underfitting');
    const reason = t`The model has ${dense.length} hidden layers; usual is ${usualText('hiddenLayers')}.`;
    const id = 'layers:add';
    if (last) {
      const text = copyOf(analysis.text, last);
      const edits = [insertLayerAfter(analysis, last, text)];
      return [{ id, title: t`Add a hidden layer ${text}`, reason, basis, edits }];
    }
    const text = `dense(${NEURONS.start}, relu, init: ${MATCHING_INITIALIZERS.relu.init})`;
    const { start } = head.syntax.range;
    const indent = /[ \t]*$/.exec(analysis.text.slice(0, start))?.[0] ?? '';
    const edits = [{ start, end: start, text: `${text}\n${indent}` }];
    return head.entry.family === 'dense'
      ? [{ id, title: t`Add a hidden layer ${text}`, reason, basis, edits }]
      : [];
  },
};

export const removeLastLayer: Remedy = {
  category: 'capacity',
  candidates: (context) => {
    const dense = hiddenDense(context);
    const last = dense.at(-1);
    if (!last || dense.length < 2 || last.copies > 1 || last.name || last.parent) return [];
    return [
      {
        id: 'layers:remove',
        title: t`Remove the hidden layer '${last.id}'`,
        reason: t`The model has ${dense.length} hidden layers; usual is ${usualText('hiddenLayers')}.`,
        basis: tableBasis('hiddenLayers', 'overfitting'),
        edits: [removeLayer(context.analysis, last)],
      },
    ];
  },
};

function widths(
  context: RemedyContext,
  factors: readonly number[],
  column: 'underfitting' | 'overfitting',
): Candidate[] {
  // A residual body's width is bound to what is added to it.
  const dense = hiddenDense(context).filter((layer) => layer.parent?.kind !== 'residual');
  return factors.flatMap((factor): Candidate[] => {
    const changed = dense.flatMap((layer) => {
      const units = Number(layer.values.units);
      const width = widthFrom(units, factor);
      return width === units ? [] : [{ layer, units, width }];
    });
    const first = changed[0];
    if (!first) return [];
    const steps = new Set(changed.map(({ units, width }) => `${units} → ${width}`));
    const widths = [...steps].join(', ');
    return [
      {
        id: `neurons:${factor}`,
        title: column === 'underfitting' ? t`Add neurons: ${widths}` : t`Remove neurons: ${widths}`,
        reason: t`'${first.layer.id}' has ${first.units} neurons; usual is ${usualText('neuronsPerLayer')} a layer.`,
        basis: tableBasis('neuronsPerLayer', column),
        edits: distinct(
          changed.map(({ layer, width }) => setLayerArgument(layer, 'units', String(width))),
        ),
      },
    ];
  });
}

/** At least the table's lower end where neurons are added, at least 2 where they are taken. */
function widthFrom(units: number, factor: number): number {
  const width = Math.round(units * factor);
  return factor > 1 ? Math.max(width, NEURONS.range.low) : Math.max(width, 2);
}

function hiddenDense({ hidden }: RemedyContext): PlainLayer[] {
  return hidden.filter((layer) => layer.entry.family === 'dense');
}

/** The layer's text without its name, which is unique. */
function copyOf(text: string, layer: PlainLayer): string {
  const { type, arguments: group } = layer.syntax;
  return text.slice(type.range.start, group?.range.end ?? type.range.end);
}
