/** Trains candidates on the side, in workers of their own. */
import type { TrainTrial, TrialOutcome } from '#diagnosis';
import type { WorkerFile } from '../protocol.ts';
import { type EngineFiles, EngineWorker, onlyThese } from './engine-worker.ts';

/** Leaves a core to the training and the page; more than four only get in each other's way. */
export const TRIAL_WORKERS = Math.min(4, Math.max(1, (navigator.hardwareConcurrency ?? 2) - 1));

const BROKEN_DOWN: TrialOutcome = { train: null, validation: null };

interface Job {
  readonly report: (share: number) => void;
  readonly resolve: (outcome: TrialOutcome) => void;
  readonly reject: (fault: Error) => void;
}

/** Makes the executor for `runTrials`: a pool whose workers are reused, so that data is read once in each. */
export function trialExecutor(
  engine: EngineFiles,
  files: readonly WorkerFile[],
): { readonly train: TrainTrial; readonly dispose: () => void } {
  const idle: TrialWorker[] = [];
  const all: TrialWorker[] = [];
  const train: TrainTrial = async (plan, report, signal) => {
    const worker = idle.pop() ?? new TrialWorker(engine, files);
    if (!all.includes(worker)) all.push(worker);
    const abort = () => worker.terminate();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await worker.train(plan, report);
    } finally {
      signal.removeEventListener('abort', abort);
      idle.push(worker);
    }
  };
  return { train, dispose: () => all.forEach((worker) => void worker.terminate()) };
}

class TrialWorker {
  readonly #worker: EngineWorker;
  #job: Job | null = null;

  constructor(engine: EngineFiles, files: readonly WorkerFile[]) {
    const fail = (message: string) => this.#job?.reject(new Error(message));
    const handlers = onlyThese({
      progress: ({ events, done }) => {
        this.#job?.report(done);
        for (const event of events) {
          if (event.type === 'diverged') this.#job?.resolve(BROKEN_DOWN);
          if (event.type === 'finished') this.#job?.resolve(event);
        }
      },
      // An edit that the engine refuses is no good; the other candidates are still to be tried.
      'worker-fault': () => this.#job?.resolve(BROKEN_DOWN),
    });
    this.#worker = new EngineWorker(engine);
    this.#worker.begin(files, { handlers, onCrash: fail });
  }

  train(plan: Parameters<TrainTrial>[0], report: Job['report']): Promise<TrialOutcome> {
    return new Promise((resolve, reject) => {
      this.#job = { report, resolve, reject };
      this.#worker.send({
        type: 'train',
        plan,
        text: '',
        paused: false,
        observed: false,
        resumed: null,
        // Trials are many at a time: each of them has one core.
        threads: 1,
      });
    });
  }

  terminate(): void {
    this.#worker.terminate();
    this.#job?.reject(new Error('Cancelled.'));
  }
}
