/** The plan of a model whose narrow hidden layers have the usual number of units: what a larger one would make of the same data. */
import { TUNING_TABLE } from '#language';
import type { LayerPlan, Plan } from '#plan';

/** The table's usual start, which any layer narrower than its range is given. */
export const ROOM = TUNING_TABLE.neuronsPerLayer.start;
/** Hidden layers with fewer units than this have little room. */
export const NARROW = TUNING_TABLE.neuronsPerLayer.range.low;

/** Null where nothing is narrow, or the model has blocks, whose widths are bound to each other. */
export function roomierPlan(plan: Plan): Plan | null {
  const { layers } = plan.model;
  const head = layers.findLastIndex((layer) => 'init' in layer);
  const hasHidden = layers.slice(0, head).some((layer) => 'init' in layer);
  const wider = hasHidden ? widened(layers, head) : withHiddenLayer(layers, head);
  if (wider === null) return null;
  const added = wider.flatMap(({ id }) => (layers.some((layer) => layer.id === id) ? [] : [id]));
  const phases = plan.train.phases.map((phase) => ({
    ...phase,
    trainableLayers: [...added, ...phase.trainableLayers],
  }));
  return {
    ...plan,
    model: { ...plan.model, layers: wider },
    train: { ...plan.train, phases },
  };
}

/** The layers with `ROOM` units where there were few, and the shapes that follow from that. */
function widened(layers: readonly LayerPlan[], head: number): LayerPlan[] | null {
  const result: LayerPlan[] = [];
  let shape = layers[0]?.inputShape ?? [];
  let isWider = false;
  for (const [index, layer] of layers.entries()) {
    const next = index < head ? widenedLayer(layer) : layer;
    isWider ||= next !== layer;
    const outputShape = outputOf(layer, next, shape);
    if (outputShape === null) return null;
    result.push({ ...next, inputShape: shape, outputShape });
    shape = outputShape;
  }
  return isWider ? result : null;
}

function widenedLayer(layer: LayerPlan): LayerPlan {
  if ('units' in layer && layer.units < NARROW) return { ...layer, units: ROOM };
  if ('filters' in layer && layer.filters < NARROW) return { ...layer, filters: ROOM };
  return layer;
}

/** What a layer gives for inputs of another width; null where that cannot be said. */
function outputOf(old: LayerPlan, layer: LayerPlan, input: readonly number[]): number[] | null {
  const places = old.outputShape.slice(0, -1);
  const width = old.outputShape.at(-1) ?? 0;
  switch (layer.type) {
    case 'residual':
    case 'parallel':
    case 'reshape':
      return null;
    case 'flatten':
      return [input.reduce((product, size) => product * size, 1)];
    default:
      if ('units' in layer) return [...places, layer.units * (width / widthOf(old))];
      if ('filters' in layer) return [...places, layer.filters];
      return layer.type === 'embedding' ? [...places, width] : [...places, input.at(-1) ?? width];
  }
}

/** Both directions of a recurrent layer have as many units. */
function widthOf(layer: LayerPlan): number {
  return 'units' in layer ? layer.units : 1;
}

/** One hidden layer of ReLU units before a head that had none. */
function withHiddenLayer(layers: readonly LayerPlan[], head: number): LayerPlan[] | null {
  const last = layers[head];
  if (last?.type !== 'dense' || last.inputShape.length !== 1) return null;
  const hidden: LayerPlan = {
    ...last,
    id: `${last.id}_room`,
    units: ROOM,
    activation: { name: 'relu' },
    init: { name: 'he_normal' },
    outputShape: [ROOM],
  };
  return [
    ...layers.slice(0, head),
    hidden,
    { ...last, inputShape: [ROOM] },
    ...layers.slice(head + 1),
  ];
}
