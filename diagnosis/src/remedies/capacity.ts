/** The table's rows "hidden layers" and "neurons per layer". */
import { t } from '#l10n';
import { MATCHING_INITIALIZERS, type PlainLayer, TUNING_TABLE, usualText } from '#language';
import { flattenLayers } from '#plan';
import { MOSTLY_READ, readShare } from '../hindrances/structure.ts';
import { distinct, insertLayerAfter, removeLayer, replace, setLayerArgument } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

const NEURONS = TUNING_TABLE.neuronsPerLayer;
const LAYERS = TUNING_TABLE.hiddenLayers;

/** The argument that says how wide a layer is, by its family. */
const WIDTHS: Readonly<Record<string, string>> = {
  dense: 'units',
  recurrent: 'units',
  convolution: 'filters',
  embedding: 'dimensions',
};

export const addNeurons: Remedy = {
  category: 'capacity',
  candidates: (context) => widths(context, [4, 2], 'underfitting'),
};

/** Windows that leave nothing out between them. */
export const readAll: Remedy = {
  category: 'capacity',
  candidates: ({ plan, hidden }) => {
    const skipping = new Set(
      flattenLayers(plan.model.layers).flatMap((l) => (readShare(l) < MOSTLY_READ ? [l.id] : [])),
    );
    const layers = hidden.filter(({ id }) => skipping.has(id));
    const [first] = layers;
    if (!first) return [];
    return [
      {
        id: 'stride:1',
        title: t`Move the window of '${first.id}' by 1: stride 1`,
        reason: t`Its stride is larger than its kernel: what lies between two windows is never read.`,
        basis: { kind: 'paper', text: 'Dumoulin & Visin 2016, A guide to convolution arithmetic' },
        edits: distinct(layers.map((layer) => setLayerArgument(layer, 'stride', '1'))),
      },
    ];
  },
};

/** Global pooling tells what is there, not where: flatten keeps both. */
export const keepPlaces: Remedy = {
  category: 'capacity',
  candidates: ({ layers }) => {
    const layer = layers.find(({ type }) => type.startsWith('global_'));
    if (!layer) return [];
    return [
      {
        id: 'flatten',
        title: t`Use flatten in place of '${layer.id}'`,
        reason: t`'${layer.id}' averages over all places: where something stands is lost.`,
        basis: { kind: 'paper', text: 'Lin et al. 2014, Network in network, section 3.2' },
        edits: [replace(layer.syntax.range, 'flatten')],
      },
    ];
  },
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
  const places = context.hidden.flatMap((layer) => {
    const name = WIDTHS[layer.entry.family] ?? '';
    const units = Number(layer.values[name]);
    // A residual body's width is bound to what is added to it.
    const isFree = layer.parent?.kind !== 'residual' && units > 0;
    return isFree && isInQuestion(layer, units, column) ? [{ layer, name, units }] : [];
  });
  return factors.flatMap((factor): Candidate[] => {
    const changed = places.flatMap((place) => {
      const width = widthFrom(place.units, factor);
      return width === place.units ? [] : [{ ...place, width }];
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
          changed.map(({ layer, name, width }) => setLayerArgument(layer, name, String(width))),
        ),
      },
    ];
  });
}

/** Wide convolutions and embeddings cost much, and have room; those are left as they are that are not narrow. */
function isInQuestion(
  { entry }: PlainLayer,
  units: number,
  column: 'underfitting' | 'overfitting',
): boolean {
  const isCheap = entry.family === 'dense' || entry.family === 'recurrent';
  return isCheap || (column === 'underfitting' && units < NEURONS.range.low);
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
