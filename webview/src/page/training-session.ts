/** The training that the panel shows: its worker, and what becomes of what the worker says. */
import type { Cell } from '#engine';
import type {
  ControlMessage,
  FromWebview,
  FromWorker,
  MessageHandlers,
  ResumedTraining,
  Specification,
  StoredRun,
  WorkerFile,
} from '../protocol.ts';
import { collect } from './collect.ts';
import { sendInParts } from './content-parts.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { RunSaver } from './run-saver.ts';
import { isActive, type Run } from './state.ts';
import { noSuggestions, type Store } from './store.ts';
import { cutAt, newRun, runFromStore } from './stored-runs.ts';

export class TrainingSession {
  readonly #store: Store;
  readonly #saver: RunSaver;
  readonly #send: (message: FromWebview, transfer?: Transferable[]) => void;
  readonly #newWorker: () => Promise<EngineWorker>;
  #worker: EngineWorker | null = null;
  /** Whether the worker has nothing left to do or to say. */
  #idle = false;
  #files: readonly WorkerFile[] = [];
  /** Predictions that were asked for and have not come. */
  #awaited = 0;

  /** @param newWorker throws where the extension's own files cannot be read */
  constructor(
    store: Store,
    saver: RunSaver,
    send: (message: FromWebview, transfer?: Transferable[]) => void,
    newWorker: () => Promise<EngineWorker>,
  ) {
    this.#store = store;
    this.#saver = saver;
    this.#send = send;
    this.#newWorker = newWorker;
  }

  /** The data of the run that is shown. */
  get files(): readonly WorkerFile[] {
    return this.#files;
  }

  /** @param paused true: train one epoch and pause */
  async begin(
    specification: Specification,
    files: readonly WorkerFile[],
    paused: boolean,
  ): Promise<void> {
    const { run: last, runs } = this.#store.state;
    // The host may not have stored the last one yet.
    const run = newRun(specification, last ? [last, ...runs] : runs);
    await this.#start(run, files, paused, null);
    if (paused) this.control('epoch');
  }

  /** Goes on with a stored run where its checkpoint was made. */
  async resume(
    stored: StoredRun,
    files: readonly WorkerFile[],
    checkpoint: Uint8Array,
  ): Promise<void> {
    const { saved, state } = stored.summary;
    const over = state !== 'interrupted' && state !== 'training' && state !== 'paused';
    const record = over || !saved ? stored.record : cutAt(stored.record, saved.step);
    const run = runFromStore({ ...stored, record });
    const { started, epochs, steps, end } = record;
    await this.#start({ ...run, state: over ? state : 'training', live: true }, files, false, {
      checkpoint,
      record: { started, epochs, steps, end },
    });
  }

  control(action: ControlMessage['action']): void {
    this.#worker?.send({ type: 'control', action });
  }

  predict(input: readonly Cell[] | null): void {
    if (!this.#worker) return;
    this.#awaited++;
    this.#worker.send({ type: 'predict', input });
  }

  /** Ends what is under way; a worker that is through with its run stays for the next, with the data that it has read. */
  makeRoom(): void {
    if (!this.#idle || this.#awaited > 0) this.end();
  }

  /** What was measured stays, the model is gone. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#idle = false;
    this.#awaited = 0;
    if (this.#store.state.silent) this.#store.set({ silent: false });
  }

  /** Gives up a worker that does not answer: its run is cut off where it was. */
  abandon(): void {
    this.end();
    this.#cutOff();
  }

  async #start(
    run: Run,
    files: readonly WorkerFile[],
    paused: boolean,
    resumed: ResumedTraining | null,
  ): Promise<void> {
    this.makeRoom();
    this.#files = files;
    this.#store.set({ run, preparing: false, fault: null, prediction: null, ...noSuggestions() });
    try {
      const worker = this.#worker ?? (await this.#newWorker());
      // Somebody who pressed Train twice, or Reset meanwhile, has another run or none.
      if (this.#store.state.run?.id !== run.id) {
        worker.terminate();
        return;
      }
      this.#worker = worker;
      this.#idle = false;
      worker.begin(files, {
        handlers: this.#handlers(),
        onCrash: (message) => this.#crash(message),
        onSilence: (silent) => this.#store.set({ silent }),
      });
      const { plan, text } = run.specification;
      const { threads } = this.#store.state.settings;
      worker.send({ type: 'train', plan, text, paused, observed: true, resumed, threads });
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
    }
  }

  #handlers(): MessageHandlers<FromWorker> {
    const store = this.#store;
    const saver = this.#saver;
    return {
      'layer-parameters': ({ counts }) => store.change((run) => ({ ...run, parameters: counts })),
      progress: ({ events, state, done, samplesPerSecond }) => {
        store.change((run) => collect({ ...run, state, done, samplesPerSecond }, events));
        saver.progress();
      },
      'run-findings': ({ findings }) => {
        store.change((run) => ({ ...run, findings }));
        saver.findings();
        saver.learned();
      },
      results: ({ results }) => {
        store.change((run) => ({ ...run, results }));
        saver.learned();
      },
      checkpoint: async ({ place, bytes }) => {
        const { run } = store.state;
        if (!run) return;
        await saver.save();
        const content = await sendInParts(bytes, this.#send);
        this.#send({ type: 'save-checkpoint', id: run.id, place, content });
      },
      prediction: ({ prediction }) => {
        this.#awaited--;
        // An older answer speaks of fields as they were before the last change.
        if (this.#awaited === 0) store.set({ prediction });
      },
      'range-test-result': () => {},
      idle: () => {
        this.#idle = true;
      },
      beat: () => {},
      'worker-fault': ({ message }) => this.#crash(message),
    };
  }

  /** The training cannot go on: bad data, too little memory, a bug. */
  #crash(message: string): void {
    this.end();
    this.#store.fail(message);
    this.#cutOff();
  }

  #cutOff(): void {
    this.#store.change((run) => ({
      ...run,
      live: false,
      state: isActive(run) ? 'interrupted' : run.state,
    }));
    void this.#saver.save();
  }
}
