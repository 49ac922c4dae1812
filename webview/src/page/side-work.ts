/** What is trained beside the training that the panel shows: trials of suggestions, and the learning-rate finder. */
import { runTrials } from '#diagnosis';
import type { FromWorker, MessageHandlers, Specification, WorkerFile } from '../protocol.ts';
import { type Engine, EngineWorker, onlyThese } from './engine-worker.ts';
import type { Store } from './store.ts';
import { TRIAL_WORKERS, trialExecutor } from './trial-workers.ts';

export class SideWork {
  readonly #store: Store;
  readonly #engine: Engine;
  #trials: AbortController | null = null;
  #finder: EngineWorker | null = null;

  constructor(store: Store, engine: Engine) {
    this.#store = store;
    this.#engine = engine;
  }

  /** Trains these suggestions and the run's text with several seeds, and reports which are better. */
  async tryAll(ids: readonly string[], files: readonly WorkerFile[]): Promise<void> {
    const { run, suggestions, settings } = this.#store.state;
    if (!run || this.#trials) return;
    const chosen = suggestions.filter(({ id }) => ids.includes(id));
    const trials = new AbortController();
    this.#trials = trials;
    this.#trying(ids, 0);
    const end = setTimeout(() => trials.abort(), settings.trialSeconds * 1000);
    let dispose = () => {};
    try {
      const executor = trialExecutor(await this.#engine.files, files);
      dispose = executor.dispose;
      const report = await runTrials(run.specification.plan, chosen, executor.train, {
        seeds: Array.from({ length: settings.trialSeeds }, (_, at) => at + 1),
        concurrency: TRIAL_WORKERS,
        signal: trials.signal,
        onProgress: ({ share }) => this.#trying(ids, share),
        onReport: (standing) => this.#store.set({ report: standing }),
      });
      this.#store.set({ report, trials: { state: 'none' } });
    } catch (error) {
      this.#store.set({ trials: { state: 'failed', message: messageOf(error) } });
    } finally {
      clearTimeout(end);
      dispose();
      this.#trials = null;
    }
  }

  /** Ends the trials; what they have found out stays. */
  cancelTrials(): void {
    this.#trials?.abort();
  }

  async findLearningRate(
    { plan }: Specification,
    files: () => readonly WorkerFile[],
  ): Promise<void> {
    if (this.#store.state.rangeTest === 'running') return;
    this.#store.set({ rangeTest: 'running', fault: null });
    const fail = (message: string) => {
      this.#finder?.terminate();
      this.#store.set({ rangeTest: null });
      this.#store.fail(message);
    };
    try {
      this.#finder = new EngineWorker(await this.#engine.files);
      this.#finder.begin(files(), { handlers: this.#finding(fail), onCrash: fail });
      this.#finder.send({ type: 'range-test', plan });
    } catch (error) {
      fail(messageOf(error));
    }
  }

  #trying(suggestions: readonly string[], done: number): void {
    this.#store.set({ trials: { state: 'running', suggestions, done } });
  }

  #finding(fail: (message: string) => void): MessageHandlers<FromWorker> {
    return onlyThese({
      'range-test-result': (rangeTest) => {
        this.#finder?.terminate();
        this.#store.set({ rangeTest });
      },
      'worker-fault': ({ message }) => fail(message),
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
