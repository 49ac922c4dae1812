/** Decides when the host hears of the run: for storage, for the editor's annotations and for its diagnostics. */
import type { FromWebview } from '../protocol.ts';
import { sendInParts } from './content-parts.ts';
import { layerWords } from './layer-health.ts';
import { pause } from './pause.ts';
import { writeRun } from './run-json.ts';
import { isActive, type Run } from './state.ts';
import type { Store } from './store.ts';
import { toStoredRun } from './stored-runs.ts';

/** A training is stored this often, so that little is lost with the window. */
const SAVE_MILLISECONDS = 5000;
/** At its end a run learns several things one after the other: they are stored together. */
const GATHER_MILLISECONDS = 100;
/** Annotations in the editor change this often. */
const ANNOTATE_MILLISECONDS = 500;

export class RunSaver {
  readonly #store: Store;
  readonly #send: (message: FromWebview, transfer?: Transferable[]) => void;
  /** Each run as it was when its storing was last asked for, in the order in which they are to be written. */
  readonly #waiting = new Map<string, Run>();
  #writing: Promise<void> | null = null;
  #lastSave = 0;
  #lastAnnotation = 0;

  constructor(store: Store, send: (message: FromWebview, transfer?: Transferable[]) => void) {
    this.#store = store;
    this.#send = send;
  }

  /** To be called whenever the run has come further. */
  progress(): void {
    const { run } = this.#store.state;
    const over = !isActive(run);
    if (over || performance.now() - this.#lastSave >= SAVE_MILLISECONDS) void this.save();
    const now = performance.now();
    if (!run || (!over && now - this.#lastAnnotation < ANNOTATE_MILLISECONDS)) return;
    this.#lastAnnotation = now;
    this.#send({ type: 'layers', annotations: layerWords(run) });
  }

  /** To be called when something is known of the run besides its course: stored at once where nothing else will come. */
  learned(): void {
    if (!isActive(this.#store.state.run)) void this.save();
  }

  /** Stores the run as it is now; resolves when the host has been told. */
  async save(): Promise<void> {
    const { run } = this.#store.state;
    if (!run) return;
    this.#lastSave = performance.now();
    this.#waiting.set(run.id, run);
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  findings(): void {
    this.#send({ type: 'findings', findings: this.#store.state.run?.findings ?? [] });
  }

  async #writeAll(): Promise<void> {
    for (const id of this.#waiting.keys()) {
      await pause(GATHER_MILLISECONDS);
      const run = this.#waiting.get(id);
      this.#waiting.delete(id);
      const stored = run && toStoredRun(run);
      if (!stored) continue;
      const content = await sendInParts(await writeRun(stored), this.#send);
      this.#send({ type: 'save-run', summary: stored.summary, content });
    }
  }
}
