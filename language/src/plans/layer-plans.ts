import { pairOf } from '../catalogue/layers/shapes.ts';
import type { Shape, Value } from '../catalogue/types.ts';
import type { KernelPlan, LayerPlan, LayerType, Origin } from '../plan.ts';
import type { PlainLayer, ResolvedLayer } from '../semantics/model.ts';
import type { Range } from '../syntax/tokens.ts';
import { activationPlan, initializerPlan, requireEntry } from './entry-plans.ts';

export type OriginOf = (range: Range) => Origin;

type Fields = Readonly<Record<string, unknown>>;

/** What the plans of a model's layers share. */
export interface LayerContext {
  readonly originOf: OriginOf;
  /** Ids of the layers that train in some phase. */
  readonly trained: ReadonlySet<string>;
}

/** The plan of a layer and of the layers inside it. Its shapes must be known. */
export function layerPlan(layer: ResolvedLayer, context: LayerContext): LayerPlan {
  const common = {
    type: layer.type as LayerType,
    id: layer.id,
    inputShape: known(layer.input, layer),
    outputShape: known(layer.output, layer),
    trainable: context.trained.has(layer.id),
    origin: context.originOf(layer.range),
  };
  return { ...common, ...ownFields(layer, context) } as LayerPlan;
}

function known(shape: Shape | undefined, { id }: ResolvedLayer): Shape {
  if (shape) return shape;
  throw new Error(`The shape of ${id} is not known.`);
}

function ownFields(layer: ResolvedLayer, context: LayerContext): Fields {
  switch (layer.kind) {
    case 'residual':
      return { body: layer.body.map((inner) => layerPlan(inner, context)) };
    case 'parallel':
      return {
        branches: layer.branches.map((branch) => branch.map((inner) => layerPlan(inner, context))),
      };
    default:
      return plainFields(layer);
  }
}

/** The fields of each type of layer; those left out have none. */
const FIELDS: Readonly<Partial<Record<LayerType, (layer: PlainLayer) => Fields>>> = {
  dense: (layer) => ({
    units: layer.values.units,
    ...activationField(layer),
    ...kernelFields(layer),
  }),
  conv1d: (layer) => ({
    ...pick(layer, 'filters', 'kernel', 'stride', 'padding'),
    ...activationField(layer),
    ...kernelFields(layer),
  }),
  conv2d: (layer) => ({
    ...pick(layer, 'filters', 'padding'),
    kernel: pairOf(layer.values.kernel),
    stride: pairOf(layer.values.stride),
    ...activationField(layer),
    ...kernelFields(layer),
  }),
  max_pool1d: poolFields1d,
  avg_pool1d: poolFields1d,
  max_pool2d: poolFields2d,
  avg_pool2d: poolFields2d,
  reshape: (layer) => ({ shape: layer.output }),
  embedding: (layer) => ({
    ...pick(layer, 'vocabulary', 'dimensions'),
    init: initializerField(layer, 'init'),
  }),
  simple_rnn: recurrentFields,
  lstm: gatedFields,
  gru: gatedFields,
  batch_norm: (layer) => pick(layer, 'momentum', 'epsilon'),
  layer_norm: (layer) => pick(layer, 'epsilon'),
  dropout: (layer) => pick(layer, 'rate'),
  alpha_dropout: (layer) => pick(layer, 'rate'),
  activation: activationField,
};

function plainFields(layer: PlainLayer): Fields {
  return FIELDS[layer.type as LayerType]?.(layer) ?? {};
}

function pick({ values }: PlainLayer, ...names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function activationField({ values }: PlainLayer): Fields {
  return { activation: activationPlan(requireEntry(values.activation, 'activation')) };
}

function initializerField({ values }: PlainLayer, name: string) {
  return initializerPlan(requireEntry(values[name], name));
}

function kernelFields(layer: PlainLayer): KernelPlan {
  const { bias, l1, l2, max_norm: maxNorm } = layer.values;
  return {
    init: initializerField(layer, 'init'),
    bias: bias === true,
    biasInit: initializerField(layer, 'bias_init'),
    l1: Number(l1),
    l2: Number(l2),
    maxNorm: numberOrNull(maxNorm),
  };
}

function numberOrNull(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function poolFields1d({ values }: PlainLayer): Fields {
  return { pool: values.pool, stride: values.stride ?? values.pool, padding: values.padding };
}

function poolFields2d({ values }: PlainLayer): Fields {
  return {
    pool: pairOf(values.pool),
    stride: pairOf(values.stride ?? values.pool),
    padding: values.padding,
  };
}

function recurrentFields(layer: PlainLayer): Fields {
  const { values } = layer;
  return {
    units: values.units,
    ...activationField(layer),
    recurrentInit: initializerField(layer, 'recurrent_init'),
    recurrentDropout: values.recurrent_dropout,
    returnSequences: values.return_sequences,
    bidirectional: values.bidirectional,
    ...kernelFields(layer),
  };
}

function gatedFields(layer: PlainLayer): Fields {
  const gates = requireEntry(layer.values.recurrent_activation, 'recurrent_activation');
  return { ...recurrentFields(layer), recurrentActivation: activationPlan(gates) };
}
