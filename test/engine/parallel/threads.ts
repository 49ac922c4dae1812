/** Threads for the engine's tests, and the runs that they are compared by. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createTrainer,
  type DataSet,
  type EngineEvent,
  type EpochRecord,
  type Kernels,
  loadSharedKernels,
  type Trainer,
  type TrainerOptions,
} from '#engine';
import type { Plan } from '#plan';
import { type RunningThreads, startThreads } from '../../../cli/src/threads.ts';
import { kernelsOf } from '../plans.ts';

const kernelFolder = new URL('../../../dist/kernels/', import.meta.url);
const programs = fileURLToPath(new URL('../../../cli/src/', import.meta.url));

/** The kernels of the builds for threads. */
export function sharedKernels(): Promise<Kernels> {
  const read = (name: string) => readFileSync(new URL(`${name}-threads.wasm`, kernelFolder));
  return loadSharedKernels({ simd: read('simd'), relaxed: read('relaxed') }, 'relaxed');
}

/** So many threads beside the test's own, in one memory or each in its own. */
export async function threads(
  others: number,
  exchange: 'memory' | 'messages' = 'memory',
): Promise<RunningThreads> {
  return startThreads(others, exchange === 'memory' ? await sharedKernels() : null, programs);
}

export interface Run {
  readonly trainer: Trainer;
  readonly events: readonly EngineEvent[];
  readonly epochs: readonly EpochRecord[];
}

/** A training to its end, with so many threads in all. */
export async function train(
  plan: Plan,
  data: DataSet,
  count: number,
  options: Partial<TrainerOptions> = {},
): Promise<Run> {
  const own = count > 1 ? await threads(count - 1) : null;
  try {
    const kernels = await kernelsOf();
    const trainer = createTrainer({ plan, data, kernels, parallel: own, ...options });
    const events: EngineEvent[] = [];
    while (!trainer.done) events.push(...trainer.advance(20));
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
    return { trainer, events, epochs };
  } finally {
    await own?.close();
  }
}

/** All weights as bits. */
export function bits(trainer: Trainer): number[] {
  return trainer.weights().flatMap(({ values }) => [...new Uint32Array(values.slice().buffer)]);
}

/** Largest difference of two models' weights, each array's relative to its largest weight. */
export function difference(one: Trainer, other: Trainer): number {
  const others = other.weights();
  return Math.max(
    ...one.weights().map(({ values }, index) => {
      const expected = others[index]?.values as Float32Array;
      const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      return values.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (expected[at] as number)) / size),
        0,
      );
    }),
  );
}
