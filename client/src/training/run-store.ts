/** Stored runs: they survive closing the panel and the window. */
import { type Memento, Uri } from 'vscode';
import type { OtherRun, RunSummary, SavedPlace, StoredRun } from '../../../webview/src/protocol.ts';
import { RunFiles } from './run-files.ts';

/** A train block of a file. */
export interface TrainTarget {
  readonly uri: string;
  readonly train: number;
}

/** The oldest runs of a train block make room for new ones. */
const MOST_RUNS = 50;
/** Checkpoints are as large as the model, with what its optimizer keeps: only the newest runs have theirs. */
const MOST_CHECKPOINTS = 10;

/**
 * Summaries stand in the workspace's state, where they are at hand, and in a file: VS Code writes its state down late, and a
 * window that closes soon would lose it. Each run and each checkpoint is a file as well.
 */
export class RunStore {
  readonly #files: RunFiles;
  readonly #state: Memento;
  /** One change after the other: each reads the list that it writes. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(storage: Uri, state: Memento) {
    this.#files = new RunFiles(Uri.joinPath(storage, 'runs'));
    this.#state = state;
  }

  /** Newest first. */
  list(target: TrainTarget): readonly RunSummary[] {
    return this.#state.get<readonly RunSummary[]>(keyOf(target), []);
  }

  /** Of the other train blocks of the same file, block by block. */
  others({ uri, train }: TrainTarget): readonly OtherRun[] {
    const beginning = keyOf({ uri, train: 0 }).slice(0, -1);
    return this.#state
      .keys()
      .filter((key) => key.startsWith(beginning))
      .map((key) => Number(key.slice(beginning.length)))
      .filter((other) => Number.isInteger(other) && other !== train)
      .sort((a, b) => a - b)
      .flatMap((other) =>
        this.list({ uri, train: other }).map((summary) => ({ train: other, summary })),
      );
  }

  /**
   * Keeps the name that a stored run was given, and what is known of its checkpoint.
   * @param run a {@link StoredRun} as JSON in UTF-8
   */
  save(target: TrainTarget, latest: RunSummary, run: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      const earlier = this.list(target);
      const known = earlier.find(({ id }) => id === latest.id);
      const summary = { ...latest, name: known?.name ?? latest.name, saved: known?.saved ?? null };
      await this.#files.write(runFile(summary.id), run);
      const others = earlier.filter(({ id }) => id !== summary.id);
      const kept = [summary, ...others].sort((a, b) => b.startedAt - a.startedAt);
      await this.#setList(target, kept.slice(0, MOST_RUNS));
      for (const { id } of kept.slice(MOST_RUNS)) await this.#removeFiles(id);
    });
  }

  /** Does nothing for a run that is not stored. */
  saveCheckpoint(
    target: TrainTarget,
    id: string,
    saved: SavedPlace,
    bytes: Uint8Array,
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.list(target).some((run) => run.id === id)) return;
      await this.#files.write(checkpointFile(id), bytes);
      const runs = this.list(target).map((run) => (run.id === id ? { ...run, saved } : run));
      const withCheckpoint = runs.filter((run) => run.saved !== null).map((run) => run.id);
      const old = withCheckpoint.filter((one) => one !== id).slice(MOST_CHECKPOINTS - 1);
      await this.#setList(
        target,
        runs.map((run) => (old.includes(run.id) ? { ...run, saved: null } : run)),
      );
      for (const one of old) await this.#files.remove(checkpointFile(one));
    });
  }

  /** Null where the run is gone. */
  async load(target: TrainTarget, id: string): Promise<StoredRun | null> {
    const run = await this.read(id);
    const summary = this.list(target).find((one) => one.id === id);
    return run && { ...run, summary: summary ?? run.summary };
  }

  /** As {@link load}, for who does not know the train block: the name may be an earlier one. */
  async read(id: string): Promise<StoredRun | null> {
    const bytes = await this.#files.read(runFile(id));
    if (!bytes) return null;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as StoredRun;
    } catch {
      return null;
    }
  }

  /** Null where there is none. */
  loadCheckpoint(id: string): Promise<Uint8Array | null> {
    return this.#files.read(checkpointFile(id));
  }

  /** No worker trains any more: what is called training was cut off. */
  interruptAll(target: TrainTarget): Promise<void> {
    return this.#inTurn(async () => {
      const present = this.list(target);
      const runs = (await this.#readList(target)) ?? present;
      const running = ({ state }: RunSummary) => state === 'training' || state === 'paused';
      // Nothing is written for nothing: a panel that opens waits for this.
      if (!runs.some(running) && JSON.stringify(runs) === JSON.stringify(present)) return;
      await this.#setList(
        target,
        runs.map((run) => (running(run) ? { ...run, state: 'interrupted' } : run)),
      );
    });
  }

  rename(target: TrainTarget, id: string, name: string): Promise<void> {
    return this.#inTurn(() =>
      this.#setList(
        target,
        this.list(target).map((run) => (run.id === id ? { ...run, name } : run)),
      ),
    );
  }

  remove(target: TrainTarget, id: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#setList(
        target,
        this.list(target).filter((run) => run.id !== id),
      );
      await this.#removeFiles(id);
    });
  }

  async #setList(target: TrainTarget, runs: readonly RunSummary[]): Promise<void> {
    const key = keyOf(target);
    await this.#state.update(key, runs);
    await this.#files.write(
      listFile(key),
      new TextEncoder().encode(JSON.stringify({ key, runs } satisfies WrittenList)),
    );
  }

  /** What was written last; null where nothing was. */
  async #readList(target: TrainTarget): Promise<readonly RunSummary[] | null> {
    const key = keyOf(target);
    const bytes = await this.#files.read(listFile(key));
    if (!bytes) return null;
    try {
      const written = JSON.parse(new TextDecoder().decode(bytes)) as WrittenList;
      return written.key === key ? written.runs : null;
    } catch {
      return null;
    }
  }

  async #removeFiles(id: string): Promise<void> {
    await this.#files.remove(runFile(id));
    await this.#files.remove(checkpointFile(id));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }
}

function keyOf({ uri, train }: TrainTarget): string {
  return `runs ${uri}#${train}`;
}

interface WrittenList {
  readonly key: string;
  readonly runs: readonly RunSummary[];
}

/** Addresses are too long for file names: a hash of them (two share one hardly ever, and then the key tells). */
function listFile(key: string): string {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) >>> 0;
  return `list-${hash.toString(16).padStart(8, '0')}.json`;
}

function runFile(id: string): string {
  return `${id}.json`;
}

function checkpointFile(id: string): string {
  return `${id}.safetensors`;
}
