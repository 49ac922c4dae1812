/** Decides when the host hears of the run: for storage, for the editor's annotations and for its diagnostics. */
import type { FromWebview } from '../protocol.ts';
import { layerWords } from './layer-health.ts';
import { isActive } from './state.ts';
import type { Store } from './store.ts';
import { toStoredRun } from './stored-runs.ts';

/** A training is stored this often, so that little is lost with the window. */
const SAVE_MILLISECONDS = 5000;
/** Annotations in the editor change this often. */
const ANNOTATE_MILLISECONDS = 500;

export class RunSaver {
  readonly #store: Store;
  readonly #send: (message: FromWebview) => void;
  #lastSave = 0;
  #lastAnnotation = 0;

  constructor(store: Store, send: (message: FromWebview) => void) {
    this.#store = store;
    this.#send = send;
  }

  /** To be called whenever the run has come further. */
  progress(): void {
    const { run } = this.#store.state;
    const over = !isActive(run);
    this.save(over);
    const now = performance.now();
    if (!run || (!over && now - this.#lastAnnotation < ANNOTATE_MILLISECONDS)) return;
    this.#lastAnnotation = now;
    this.#send({ type: 'layers', annotations: layerWords(run) });
  }

  /** @param now false: only where the last time is long enough ago */
  save(now: boolean): void {
    const { run } = this.#store.state;
    if (!run || (!now && performance.now() - this.#lastSave < SAVE_MILLISECONDS)) return;
    const stored = toStoredRun(run);
    if (!stored) return;
    this.#lastSave = performance.now();
    this.#send({ type: 'save-run', summary: stored.summary, run: JSON.stringify(stored) });
  }

  findings(): void {
    this.#send({ type: 'findings', findings: this.#store.state.run?.findings ?? [] });
  }
}
