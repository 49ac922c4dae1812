/** Threads for a training: workers that this worker starts from its own script. */
import { serveThread, type ThreadPort, type Threads, threadsFor } from '#engine';
import type { Plan } from '#plan';

/** The name by which a worker knows that it is one thread of another's training. */
const THREAD_NAME = 'training-thread';

export interface RunningThreads extends Threads {
  close(): void;
}

/**
 * Threads beside this worker's own; null where the plan is trained by one. Weights and gradients travel
 * as messages, also where a page could share its memory: Chromium delivers nothing to a worker while the
 * one that made it waits, as the first thread does for the others.
 * @param wanted how many in all; 0: as many as the plan's arithmetic keeps busy, on all cores but one
 */
export function startThreads(plan: Plan, wanted: number, samples: number): RunningThreads | null {
  // The page, and the editor around it, have a core to themselves.
  const cores = Math.max(1, (navigator.hardwareConcurrency ?? 1) - 1);
  const exchange = 'messages';
  const asked = wanted === 0 ? 'auto' : wanted;
  const count = threadsFor(plan, { wanted: asked, cores, exchange, samples });
  if (count === 1) return null;
  const workers = Array.from(
    { length: count - 1 },
    () => new Worker(self.location.href, { name: THREAD_NAME }),
  );
  return {
    kernels: null,
    ports: workers.map(portTo),
    close: () => {
      for (const worker of workers) worker.terminate();
    },
  };
}

/** Whether this worker is such a thread; if so, it serves from now on. */
export function servesAsThread(): boolean {
  if (self.name !== THREAD_NAME) return false;
  serveThread({
    post: (message, transfer) => self.postMessage(message, { transfer: [...(transfer ?? [])] }),
    receive: (handler) => {
      self.onmessage = ({ data }) => handler(data);
    },
  });
  return true;
}

function portTo(worker: Worker): ThreadPort {
  return {
    post: (message, transfer) => worker.postMessage(message, [...(transfer ?? [])]),
    receive: (handler) => {
      worker.onmessage = ({ data }) => handler(data);
    },
  };
}
