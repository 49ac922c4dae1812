import { t } from '#l10n';
import { flattenLayers, type LayerPlan, type PhasePlan, type Plan } from '#plan';
import { FIRST_ADDRESS, instantiate, type KernelInstance, type Kernels } from './kernels.ts';
import { emitChain, moduleOf } from './layers/modules.ts';
import { losses, splitHead } from './losses.ts';
import { Memory } from './memory.ts';
import { type Shard, wholeBatch } from './parallel/shards.ts';
import { type ParameterStore, storeParameters } from './parameters.ts';
import { PlanError } from './plan-error.ts';
import {
  Build,
  createSharedBuffers,
  type ProgramMode,
  type SharedBuffers,
  sizeOf,
} from './program/build.ts';
import { placePersistent, placeTemporaries } from './program/layout.ts';
import { addressOf, type Buffer, link } from './program/program.ts';
import type { Task } from './task.ts';

/** A linked program: what one batch of a given size goes through. */
export interface Program {
  readonly rows: number;
  readonly calls: readonly (() => number)[];
  /** The kernel of each call. */
  readonly kernels: readonly string[];
  /** The layer that each call belongs to; empty for the loss. */
  readonly layers: readonly string[];
  /** Before which calls all threads of the batch wait for each other: none where one has all of it. */
  readonly meetings: readonly number[];
  /** How many of the calls make up the forward pass, the loss included. */
  readonly forwardCalls: number;
  /** Where the model's outputs are after a run. */
  readonly outputs: number;
  /** Every layer's output, complete after the forward pass of programs that keep them. */
  readonly layerOutputs: ReadonlyMap<string, { readonly address: number; readonly floats: number }>;
}

/** A compiled model: memory laid out, programs linked on demand. */
export interface Model {
  readonly instance: KernelInstance;
  readonly store: ParameterStore;
  readonly shared: SharedBuffers;
  readonly memory: Memory;
  readonly memoryBytes: number;
  /** One batch of inputs and targets: where the host's numbers go. */
  readonly inputs: number;
  readonly targets: number;
  /** @param shard where threads share the batch, what of it the program is for */
  program(rows: number, mode: ProgramMode, shard?: Shard): Program;
}

/** Samples that a program is built for, and the place of the first of them in its batch. */
export interface ProgramSize {
  readonly rows: number;
  readonly mode: ProgramMode;
  /** What of its batch it is for: all unless threads share the batch. */
  readonly shard?: Shard;
}

/** A model's place in the memory that it shares with those of other threads. */
export interface Arena {
  /** Where the model's own part of memory begins. */
  readonly start: number;
  /** Addresses of the weights and of the running statistics, the same for all threads. */
  readonly weights: number;
  readonly fixed: number;
  /** Address of what threads tell each other within a step. */
  readonly exchange: number;
}

export interface ModelOptions {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  readonly task: Task;
  readonly kernels: Kernels;
  readonly classWeights: readonly number[] | null;
  /** Programs that memory must hold from the start. */
  readonly programs: readonly ProgramSize[];
  /** Further buffers that live as long as the model (data, moments …). */
  readonly extra: (store: ParameterStore) => readonly Buffer[];
  readonly memoryLimitBytes: number;
  /** How many threads share a batch; 1 unless said otherwise. */
  readonly threads?: number;
  /** Bytes to leave free at the start of memory, for the models of other threads. */
  readonly reservedBytes?: number;
  /** Bytes that other threads take in memories of their own: they count against the limit. */
  readonly bytesElsewhere?: number;
  /** A memory that is needed no longer, to be taken again where it can be. */
  readonly usedMemory?: WebAssembly.Memory | null;
  /** A place in memory beside another model, which owns the weights and the statistics. */
  readonly arena?: Arena;
}

const MEBIBYTE = 2 ** 20;

/** What a model is before it has memory: its buffers with their addresses, its programs unlinked. */
function layOutModel(options: ModelOptions) {
  const { plan, phase, task, arena } = options;
  const store = storeParameters(
    flattenLayers(plan.model.layers).map((layer) => ({
      id: layer.id,
      trains: layer.trainable && phase.trainableLayers.includes(layer.id),
      specs: parametersOf(layer),
    })),
  );
  const shared = createSharedBuffers(store, options.threads);
  const mostRows = Math.max(...options.programs.map(({ rows }) => rows));
  const inputs = { floats: mostRows * sizeOf(plan.model.inputShape), address: 0 };
  const targets = { floats: mostRows * task.targetSize, address: 0 };
  const weights = options.classWeights;
  const classWeights = weights ? { floats: weights.length, address: 0 } : null;
  const emit = (size: ProgramSize) =>
    emitProgram({ ...options, shared, inputs, targets, classWeights, size });

  const emitted = options.programs.map(emit);
  const { weights: values, gradients, fixed } = store;
  const { scratch, zeros, stepKey, loss, exchange } = shared;
  const state = arena ? [] : [values, fixed, exchange];
  if (arena) {
    [values.address, fixed.address] = [arena.weights, arena.fixed];
    exchange.address = arena.exchange;
  }
  const own = [...state, gradients, stepKey, loss, scratch, zeros, inputs, targets];
  const constants = [...shared.constants.values()];
  const extra = [
    ...constants.map(({ buffer }) => buffer),
    ...(classWeights ? [classWeights] : []),
    ...options.extra(store),
  ];
  const start = arena?.start ?? FIRST_ADDRESS + (options.reservedBytes ?? 0);
  const base = placePersistent([...own, ...extra], start);
  const end = Math.max(base, ...emitted.map((program) => program.place(base)));
  return {
    store,
    shared,
    constants,
    inputs,
    targets,
    classWeights,
    emit,
    emitted,
    base,
    start,
    end,
  };
}

