/** Changes the state: by what the person does, and by what the host says. */
import type { Cell } from '#engine';
import type { Origin } from '#plan';
import {
  type DataFile,
  type FromWebview,
  MessageHandler,
  type MessageHandlers,
  type SessionMessage,
  type Specification,
  type SpecificationMessage,
  type StoredRun,
  TO_WEBVIEW,
  type ToWebview,
  type WorkerFile,
} from '../protocol.ts';
import type { Engine } from './engine-worker.ts';
import { ReceivedFiles } from './received-files.ts';
import { RunSaver } from './run-saver.ts';
import { SideWork } from './side-work.ts';
import {
  type Actions,
  differsFromRun,
  isActive,
  type PanelState,
  type Run,
  savedPlace,
} from './state.ts';
import { noSuggestions, Store } from './store.ts';
import { runFromStore } from './stored-runs.ts';
import { TrainingSession } from './training-session.ts';

/** What VS Code gives a page to talk to its extension. */
export interface VsCodeApi {
  /** @param transfer buffers that move instead of being copied */
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  setState(state: unknown): void;
}

export class Controller implements Actions {
  readonly #vscode: VsCodeApi;
  readonly #store: Store;
  readonly #host: MessageHandler<FromWebview, ToWebview>;
  readonly #saver: RunSaver;
  readonly #session: TrainingSession;
  readonly #side: SideWork;
  readonly #received = new ReceivedFiles();
  /** Why a stored run was asked for. */
  readonly #opening = new Map<string, 'show' | 'compare'>();
  /** Of the specification, in contrast to those of the run. */
  #files: readonly DataFile[] = [];

  /** @param changed called after every change of the state */
  constructor(vscode: VsCodeApi, engine: Engine, changed: () => void) {
    this.#vscode = vscode;
    this.#store = new Store(changed);
    this.#host = new MessageHandler<FromWebview, ToWebview>(
      (message, transfer) => vscode.postMessage(message, transfer),
      TO_WEBVIEW,
      this.#hostHandlers(),
      (fault) => this.#store.fail(fault.message),
    );
    const send = (message: FromWebview, transfer?: Transferable[]) =>
      this.#host.send(message, transfer);
    this.#saver = new RunSaver(this.#store, send);
    this.#side = new SideWork(this.#store, engine);
    const newWorker = () => engine.worker();
    this.#session = new TrainingSession(this.#store, this.#saver, send, newWorker);
    window.addEventListener('message', ({ data }) => void this.#host.receive(data));
    this.#host.send({ type: 'ready' });
  }

  get state(): PanelState {
    return this.#store.state;
  }

  // ── What the person does ────────────────────────────────────────────────────────────────────────

  train(): void {
    this.#store.set({ preparing: true, fault: null });
    this.#host.send({ type: 'request-specification', start: true });
  }

  pause(): void {
    this.#session.control('pause');
  }

  resume(): void {
    const { run } = this.state;
    if (run && !run.live) this.resumeRun(run.id);
    else this.#session.control('resume');
  }

  resumeRun(id: string): void {
    this.#store.set({ preparing: true, fault: null });
    this.#host.send({ type: 'resume-run', id });
  }

  giveUp(): void {
    this.#session.abandon();
    const { run } = this.state;
    if (run && savedPlace(this.state)) this.resumeRun(run.id);
  }

  step(): void {
    const { run, specification } = this.state;
    if (isActive(run)) this.#session.control('epoch');
    else if (specification) void this.#begin(specification, true);
  }

  stop(): void {
    this.#session.control('stop');
  }

