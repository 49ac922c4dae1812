import type { EntryValue } from '../catalogue/types.ts';
import type {
  PlainLayer,
  Resolved,
  ResolvedData,
  ResolvedLayer,
  ResolvedModel,
} from '../semantics/model.ts';
import { plainLayers } from '../semantics/model.ts';
import type { Group } from './groups.ts';

/** A model as the rules see it: its layers in order, and those with units together with what is applied to them. */
export interface Network {
  readonly model: ResolvedModel;
  /** The plain layers written in this model; those of a model it starts from are checked there. */
  readonly layers: readonly PlainLayer[];
  /** Layers with a kernel, the head included. */
  readonly units: readonly Unit[];
  /** Layers with a kernel, the head left out. */
  readonly hidden: readonly Unit[];
  /** The data sets it is trained on. */
  readonly data: readonly ResolvedData[];
}

/** A layer with a kernel, and what its output goes through before the next one. */
export interface Unit {
  readonly layer: PlainLayer;
  /** Its own activation, or that of the `activation` layer which follows it. */
  readonly activation: Resolved<EntryValue> | undefined;
  /** The layer that says so: the layer itself, or the `activation` layer. */
  readonly activationLayer: PlainLayer;
  /** A normalisation follows before the next layer with a kernel. */
  readonly normalized: boolean;
  readonly isHead: boolean;
}

const cache = new WeakMap<Group, readonly Network[]>();

/** The networks of a specification's complete models: what is broken is reported, and not judged further. */
export function networksOf(specification: Group): readonly Network[] {
  let networks = cache.get(specification);
  if (!networks) {
    networks = specification.models.filter(({ complete }) => complete).map(networkOf);
    cache.set(specification, networks);
  }
  return networks;
}

function networkOf(model: ResolvedModel): Network {
  const inherited = new Set(plainLayers(model.base?.model?.layers ?? []).map(syntaxOf));
  const isOwn = (layer: PlainLayer) => !inherited.has(layer.syntax);
  const units = unitsOf(model.layers, model.head).filter(({ layer }) => isOwn(layer));
  const data = model.trains.flatMap((train) => train.data ?? []);
  return {
    model,
    layers: plainLayers(model.layers).filter(isOwn),
    units,
    hidden: units.filter(({ isHead }) => !isHead),
    data: [...new Set(data)],
  };
}

function syntaxOf(layer: PlainLayer): PlainLayer['syntax'] {
  return layer.syntax;
}

function unitsOf(layers: readonly ResolvedLayer[], head: ResolvedLayer | undefined): Unit[] {
  return layers.flatMap((layer, index) => {
    if (layer.kind === 'residual') return unitsOf(layer.body, head);
    if (layer.kind === 'parallel') return layer.branches.flatMap((body) => unitsOf(body, head));
    return layer.entry.hasKernel ? [unitOf(layer, layers.slice(index + 1), head)] : [];
  });
}

/** Layers that stand between a layer and the `activation` layer that belongs to it. */
const PASSED = new Set(['normalization', 'dropout', 'pooling']);

function unitOf(
  layer: PlainLayer,
  following: readonly ResolvedLayer[],
  head: ResolvedLayer | undefined,
): Unit {
  const own = layer.activation;
  let activationLayer = layer;
  let normalized = false;
  for (const next of following) {
    if (next.kind !== 'layer') break;
    if (next.entry.family === 'normalization') normalized = true;
    else if (next.entry.family === 'activation' && isLinear(own) && activationLayer === layer) {
      activationLayer = next;
    } else if (!PASSED.has(next.entry.family)) break;
  }
  return {
    layer,
    activation: activationLayer.activation,
    activationLayer,
    normalized,
    isHead: layer === head,
  };
}

/** The unit whose output reaches a layer without another unit between; undefined where there is none in its block. */
export function precedingUnit({ units, layers }: Network, layer: PlainLayer): Unit | undefined {
  const end = layers.indexOf(layer);
  const before = layers.slice(0, end).findLast(({ entry }) => entry.hasKernel);
  return before?.parent === layer.parent ? units.find((unit) => unit.layer === before) : undefined;
}

export function isLinear(activation: Resolved<EntryValue> | undefined): boolean {
  return activation === undefined || activation.value.name === 'linear';
}

/** The name of a unit's activation; `linear` where it has none. */
export function activationName(unit: Unit): string {
  return unit.activation?.value.name ?? 'linear';
}

/** True for a layer that a model took over from the one it starts from. */
export function isInherited(model: ResolvedModel, layer: ResolvedLayer): boolean {
  return model.base?.model?.layers.some(({ syntax }) => syntax === layer.syntax) ?? false;
}

export interface Head {
  readonly layer: PlainLayer;
  readonly activation: string;
  /** Where the activation is written: the layer itself, or an `activation` layer after it. */
  readonly activationLayer: PlainLayer;
}

/** The layer with the output's units, and the activation of the output. */
export function headOf(model: ResolvedModel): Head | undefined {
  const layer = model.head;
  if (layer?.kind !== 'layer' || !layer.entry.hasKernel) return undefined;
  const last = plainLayers(model.layers).findLast(({ type }) => type === 'activation');
  const activation = model.headActivation;
  const activationLayer = activation && last?.activation === activation ? last : layer;
  return { layer, activation: activation?.value.name ?? 'linear', activationLayer };
}
