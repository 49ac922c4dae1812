import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { initialValues } from './initializers.ts';
import type { Kernel, Kernels } from './kernels.ts';
import { compileModel, type Model, type Program } from './model.ts';
import { type Batches, lentBytes, shardPrograms, threadLayout } from './parallel/layout.ts';
import type { Shard } from './parallel/shards.ts';
import type { Parameter } from './parameters.ts';
import { sizeOf } from './program/build.ts';
import { addressOf, type Buffer } from './program/program.ts';
import { createRandom } from './rng.ts';
import { classWeightsOf, type Task } from './task.ts';

/**
 * Most samples that an evaluation takes through the model at a time, and most numbers that its
 * layers' outputs may be together.
 */
const EVALUATION_ROWS = 256;
const EVALUATION_FLOATS = 2 ** 24;

/** Bins of a probe's histogram at most. */
const MOST_BINS = 64;

/** Streams of the training seed: order of the samples, dropout's masks, weights. */
const ORDER_STREAM = 1;
const MASK_STREAM = 2;
const WEIGHT_STREAM = 3;

export interface SessionOptions {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  readonly data: DataSet;
  readonly task: Task;
  readonly kernels: Kernels;
  readonly shuffle: boolean;
  readonly memoryLimitBytes: number;
  /** How many threads share a batch; 1 unless said otherwise. */
  readonly threads?: number;
  /** A memory that is needed no longer. */
  readonly usedMemory?: WebAssembly.Memory | null;
}

/** Buffers beside the model's own: training data, the epoch's outputs, the optimizer's moments. */
interface SessionBuffers {
  readonly inputs: Buffer;
  readonly targets: Buffer;
  readonly order: Buffer;
  /** Outputs of the epoch's steps in their order: training metrics come from them. */
  readonly outputs: Buffer;
  readonly moments: readonly [Buffer, Buffer];
  /** Sum of the gradients of several steps; empty where each step updates. */
  readonly accumulated: Buffer;
  /** For probes: weights before an update, float64 moments, histogram bins, two counts a unit. */
  readonly previous: Buffer;
  readonly moments4: Buffer;
  readonly bins: Buffer;
  readonly unitCounts: Buffer;
}

/** One phase's model with its data in the kernels' memory. */
export class Session {
  readonly model: Model;
  readonly samples: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** Samples that an evaluation takes through the model at a time. */
  readonly evaluationRows: number;
  readonly buffers: SessionBuffers;
  /** One factor a class of the loss; null: none. */
  readonly classWeights: readonly number[] | null;
  readonly batches: Batches;
  /** What its model was compiled from. */
  readonly kernels: Kernels;
  /** Where the parts of memory for the other threads' models begin, if they share this one. */
  readonly threadStarts: readonly number[];
  /** The gradients of their shards, if they do not. */
  readonly shardGradients: readonly Buffer[];
  private readonly options: SessionOptions;
  private readonly inputSize: number;
  private readonly order: Int32Array;
  private readonly gather: Kernel;
  private readonly copy: Kernel;

