import { readFile } from 'node:fs/promises';
import {
  type Checkpoint,
  CheckpointError,
  type DataSet,
  type EpochRecord,
  loadCheckpoint,
  readModelFile,
  saveCheckpoint,
  type Trainer,
} from '#engine';
import type { Plan } from '#plan';
import { writeAtomically } from './atomic-write.ts';
import { EXIT, Failure, reasonOf } from './failure.ts';

/** What a checkpoint is made from, besides the training itself. */
export interface CheckpointSource {
  readonly plan: Plan;
  readonly data: DataSet;
  readonly text: string;
}

/** Saving may take this share of the time; the last checkpoint is written whatever it takes. */
const SAVING_SHARE = 0.05;
/** A checkpoint in the middle of an epoch where epochs are longer, in seconds. */
const LONGEST_GAP = 30;

/** Keeps a training in a file while it goes on. */
export class CheckpointWriter {
  readonly #path: string;
  readonly #source: CheckpointSource;
  #lastEnd = performance.now();
  #lastSeconds = 0;

  constructor(path: string, source: CheckpointSource) {
    this.#path = path;
    this.#source = source;
  }

  /** Writes after an epoch, or when the last checkpoint is old, unless writing is slow and the last one is recent. */
  async consider(
    trainer: Trainer,
    history: readonly EpochRecord[],
    epochEnded: boolean,
  ): Promise<void> {
    const age = (performance.now() - this.#lastEnd) / 1000;
    const due = epochEnded || age >= LONGEST_GAP;
    if (due && this.#lastSeconds <= SAVING_SHARE * age) await this.write(trainer, history);
  }

  async write(trainer: Trainer, history: readonly EpochRecord[]): Promise<void> {
    const begin = performance.now();
    const context = { ...this.#source, history, threads: trainer.threads };
    await writeAtomically(this.#path, saveCheckpoint(trainer.checkpoint(), context));
    this.#lastEnd = performance.now();
    this.#lastSeconds = (this.#lastEnd - begin) / 1000;
  }
}

/** A training as a file has it. */
export interface StoredTraining {
  readonly checkpoint: Checkpoint;
  readonly history: readonly EpochRecord[];
}

/** Reads a checkpoint of this very training. Throws a Failure that says why where it is none. */
export async function readTraining(
  path: string,
  plan: Plan,
  data: DataSet,
): Promise<StoredTraining> {
  const bytes = await readWeightsFile(path);
  return told(path, () => ({
    checkpoint: loadCheckpoint(bytes, { plan, data }),
    history: readModelFile(bytes).info?.history ?? [],
  }));
}

/** The threads that a stored training had: others would round other sums. Null where the file does not tell. */
export async function threadsIn(path: string): Promise<number | null> {
  const bytes = await readWeightsFile(path);
  return told(path, () => readModelFile(bytes).info?.threads ?? null);
}

/** The bytes of a file of weights. Throws a Failure where there is none. */
export async function readWeightsFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure(`${path}: ${reasonOf(error)}.`);
  }
}

/** Turns what is wrong with a file's content into a Failure that names the file. */
export function told<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new Failure(`${path}: ${error.message}`, EXIT.findings);
  }
}