  reset(): void {
    this.#endWorkers();
    this.#host.send({ type: 'findings', findings: [] });
    this.#host.send({ type: 'layers', annotations: {} });
    this.#store.set({
      run: null,
      fault: null,
      replaced: null,
      compared: [],
      prediction: null,
      ...noSuggestions(),
    });
    this.#host.send({ type: 'request-specification', start: false });
  }

  reveal(origin: Origin): void {
    this.#host.send({ type: 'reveal', origin });
  }

  tryAll(suggestions: readonly string[]): void {
    void this.#side.tryAll(suggestions, this.#session.files);
  }

  cancelTrials(): void {
    this.#side.cancelTrials();
  }

  apply(suggestion: string): void {
    this.#host.send({ type: 'apply', suggestion });
  }

  ignore(suggestion: string): void {
    this.#store.set({ ignored: new Set([...this.state.ignored, suggestion]) });
  }

  predict(input: readonly Cell[] | null): void {
    this.#session.predict(input);
  }

  findLearningRate(): void {
    const { specification, run } = this.state;
    const files = () => this.#received.choose(this.#files);
    if (specification) void this.#side.findLearningRate(specification, files);
    else if (run) void this.#side.findLearningRate(run.specification, () => this.#session.files);
  }

  showRun(id: string): void {
    this.#opening.set(id, 'show');
    this.#host.send({ type: 'open-run', id });
  }

  compareRun(id: string, compared: boolean): void {
    if (!compared) {
      const others = this.state.compared.filter(({ summary }) => summary.id !== id);
      this.#store.set({ compared: others });
      return;
    }
    this.#opening.set(id, 'compare');
    this.#host.send({ type: 'open-run', id });
  }

  renameRun(id: string): void {
    this.#host.send({ type: 'rename-run', id });
  }

  deleteRun(id: string): void {
    this.#host.send({ type: 'delete-run', id });
  }

  showRunText(id: string, other: string | null): void {
    this.#host.send({ type: 'show-run-text', id, other });
  }

  restoreRunText(id: string): void {
    this.#host.send({ type: 'restore-run-text', id });
  }

  exportRun(id: string, what: 'run' | 'weights'): void {
    this.#host.send({ type: 'export-run', id, what });
  }

  setLearningRate(learningRate: number): void {
    this.#host.send({ type: 'set-learning-rate', learningRate });
  }

  /** Handed to charts as a function of its own. */
  readonly export = async (name: string, content: Blob): Promise<void> => {
    const bytes = new Uint8Array(await content.arrayBuffer());
    this.#host.send({ type: 'export', name, bytes }, [bytes.buffer]);
  };

  // ── What the host says ──────────────────────────────────────────────────────────────────────────

  #hostHandlers(): MessageHandlers<ToWebview> {
    const store = () => this.#store;
    return {
      session: (session) => this.#open(session),
      settings: ({ settings }) => store().set({ settings }),
      'file-part': (part) => this.#received.receive(part),
      specification: (message) => this.#adopt(message),
      resume: ({ run, files, checkpoint }) => {
        this.#makeRoom(run.summary.id);
        return this.#session.resume(run, this.#received.choose(files), checkpoint);
      },
      problems: ({ problems }) => store().set({ problems, preparing: false, specification: null }),
      'text-changed': ({ changed, gone }) => store().set({ edited: changed, gone }),
      cursor: ({ layer }) => store().set({ cursorLayer: layer }),
      suggestions: ({ suggestions }) => store().set({ suggestions }),
      applied: ({ suggestion, fault }) => store().set({ applied: { suggestion, fault } }),
      refused: ({ reason }) => store().fail(reason),
      runs: ({ runs, others }) => store().set({ runs, others }),
      run: ({ run }) => this.#receiveRun(run),
    };
  }

  #open(session: SessionMessage): void {
    const { uri, train, fileName, restored } = session;
    this.#vscode.setState({ uri, train });
    this.#store.set({ fileName });
    if (restored) this.#show(runFromStore(restored));
  }

  #receiveRun(stored: StoredRun): void {
    const { id } = stored.summary;
    const purpose = this.#opening.get(id);
    this.#opening.delete(id);
    if (purpose === 'compare') this.#store.set({ compared: [...this.state.compared, stored] });
    if (purpose === 'show' && !isActive(this.state.run)) this.#show(runFromStore(stored));
  }

  #show(run: Run): void {
    this.#endWorkers();
    this.#store.set({ run, prediction: null, fault: null, replaced: null, ...noSuggestions() });
    if (!differsFromRun(this.state)) this.#saver.findings();
  }

  #adopt({ specification, files, start }: SpecificationMessage): void {
    this.#files = files;
    this.#store.set({ specification, problems: [], edited: false, preparing: start });
    if (start) void this.#begin(specification, false);
    else if (this.state.run && !differsFromRun(this.state)) this.#saver.findings();
  }

  async #begin(specification: Specification, paused: boolean): Promise<void> {
    this.#makeRoom(null);
    try {
      const files: readonly WorkerFile[] = this.#received.choose(this.#files);
      await this.#session.begin(specification, files, paused);
    } catch (error) {
      this.#store.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** A training that another one follows is cut off where it is: it stays in the list of runs, and can be resumed. */
  #makeRoom(next: string | null): void {
    const { run } = this.state;
    this.#session.makeRoom();
    this.#side.cancelTrials();
    const cutOff = run !== null && isActive(run) && run.id !== next;
    if (cutOff) {
      this.#store.change((active) => ({ ...active, live: false, state: 'interrupted' }));
      void this.#saver.save();
    }
    this.#store.set({ replaced: cutOff ? run.name : null });
  }

  #endWorkers(): void {
    this.#session.end();
    this.#side.cancelTrials();
  }
}