  constructor(options: SessionOptions) {
    const { plan, phase, data, task, kernels } = options;
    this.options = options;
    this.kernels = kernels;
    this.samples = data.train.count;
    this.batchSize = Math.min(plan.train.batchSize, this.samples);
    this.stepsPerEpoch = Math.ceil(this.samples / this.batchSize);
    this.inputSize = sizeOf(plan.model.inputShape);
    this.order = new Int32Array(this.samples);
    this.evaluationRows = evaluationRowsOf(plan);
    const targets = task.prepare(data.train.targets);
    this.buffers = buffersOf(this.samples, this.inputSize, task, mostUnits(plan));
    this.classWeights = classWeightsOf(plan.train.classWeights, targets, task);
    const { samples, batchSize } = this;
    this.batches = { samples, batchSize, threads: options.threads ?? 1 };
    const common = { plan, phase, task, kernels, classWeights: this.classWeights };
    const others = kernels.sharesMemory
      ? threadLayout(common, this.batches)
      : { starts: [], bytes: 0 };
    this.threadStarts = others.starts;
    const { threads } = this.batches;
    const apart = kernels.sharesMemory ? 0 : threads - 1;
    this.shardGradients = Array.from({ length: apart }, () => ({ floats: 0, address: 0 }));
    const tail = samples % batchSize;
    this.model = compileModel({
      ...common,
      memoryLimitBytes: options.memoryLimitBytes,
      threads,
      reservedBytes: others.bytes,
      usedMemory: options.usedMemory ?? null,
      bytesElsewhere: apart > 0 ? lentBytes(common, this.batches, this.buffers) : 0,
      programs: [
        ...(threads > 1 ? shardPrograms(this.batches, 0) : []),
        ...this.shardGradients.flatMap((_, index) => shardPrograms(this.batches, index + 1)),
        { rows: this.batchSize, mode: 'training' },
        ...(tail ? [{ rows: tail, mode: 'training' } as const] : []),
        { rows: this.evaluationRows, mode: 'evaluation' },
        { rows: this.evaluationRows, mode: 'probe' },
      ],
      extra: ({ weights }) => {
        for (const gradients of this.shardGradients) gradients.floats = weights.floats;
        const accumulates = plan.train.accumulate > 1;
        return [...sizedBuffers(this.buffers, weights.floats, accumulates), ...this.shardGradients];
      },
    });
    this.gather = this.model.instance.kernel('gatherRows');
    this.copy = this.model.instance.kernel('copy');
    const { memory } = this.model;
    memory.floats.set(data.train.inputs, this.buffers.inputs.address / 4);
    memory.floats.set(targets, this.buffers.targets.address / 4);
    for (const [index, parameter] of this.model.store.all.entries()) {
      const values = initialValues(parameter, plan.train.seed, WEIGHT_STREAM + index * 4);
      this.valuesOf(parameter).set(values);
    }
  }

  /** A view of an array's numbers. */
  valuesOf(parameter: Parameter): Float32Array {
    return this.model.memory.range(addressOf(parameter.values), parameter.size);
  }

  /** A view of an array's last gradient; empty where it has none. */
  gradientOf({ gradient, size }: Parameter): Float32Array {
    return this.model.memory.range(addressOf(gradient), gradient ? size : 0);
  }

  /** A view of a buffer as a whole. */
  rangeOf({ address, floats }: Buffer): Float32Array {
    return this.model.memory.range(address, floats);
  }

  /**
   * Draws the order of an epoch's samples: from the seed and the epoch alone, so that any epoch can
   * be resumed.
   */
  beginEpoch(epoch: number): void {
    const { plan, shuffle } = this.options;
    const { order } = this;
    for (let index = 0; index < order.length; index++) order[index] = index;
    if (shuffle) createRandom(plan.train.seed, ORDER_STREAM + 4 * epoch).shuffle(order);
    this.model.memory.words.set(order, this.buffers.order.address / 4);
  }

  /** Puts the epoch's batch of that index in place and returns the program for it. */
  prepareBatch(index: number, step: number): Program {
    const first = index * this.batchSize;
    const rows = Math.min(this.batchSize, this.samples - first);
    this.place(first, rows, step);
    return this.model.program(rows, 'training');
  }

  /** The same for a thread's part of that batch. */
  prepareShard(index: number, shard: Shard, step: number): Program {
    this.place(index * this.batchSize + shard.first, shard.rows, step);
    return this.model.program(shard.rows, 'training', shard);
  }

  /** Puts samples in place, those from `first` on in the epoch's order. */
  private place(first: number, rows: number, step: number): void {
    const { inputs, targets, order } = this.buffers;
    const at = order.address + 4 * first;
    const { model } = this;
    this.gather(inputs.address, at, model.inputs, rows, this.inputSize);
    this.gather(targets.address, at, model.targets, rows, this.options.task.targetSize);
    this.seedMasks(step);
  }

