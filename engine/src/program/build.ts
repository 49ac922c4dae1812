import { type Shard, wholeBatch } from '../parallel/shards.ts';
import type { Parameter, ParameterStore } from '../parameters.ts';
import {
  type Address,
  type Argument,
  type Buffer,
  type Operation,
  type View,
  view,
} from './program.ts';

/**
 * What a program is built for: training, evaluation, a forward pass as in training that keeps every
 * layer's output and draws nothing, or an evaluation in which dropout draws (Monte Carlo dropout).
 */
export type ProgramMode = 'training' | 'evaluation' | 'probe' | 'sampling';

/**
 * Buffers that all programs of a model share; each grows to what the most demanding operation
 * needs.
 */
export interface SharedBuffers {
  readonly store: ParameterStore;
  /** Room for packed operands: never holds anything from one operation to the next. */
  readonly scratch: Buffer;
  /** Never written. */
  readonly zeros: Buffer;
  /** Two words of the present step's random key: dropout draws its masks from it. */
  readonly stepKey: Buffer;
  /** Mean loss of the last batch, a float64. */
  readonly loss: Buffer;
  /** Integers that a layer's kernels read from memory, by the layer's id: written once. */
  readonly constants: Map<string, { readonly buffer: Buffer; readonly values: Int32Array }>;
  /** How many threads share a batch. */
  readonly threads: number;
  /** Where threads tell each other numbers within a step; the same memory for all of them. */
  readonly exchange: Buffer;
  /** Where in it each of a layer's parts lie. */
  readonly parts: Map<string, Parts>;
}

/** Room for a part of each thread, one after the other. */
export interface Parts {
  readonly first: View;
  /** Floats from one to the next. */
  readonly stride: number;
}

/** Floats of a cache line: two threads never write to the same one. */
const LINE_FLOATS = 16;

/** Buffers of the smallest size, for programs to let them grow. */
export function createSharedBuffers(store: ParameterStore, threads = 1): SharedBuffers {
  return {
    store,
    scratch: { floats: 16, address: 0 },
    zeros: { floats: 16, address: 0 },
    stepKey: { floats: 4, address: 0 },
    loss: { floats: 2, address: 0 },
    constants: new Map(),
    threads,
    exchange: { floats: 0, address: 0 },
    parts: new Map(),
  };
}

/** What a layer computes from, or hands on. */
export interface Value {
  readonly at: Address;
  /** Per sample. */
  readonly shape: readonly number[];
  /** Whether anything before it learns: only then its gradient is computed. */
  readonly needsGradient: boolean;
  /** Whether it comes from a relu: never negative, and without gradient wherever it is 0. */
  readonly rectified?: boolean;
}

/** A layer's forward pass is emitted; `backward` emits the other one. */
export interface Emitted {
  readonly output: Address;
  readonly rectified?: boolean;
  /** The next layer, where it was emitted together with this one. */
  readonly next?: Emitted;
  /**
   * Emits the backward pass from the output's gradient, which it may overwrite, and returns the
   * input's gradient; null where the input needs none.
   */
  readonly backward: (outputGradient: Address) => Address | null;
}

/** A layer that the one before it has done already, both passes: for its `next`. */
export function emittedBefore(output: Address, rectified: boolean): Emitted {
  return { output, rectified, backward: (dy) => dy };
}

/** Collects the operations of one program for a given number of samples. */
export class Build {
  readonly rows: number;
  /**
   * What of its batch the program is for. The first sample's place in the batch is a multiple of 8:
   * masks are drawn by a number's place in the whole batch, whichever thread draws them.
   */
  readonly shard: Shard;
  /** A backward pass follows. */
  readonly training: boolean;
  /** Dropout draws. */
  readonly draws: boolean;
  /**
   * Batch norm uses the batch's statistics, in training and for probes; it updates the running ones
   * only in training.
   */
  readonly batchStatistics: boolean;
  readonly operations: Operation[] = [];
  readonly temporaries = new Set<Buffer>();
  /** Outputs of layers, for probes and for finding the first non-finite one. */
  readonly outputs = new Map<string, { readonly at: Address; readonly floats: number }>();
  readonly shared: SharedBuffers;
  /** Before which operations all threads of the batch wait for each other. */
  readonly meetings: number[] = [];
  private layer = '';
  private stream = 0;

  constructor(shared: SharedBuffers, rows: number, mode: ProgramMode, shard = wholeBatch(rows)) {
    this.shared = shared;
    this.rows = rows;
    this.shard = shard;
    this.training = mode === 'training';
    this.draws = mode === 'training' || mode === 'sampling';
    this.batchStatistics = mode === 'training' || mode === 'probe';
  }

  /** Emits one call of a kernel. */
  run(kernel: string, ...values: readonly Argument[]): void {
    this.operations.push({ kernel, values, layer: this.layer });
  }

  /** What all threads of the batch have computed so far is there for the operations that follow. */
  meet(): void {
    this.meetings.push(this.operations.length);
  }

  /** Where each thread of the batch leaves so many floats for the others: the same in every program. */
  parts(name: string, floats: number): Parts {
    const { parts, exchange, threads } = this.shared;
    const key = `${this.layer}.${name}`;
    const known = parts.get(key);
    if (known) return known;
    const stride = Math.ceil(floats / LINE_FLOATS) * LINE_FLOATS;
    const added = { first: view(exchange, exchange.floats), stride };
    exchange.floats += threads * stride;
    parts.set(key, added);
    return added;
  }

  /** Memory for one run of the program; freed for others after its last use. */
  temporary(floats: number): Buffer {
    const buffer = { floats, address: 0 };
    this.temporaries.add(buffer);
    return buffer;
  }

  /** Scratch memory for the next operation alone. */
  scratch(floats: number): Buffer {
    this.shared.scratch.floats = Math.max(this.shared.scratch.floats, floats);
    return this.shared.scratch;
  }

  /** At least that many zeros. */
  zeros(floats: number): Buffer {
    this.shared.zeros.floats = Math.max(this.shared.zeros.floats, floats);
    return this.shared.zeros;
  }

  /** A layer's integers: the same in every program. */
  constants(layer: string, values: readonly number[]): Buffer {
    const known = this.shared.constants.get(layer);
    if (known) return known.buffer;
    const buffer = { floats: values.length, address: 0 };
    this.shared.constants.set(layer, { buffer, values: Int32Array.from(values) });
    return buffer;
  }

  parameter(layer: string, name: string): Parameter {
    return this.shared.store.find(layer, name);
  }

  /** A number for each random draw of a program, so that no two draw the same mask. */
  nextStream(): number {
    this.stream += 1;
    return this.stream;
  }

  /** Names the operations that `emit` runs after a layer. */
  within<T>(layer: string, emit: () => T): T {
    const outer = this.layer;
    this.layer = layer;
    const result = emit();
    this.layer = outer;
    return result;
  }
}

/** Product of a shape's lengths. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
