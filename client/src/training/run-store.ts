/** Stored runs: they survive closing the panel and the window. */
import { type Memento, Uri, workspace } from 'vscode';
import type { RunSummary, StoredRun } from '../../../webview/src/protocol.ts';

/** A train block of a file. */
export interface TrainTarget {
  readonly uri: string;
  readonly train: number;
}

/** The oldest runs of a train block make room for new ones. */
const MOST_RUNS = 50;

/** Summaries stand in the workspace's state, where they are at hand; each whole run is a file of the extension's storage. */
export class RunStore {
  readonly #folder: Uri;
  readonly #state: Memento;

  constructor(storage: Uri, state: Memento) {
    this.#folder = Uri.joinPath(storage, 'runs');
    this.#state = state;
  }

  /** Newest first. */
  list(target: TrainTarget): readonly RunSummary[] {
    return this.#state.get<readonly RunSummary[]>(keyOf(target), []);
  }

  /** Keeps the name that a stored run was given. */
  async save(run: StoredRun): Promise<void> {
    const target = run.specification;
    const earlier = this.list(target);
    const name = earlier.find(({ id }) => id === run.summary.id)?.name ?? run.summary.name;
    const summary = { ...run.summary, name };
    await workspace.fs.createDirectory(this.#folder);
    const json = JSON.stringify({ ...run, summary });
    await workspace.fs.writeFile(this.#file(summary.id), new TextEncoder().encode(json));
    const others = earlier.filter(({ id }) => id !== summary.id);
    const kept = [summary, ...others].sort((a, b) => b.startedAt - a.startedAt);
    await this.#state.update(keyOf(target), kept.slice(0, MOST_RUNS));
    for (const { id } of kept.slice(MOST_RUNS)) await this.#removeFile(id);
  }

  /** Null where the run is gone. */
  async load(id: string): Promise<StoredRun | null> {
    try {
      const bytes = await workspace.fs.readFile(this.#file(id));
      return JSON.parse(new TextDecoder().decode(bytes)) as StoredRun;
    } catch {
      return null;
    }
  }

  /** The run that was started last, a training that a closed window cut off marked as interrupted. */
  async latest(target: TrainTarget): Promise<StoredRun | null> {
    const summary = this.list(target)[0];
    const run = summary ? await this.load(summary.id) : null;
    if (!run) return null;
    const { state } = run.summary;
    if (state !== 'training' && state !== 'paused') return run;
    return { ...run, summary: { ...run.summary, state: 'interrupted' } };
  }

  async rename(target: TrainTarget, id: string, name: string): Promise<void> {
    const renamed = this.list(target).map((run) => (run.id === id ? { ...run, name } : run));
    await this.#state.update(keyOf(target), renamed);
  }

  async remove(target: TrainTarget, id: string): Promise<void> {
    const kept = this.list(target).filter((run) => run.id !== id);
    await this.#state.update(keyOf(target), kept);
    await this.#removeFile(id);
  }

  #file(id: string): Uri {
    return Uri.joinPath(this.#folder, `${id}.json`);
  }

  async #removeFile(id: string): Promise<void> {
    try {
      await workspace.fs.delete(this.#file(id));
    } catch {
      // Gone already.
    }
  }
}

function keyOf({ uri, train }: TrainTarget): string {
  return `runs ${uri}#${train}`;
}
