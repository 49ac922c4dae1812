import { flattenLayers, type LayerPlan, type PhasePlan, type Plan } from '#plan';
import { moduleOf } from '../layers/modules.ts';
import { sizeOf } from '../program/build.ts';
import { MOST_THREADS } from './control.ts';
import { BLOCK_ROWS, type Shard, shardsOf } from './shards.ts';

/** More threads than this are not taken unless somebody asks for them. */
const MOST_AUTOMATIC_THREADS = 4;

/** How threads exchange weights and gradients. */
export type Exchange = 'memory' | 'messages';

/** What exchanging costs, in microseconds. */
interface ExchangeCosts {
  /** Threads wait for each other once, or a message goes there and back. */
  readonly meeting: number;
  /** Of every weight: gradients are added up, and weights sent where memory is not shared. */
  readonly weight: number;
}

/**
 * Microseconds of what a step is made of, for two threads of a quiet machine with the relaxed build;
 * `node bench/threads.ts --costs` measures them again. Costs are counted, not timed in
 * each training, so that a plan gets the same number of threads, and thereby the same bits, on every run.
 */
export const COSTS: { readonly product: number } & Readonly<Record<Exchange, ExchangeCosts>> = {
  /** One multiply-add of a matrix product, at its fastest. */
  product: 3e-5,
  memory: { meeting: 3, weight: 6e-4 },
  messages: { meeting: 130, weight: 2.2e-3 },
};

/**
 * How much faster a step has to become for each further choice: what is not counted, and whoever else
 * uses the machine, may cost as much.
 */
const WORTHWHILE_GAIN = 1.15;

/** What decides about a plan's threads beside the plan. */
export interface ThreadOptions {
  /** So many, or as many as pay. */
  readonly wanted: number | 'auto';
  readonly cores: number;
  /** `memory` unless said otherwise. */
  readonly exchange?: Exchange;
  /** Of the training part, where they are known: batches are no larger. */
  readonly samples?: number;
}

/**
 * Threads for a plan: as many as are wanted, or where that is `auto` as many of the cores as make its
 * steps faster by their counted costs. Never more than its batches can be split among.
 */
export function threadsFor(plan: Plan, options: ThreadOptions): number {
  const { wanted, cores, exchange = 'memory', samples = Number.POSITIVE_INFINITY } = options;
  const { phases } = plan.train;
  const most = Math.max(...phases.map((phase) => mostThreads({ plan, phase, exchange, samples })));
  if (wanted !== 'auto') return Math.max(1, Math.min(wanted, most));
  const rows = Math.min(plan.train.batchSize, samples);
  let chosen = 1;
  for (let threads = 2; threads <= Math.min(cores, most, MOST_AUTOMATIC_THREADS); threads++) {
    const gain = stepCost(plan, rows, chosen, exchange) / stepCost(plan, rows, threads, exchange);
    if (gain >= WORTHWHILE_GAIN) chosen = threads;
  }
  return chosen;
}

/** Microseconds that a step takes with so many threads: its products, and the exchange. */
export function stepCost(plan: Plan, rows: number, threads: number, exchange: Exchange): number {
  const [largest] = shardsOf(rows, threads) as [Shard];
  const products = multiplyAdds(plan, largest.rows) * COSTS.product;
  if (threads === 1) return products;
  const { meeting, weight } = COSTS[exchange];
  // Each thread adds up its slice of all others' gradients.
  const added = (2 * weightsOf(plan) * (threads - 1)) / threads;
  return products + meetingsOf(plan) * meeting + added * weight;
}

/** How often threads wait for each other in a step. */
export function meetingsOf({ model, train }: Plan): number {
  const normalised = flattenLayers(model.layers).filter(
    ({ type, trainable }) => type === 'batch_norm' && trainable,
  );
  return 2 + 2 * normalised.length + (train.clipNorm === null ? 0 : 1);
}

/** Numbers that a step's gradients have. */
export function weightsOf({ model }: Plan): number {
  return flattenLayers(model.layers)
    .flatMap((layer) => moduleOf(layer).parameters(layer))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** A phase of a training, and how its threads would exchange weights and gradients. */
interface Shared {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  readonly exchange: Exchange;
  /** Of the training part, where they are known. */
  readonly samples?: number;
}

/**
 * How many threads can share a batch of a phase. One where batch norm is trained by messages: it
 * normalises by the whole batch, for which threads meet in the middle of a step.
 */
export function mostThreads({ plan, phase, exchange, samples = Number.POSITIVE_INFINITY }: Shared) {
  const usesBatch = flattenLayers(plan.model.layers).some(
    ({ id, type, trainable }) =>
      type === 'batch_norm' && trainable && phase.trainableLayers.includes(id),
  );
  if (usesBatch && exchange === 'messages') return 1;
  const rows = Math.min(plan.train.batchSize, samples);
  return Math.min(MOST_THREADS, Math.ceil(rows / BLOCK_ROWS));
}

/** Of one training step: forward pass and both products of the backward pass. */
export function multiplyAdds({ model, train }: Plan, rows = train.batchSize): number {
  const forward = flattenLayers(model.layers).reduce((sum, layer) => sum + productsOf(layer), 0);
  return 3 * rows * forward;
}

/** Multiply-adds of a layer's forward pass for one sample. */
function productsOf(layer: LayerPlan): number {
  const { inputShape, outputShape } = layer;
  const channels = inputShape.at(-1) ?? 1;
  const outputs = sizeOf(outputShape);
  switch (layer.type) {
    case 'dense':
      return outputs * channels;
    case 'conv1d':
      return outputs * channels * layer.kernel;
    case 'conv2d':
      return outputs * channels * layer.kernel[0] * layer.kernel[1];
    case 'simple_rnn':
    case 'lstm':
    case 'gru': {
      const wide = layer.units * GATES[layer.type] * (layer.bidirectional ? 2 : 1);
      return (inputShape[0] ?? 1) * wide * (channels + layer.units);
    }
    default:
      return 0;
  }
}

const GATES = { simple_rnn: 1, lstm: 4, gru: 3 } as const;