/** Bytes of the part of memory that is a model's own, as `compileModel` would lay it out. */
export function modelBytes(options: ModelOptions): number {
  const { start, end } = layOutModel(options);
  return end - start;
}

/**
 * Lays out memory and links the programs; throws a `PlanError` where they need more than the limit.
 * @param existing the instance whose memory holds the arena; else one is made
 */
export function compileModel(options: ModelOptions, existing?: KernelInstance): Model {
  const { plan, kernels, classWeights: weights } = options;
  const laidOut = layOutModel(options);
  const { store, shared, constants, inputs, targets, classWeights } = laidOut;
  const { emit, emitted, base, end } = laidOut;
  const memoryBytes = end + (options.bytesElsewhere ?? 0);
  const { scratch, zeros } = shared;
  const room = { scratch: scratch.floats, zeros: zeros.floats };
  if (memoryBytes > options.memoryLimitBytes) {
    throw new PlanError(
      t`Training '${plan.model.name}' would need ${Math.ceil(memoryBytes / MEBIBYTE)} MiB; the limit is ${Math.floor(options.memoryLimitBytes / MEBIBYTE)} MiB. Use a smaller batch_size, fewer units or less data.`,
    );
  }
  const instance = existing ?? allocate(kernels, end, options.usedMemory);
  // A list, since there are few: a step that looks its program up by a composed key allocates it.
  const linked = emitted.map(({ part, link }) => ({ ...part, program: link(instance) }));
  const find = (rows: number, mode: ProgramMode, shard: Shard | null) => {
    const first = shard?.first ?? 0;
    const active = shard?.active ?? 1;
    for (let i = 0; i < linked.length; i++) {
      const entry = linked[i] as (typeof linked)[number];
      if (entry.rows !== rows || entry.mode !== mode) continue;
      if (entry.shard.first === first && entry.shard.active === active) return entry;
    }
    return null;
  };
  const memory = new Memory(instance);
  for (const { buffer, values } of constants) memory.words.set(values, buffer.address / 4);
  if (classWeights && weights) memory.floats.set(weights, classWeights.address / 4);

  return {
    instance,
    store,
    shared,
    memory,
    memoryBytes,
    inputs: inputs.address,
    targets: targets.address,
    program(rows, mode, shard) {
      const known = find(rows, mode, shard ?? null);
      if (known) return known.program;
      const program = emit({ rows, mode, ...(shard && { shard }) });
      if (scratch.floats > room.scratch || zeros.floats > room.zeros) {
        throw new Error(`A program for ${rows} samples needs more than memory was laid out for.`);
      }
      memory.require(program.place(base));
      const result = program.link(instance);
      linked.push({ ...program.part, program: result });
      return result;
    },
  };
}

/** An instance with its memory; a host that has no such memory left says so with a RangeError. */
function allocate(
  kernels: Kernels,
  memoryBytes: number,
  used: WebAssembly.Memory | null = null,
): KernelInstance {
  try {
    return instantiate(kernels, memoryBytes, used);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PlanError(
      t`There are no ${Math.ceil(memoryBytes / MEBIBYTE)} MiB of memory left for the training: use a smaller batch_size, fewer units or less data.`,
    );
  }
}

function parametersOf(layer: LayerPlan) {
  return moduleOf(layer).parameters(layer);
}

interface EmitOptions extends Omit<ModelOptions, 'classWeights'> {
  readonly shared: SharedBuffers;
  readonly inputs: Buffer;
  readonly targets: Buffer;
  readonly classWeights: Buffer | null;
  readonly size: ProgramSize;
}

/**
 * The operations of one program, not yet placed: forward pass, loss and, for training, backward
 * pass.
 */
function emitProgram(options: EmitOptions) {
  const { plan, task, shared, inputs, targets, classWeights } = options;
  const { rows, mode, shard = wholeBatch(rows) } = options.size;
  const build = new Build(shared, rows, mode, shard);
  const { layers, fused } = splitHead(plan.model.layers, plan.train.loss);
  const input = { at: inputs, shape: plan.model.inputShape, needsGradient: false };
  const chain = emitChain(layers, input, build);
  const count = rows * task.outputSize;
  const outputs = fused ? build.temporary(count) : chain.output;
  // What the last layer puts out is what follows its activation, wherever that is computed.
  const last = layers.at(-1);
  if (fused && last) build.outputs.set(last.id, { at: outputs, floats: count });
  const gradient = build.training ? build.temporary(count) : null;
  losses[plan.train.loss.name].emit(
    {
      plan: plan.train.loss,
      outputs: chain.output,
      targets,
      targetKind: task.targetKind,
      classWeights,
      gradient,
      probabilities: outputs,
      rows: count / task.columns,
      columns: task.columns,
      fused,
    },
    build,
  );
  const forwardCalls = build.operations.length;
  if (gradient) chain.backward(gradient);
  const kept = [outputs, ...(mode === 'probe' ? outputsOf(build) : [])];
  const keptBuffers = new Set(kept.map((at) => ('buffer' in at ? at.buffer : at)));

  return {
    part: { rows, mode, shard },
    place: (base: number) =>
      placeTemporaries(build.operations, build.temporaries, keptBuffers, base),
    link: (instance: KernelInstance): Program => ({
      rows,
      calls: link(build.operations, instance),
      kernels: build.operations.map(({ kernel }) => kernel),
      layers: build.operations.map(({ layer }) => layer),
      meetings: build.meetings,
      forwardCalls,
      outputs: addressOf(outputs),
      layerOutputs: new Map(
        Array.from(build.outputs, ([id, { at, floats }]) => [
          id,
          { address: addressOf(at), floats },
        ]),
      ),
    }),
  };
}

function outputsOf(build: Build) {
  return Array.from(build.outputs.values(), ({ at }) => at);
}
