import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Kernels, type ThreadPort, type Threads, threadsFor } from '#engine';
import { spokenTexts, t } from '#l10n';
import type { Plan } from '#plan';
import { Failure } from './failure.ts';
import { readSharedKernels } from './kernels.ts';

/** Threads of this process; they keep it from ending only while they are computing. */
export interface RunningThreads extends Threads {
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>;
}

/** The thread's program beside this one: bundled, or one of the repository's sources. */
const PROGRAMS = ['thread.cjs', 'thread.ts'];

/**
 * Starts so many threads beside the present one, to be handed to trainers one after the other.
 * @param kernels from `loadSharedKernels`; null: they are to exchange messages
 */
export function startThreads(
  count: number,
  kernels: Kernels | null,
  folder = ownFolder(),
): RunningThreads {
  const program = PROGRAMS.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (!program) throw new Failure(t`The program of the training threads is not built.`);
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(program, { workerData: spokenTexts() });
    worker.unref();
    return worker;
  });
  return {
    kernels,
    ports: workers.map(portOf),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The threads that a plan is worth; null where it is trained best by the present one alone. */
export async function threadsOf(
  plan: Plan,
  wanted: number | 'auto',
  samples: number,
): Promise<RunningThreads | null> {
  const count = threadsFor(plan, { wanted, samples, cores: availableParallelism() });
  return count > 1 ? startThreads(count - 1, await readSharedKernels()) : null;
}

function portOf(worker: Worker): ThreadPort {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    receive: (handler) => {
      worker.removeAllListeners('message');
      worker.on('message', handler);
    },
  };
}

/** The folder of the running program: of the bundles, or of the repository's sources. */
export function ownFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? '.'));
}