  /** A copy of a part of the epoch's order. */
  orderOf(first: number, rows: number): Int32Array {
    const at = this.buffers.order.address / 4 + first;
    return Int32Array.from(this.model.memory.words.subarray(at, at + rows));
  }

  /** The key from which the kernels draw a step's masks. */
  seedMasks(step: number): void {
    seedMasks(this.model, this.options.plan.train.seed, step);
  }

  /** Keeps the outputs of the batch that was just run for the epoch's metrics. */
  keepOutputs(index: number, program: Program): void {
    this.keepRows(index * this.batchSize, program);
  }

  /** The same for samples from `first` on in the epoch's order. */
  keepRows(first: number, program: Program): void {
    const { outputSize } = this.options.task;
    const target = this.buffers.outputs.address + 4 * first * outputSize;
    this.copy(program.outputs, target, program.rows * outputSize);
  }

  /** Keeps outputs that another thread has computed, as many as `rows` samples have. */
  putOutputs(first: number, rows: number, outputs: Float32Array): void {
    const { outputSize } = this.options.task;
    const kept = this.rangeOf(this.buffers.outputs);
    kept.set(outputs.subarray(0, rows * outputSize), first * outputSize);
  }

  /** The epoch's outputs and, in the same order, their targets. */
  epochPredictions(): { readonly outputs: Float32Array; readonly targets: Float32Array } {
    const { targetSize } = this.options.task;
    const { order, targets } = this.buffers;
    const all = this.rangeOf(targets);
    const ordered = new Float32Array(all.length);
    for (let row = 0; row < this.samples; row++) {
      const from = (this.model.memory.words[order.address / 4 + row] as number) * targetSize;
      for (let j = 0; j < targetSize; j++) ordered[row * targetSize + j] = all[from + j] as number;
    }
    return { outputs: this.rangeOf(this.buffers.outputs), targets: ordered };
  }
}

/** Writes the key from which a model's kernels draw a step's masks. */
export function seedMasks({ memory, shared }: Model, seed: number, step: number): void {
  const at = shared.stepKey.address / 4;
  memory.words[at] = Math.imul(seed ^ MASK_STREAM, 0x9e3779b1);
  memory.words[at + 1] = Math.imul(step + 1, 0x85ebca6b);
}

function evaluationRowsOf({ model }: Plan): number {
  const numbers = flattenLayers(model.layers).reduce(
    (sum, { outputShape }) => sum + sizeOf(outputShape),
    sizeOf(model.inputShape),
  );
  return Math.max(1, Math.min(EVALUATION_ROWS, Math.floor(EVALUATION_FLOATS / numbers)));
}

/** The longest last axis of a layer. */
function mostUnits({ model }: Plan): number {
  return Math.max(...flattenLayers(model.layers).map(({ outputShape }) => outputShape.at(-1) ?? 1));
}

function buffersOf(samples: number, inputSize: number, task: Task, units: number): SessionBuffers {
  const buffer = (floats: number): Buffer => ({ floats, address: 0 });
  return {
    inputs: buffer(samples * inputSize),
    targets: buffer(samples * task.targetSize),
    order: buffer(samples),
    outputs: buffer(samples * task.outputSize),
    moments: [buffer(0), buffer(0)],
    accumulated: buffer(0),
    previous: buffer(0),
    moments4: buffer(8),
    bins: buffer(4 * MOST_BINS),
    unitCounts: buffer(2 * units),
  };
}

/** All of them, those that go with the weights now with their size. */
function sizedBuffers(buffers: SessionBuffers, floats: number, accumulates: boolean): Buffer[] {
  const { inputs, targets, order, outputs, moments, accumulated } = buffers;
  const { previous, moments4, bins, unitCounts } = buffers;
  for (const moment of moments) moment.floats = floats;
  accumulated.floats = accumulates ? floats : 0;
  previous.floats = floats;
  const probes = [previous, moments4, bins, unitCounts];
  return [inputs, targets, order, outputs, ...moments, accumulated, ...probes];
}
