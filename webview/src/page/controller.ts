/** Changes the state: by what the person does, and by what host and worker say. */
import { runTrials } from '#diagnosis';
import type { EngineEvent } from '#engine';
import {
  type FromWebview,
  type FromWorker,
  MessageHandler,
  type MessageHandlers,
  type SessionMessage,
  type Specification,
  type SpecificationMessage,
  TO_WEBVIEW,
  type ToWebview,
} from '../protocol.ts';
import { type DataBytes, type EngineFiles, EngineWorker, fetchEngine } from './engine-worker.ts';
import { layerWords } from './layer-health.ts';
import { type Actions, initialState, isActive, type PanelState, type Run } from './state.ts';
import { newRun, runFromStore, toStoredRun } from './stored-runs.ts';
import { TRIAL_WORKERS, trialExecutor } from './trial-workers.ts';

/** Seeds that each candidate and the present text are trained with. */
const TRIAL_SEEDS = [1, 2, 3];
/** A training is stored this often, so that little is lost with the window. */
const SAVE_MILLISECONDS = 5000;
/** Annotations in the editor change this often. */
const ANNOTATE_MILLISECONDS = 500;

/** What VS Code gives a page to talk to its extension. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}

export class Controller implements Actions {
  readonly state: PanelState = initialState();
  readonly #vscode: VsCodeApi;
  readonly #host: MessageHandler<FromWebview, ToWebview>;
  readonly #changed: () => void;
  #engine: Promise<EngineFiles> | null = null;
  #files = new Map<string, { readonly stamp: string; readonly bytes: Uint8Array }>();
  #worker: EngineWorker | null = null;
  #rangeWorker: EngineWorker | null = null;
  #trials: AbortController | null = null;
  #lastSave = 0;
  #lastAnnotation = 0;

  /** @param changed called after every change of the state */
  constructor(vscode: VsCodeApi, changed: () => void) {
    this.#vscode = vscode;
    this.#changed = changed;
    this.#host = new MessageHandler<FromWebview, ToWebview>(
      (message) => vscode.postMessage(message),
      TO_WEBVIEW,
      this.#hostHandlers(),
      (fault) => this.#fail(fault.message),
    );
    window.addEventListener('message', ({ data }) => void this.#host.receive(data));
    this.#host.send({ type: 'ready' });
  }

  // ── What the person does ────────────────────────────────────────────────────────────────────────

  train(): void {
    this.#set({ preparing: true, fault: null });
    this.#host.send({ type: 'request-specification', start: true });
  }

  pause(): void {
    this.#worker?.send({ type: 'control', action: 'pause' });
  }

  resume(): void {
    this.#worker?.send({ type: 'control', action: 'resume' });
  }

  step(): void {
    if (isActive(this.state.run)) this.#worker?.send({ type: 'control', action: 'epoch' });
    else if (this.state.specification) void this.#begin(this.state.specification, true);
  }

  stop(): void {
    this.#worker?.send({ type: 'control', action: 'stop' });
  }

  reset(): void {
    this.#endWorkers();
    this.#host.send({ type: 'findings', findings: [] });
    this.#host.send({ type: 'layers', annotations: {} });
    this.#set({ run: null, fault: null, compared: [], prediction: null, ...noSuggestions() });
    this.#host.send({ type: 'request-specification', start: false });
  }

  reveal(origin: Specification['plan']['train']['origin']): void {
    this.#host.send({ type: 'reveal', origin });
  }

  tryAll(ids: readonly string[]): void {
    void this.#try(ids);
  }

  cancelTrials(): void {
    this.#trials?.abort();
  }

  apply(suggestion: string): void {
    this.#host.send({ type: 'apply', suggestion });
  }

  ignore(suggestion: string): void {
    this.#set({ ignored: new Set([...this.state.ignored, suggestion]) });
  }

  predict(input: readonly number[] | null): void {
    this.#worker?.send({ type: 'predict', input });
  }

  findLearningRate(): void {
    void this.#findLearningRate();
  }

  showRun(id: string): void {
    this.#opening.set(id, 'show');
    this.#host.send({ type: 'open-run', id });
  }

  compareRun(id: string, compared: boolean): void {
    if (!compared) {
      this.#set({ compared: this.state.compared.filter(({ summary }) => summary.id !== id) });
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

  setLearningRate(learningRate: number): void {
    this.#host.send({ type: 'set-learning-rate', learningRate });
  }

  async export(name: string, content: Blob): Promise<void> {
    this.#host.send({ type: 'export', name, bytes: new Uint8Array(await content.arrayBuffer()) });
  }

  // ── What the host says ──────────────────────────────────────────────────────────────────────────

  readonly #opening = new Map<string, 'show' | 'compare'>();

  #hostHandlers(): MessageHandlers<ToWebview> {
    return {
      session: (session) => this.#open(session),
      specification: (message) => this.#adopt(message),
      problems: ({ problems }) => this.#set({ problems, preparing: false, specification: null }),
      'text-changed': ({ changed }) => this.#set({ edited: changed }),
      cursor: ({ layer }) => this.#set({ cursorLayer: layer }),
      suggestions: ({ suggestions }) => this.#set({ suggestions }),
      applied: ({ suggestion, fault }) => this.#set({ applied: { suggestion, fault } }),
      runs: ({ runs }) => this.#set({ runs }),
      run: ({ run }) => {
        const purpose = this.#opening.get(run.summary.id);
        this.#opening.delete(run.summary.id);
        if (purpose === 'compare') this.#set({ compared: [...this.state.compared, run] });
        if (purpose === 'show' && !isActive(this.state.run)) this.#show(runFromStore(run));
      },
    };
  }

  #open(session: SessionMessage): void {
    const { uri, train, fileName, restored } = session;
    this.#vscode.setState({ uri, train });
    this.#engine = fetchEngine(session);
    // Reported when it is needed; until then it is no unhandled rejection.
    this.#engine.catch(() => {});
    this.#set({ fileName });
    if (restored) this.#show(runFromStore(restored));
  }

  #show(run: Run): void {
    this.#endWorkers();
    this.#set({ run, prediction: null, fault: null, ...noSuggestions() });
    if (this.state.specification?.text === run.specification.text) this.#sendFindings();
  }

  #adopt({ specification, files, start }: SpecificationMessage): void {
    const had = this.#files;
    this.#files = new Map();
    for (const { path, stamp, bytes } of files) {
      const content = bytes ?? had.get(path)?.bytes;
      if (content) this.#files.set(path, { stamp, bytes: content });
    }
    this.#set({ specification, problems: [], edited: false, preparing: start });
    if (start) void this.#begin(specification, false);
    else if (this.state.run?.specification.text === specification.text) this.#sendFindings();
  }

  // ── Training ────────────────────────────────────────────────────────────────────────────────────

  async #begin(specification: Specification, paused: boolean): Promise<void> {
    this.#endWorkers();
    const run = newRun(specification, this.state.runs);
    this.#set({ run, preparing: false, fault: null, prediction: null, ...noSuggestions() });
    try {
      const worker = await this.#newWorker((message) => this.#crash(message));
      this.#worker = worker;
      worker.send({ type: 'train', plan: specification.plan, paused, observed: true });
      if (paused) worker.send({ type: 'control', action: 'epoch' });
    } catch (error) {
      this.#crash(error instanceof Error ? error.message : String(error));
    }
  }

  async #newWorker(onCrash: (fault: string) => void): Promise<EngineWorker> {
    if (!this.#engine) throw new Error('The panel is not connected to its extension.');
    return new EngineWorker(await this.#engine, this.#dataFiles(), this.#workerHandlers(), onCrash);
  }

  #dataFiles(): DataBytes[] {
    return [...this.#files].map(([path, { bytes }]) => ({ path, bytes }));
  }

  #workerHandlers(): MessageHandlers<FromWorker> {
    return {
      'layer-parameters': ({ counts }) => this.#change((run) => ({ ...run, parameters: counts })),
      progress: ({ events, state, done, samplesPerSecond }) => {
        this.#change((run) => collect({ ...run, state, done, samplesPerSecond }, events));
        this.#afterProgress();
      },
      'run-findings': ({ findings }) => {
        this.#change((run) => ({ ...run, findings }));
        this.#sendFindings();
        this.#save(!isActive(this.state.run));
      },
      results: ({ results }) => {
        this.#change((run) => ({ ...run, results }));
        this.#save(!isActive(this.state.run));
      },
      prediction: ({ prediction }) => this.#set({ prediction }),
      'range-test-result': (rangeTest) => {
        this.#rangeWorker?.terminate();
        this.#set({ rangeTest });
      },
      'worker-fault': ({ message }) => this.#crash(message),
    };
  }

  #afterProgress(): void {
    const { run } = this.state;
    const over = !isActive(run);
    this.#save(over);
    const now = performance.now();
    if (!run || (!over && now - this.#lastAnnotation < ANNOTATE_MILLISECONDS)) return;
    this.#lastAnnotation = now;
    this.#host.send({ type: 'layers', annotations: layerWords(run) });
  }

  #sendFindings(): void {
    this.#host.send({ type: 'findings', findings: this.state.run?.findings ?? [] });
  }

  #save(now: boolean): void {
    const run = this.state.run && toStoredRun(this.state.run);
    if (!run || (!now && performance.now() - this.#lastSave < SAVE_MILLISECONDS)) return;
    this.#lastSave = performance.now();
    this.#host.send({ type: 'save-run', run });
  }

  /** The training cannot go on: bad data, too little memory, a bug. */
  #crash(message: string): void {
    this.#endWorkers();
    this.#change((run) => ({
      ...run,
      live: false,
      state: isActive(run) ? 'interrupted' : run.state,
    }));
    this.#fail(message);
    this.#save(true);
  }

  // ── Work on the side ────────────────────────────────────────────────────────────────────────────

  async #try(ids: readonly string[]): Promise<void> {
    const { run, suggestions } = this.state;
    if (!run || this.#trials) return;
    const chosen = suggestions.filter(({ id }) => ids.includes(id));
    const trials = new AbortController();
    this.#trials = trials;
    this.#set({ trials: { state: 'running', suggestions: ids, done: 0 }, report: null });
    let dispose = () => {};
    try {
      if (!this.#engine) throw new Error('The panel is not connected to its extension.');
      const executor = trialExecutor(await this.#engine, this.#dataFiles());
      dispose = executor.dispose;
      const report = await runTrials(run.specification.plan, chosen, executor.train, {
        seeds: TRIAL_SEEDS,
        concurrency: TRIAL_WORKERS,
        signal: trials.signal,
        onProgress: ({ share }) =>
          this.#set({ trials: { state: 'running', suggestions: ids, done: share } }),
        onReport: (standing) => this.#set({ report: standing }),
      });
      this.#set({ report, trials: { state: 'none' } });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#set({ trials: { state: 'failed', message } });
    } finally {
      dispose();
      this.#trials = null;
    }
  }

  async #findLearningRate(): Promise<void> {
    const specification = this.state.run?.specification ?? this.state.specification;
    if (!specification || this.state.rangeTest === 'running') return;
    this.#set({ rangeTest: 'running', fault: null });
    const fail = (message: string) => {
      this.#set({ rangeTest: null });
      this.#fail(message);
    };
    try {
      this.#rangeWorker = await this.#newWorker(fail);
      this.#rangeWorker.send({ type: 'range-test', plan: specification.plan });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }

  #endWorkers(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#trials?.abort();
  }

  // ── State ───────────────────────────────────────────────────────────────────────────────────────

  #fail(fault: string): void {
    this.#set({ fault, preparing: false });
  }

  #change(change: (run: Run) => Run): void {
    if (this.state.run) this.#set({ run: change(this.state.run) });
  }

  #set(changes: Partial<PanelState>): void {
    Object.assign(this.state, changes);
    this.#changed();
  }
}

function noSuggestions() {
  return {
    suggestions: [],
    ignored: new Set<string>(),
    report: null,
    applied: null,
    trials: { state: 'none' },
  } as const;
}

function collect(run: Run, events: readonly EngineEvent[]): Run {
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
  if (epochs.length > 0) run.epochs = [...run.epochs, ...epochs];
  for (const event of events) {
    switch (event.type) {
      case 'started':
        run.started = event;
        break;
      case 'steps':
        run.steps.push(...event.points);
        break;
      case 'finished':
      case 'diverged':
        run.end = event;
        break;
    }
  }
  return run;
}
