import { flattenLayers, type LayerPlan, type PhasePlan, type Plan } from '#plan';
import { moduleOf } from '../layers/modules.ts';
import { sizeOf } from '../program/build.ts';
import { MOST_THREADS } from './control.ts';
import { BLOCK_ROWS } from './shards.ts';

/** More threads than this are not taken unless somebody asks for them. */
const MOST_AUTOMATIC_THREADS = 4;

/** How threads exchange weights and gradients. */
export type Exchange = 'memory' | 'messages';

/**
 * Multiply-adds of a step that make one more thread worth its while: with fewer, threads wait for
 * each other longer than they compute. What travels as messages costs time for every weight too.
 * Counted, not timed, so that a plan gets the same number of threads, and thereby the same bits, on
 * every run (bench/threads.ts and bench/threads-browser.ts measure the bounds).
 */
const WORTHWHILE: Readonly<Record<Exchange, { readonly thread: number; readonly weight: number }>> =
  {
    memory: { thread: 4e6, weight: 0 },
    messages: { thread: 12e6, weight: 100 },
  };

/**
 * Threads for a plan: `wanted`, or where that is `auto` as many of `cores` as its arithmetic keeps
 * busy. Never more than its batches can be split among.
 */
export function threadsFor(
  plan: Plan,
  wanted: number | 'auto',
  cores: number,
  exchange: Exchange = 'memory',
): number {
  const { phases } = plan.train;
  const most = Math.max(...phases.map((phase) => mostThreads({ plan, phase, exchange })));
  if (wanted !== 'auto') return Math.max(1, Math.min(wanted, most));
  const { thread, weight } = WORTHWHILE[exchange];
  const busy = Math.floor(multiplyAdds(plan) / (thread + weight * weightsOf(plan)));
  return Math.max(1, Math.min(cores, most, busy, MOST_AUTOMATIC_THREADS));
}

function weightsOf({ model }: Plan): number {
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
export function multiplyAdds({ model, train }: Plan): number {
  const forward = flattenLayers(model.layers).reduce((sum, layer) => sum + productsOf(layer), 0);
  return 3 * train.batchSize * forward;
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
