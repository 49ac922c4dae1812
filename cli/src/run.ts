import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { confirmed, type RunRecord } from '#diagnosis';
import {
  CheckpointError,
  createTrainer,
  DataError,
  type DataSet,
  type DivergedEvent,
  type EngineEvent,
  type EpochRecord,
  type FinishedEvent,
  loadData,
  loadStartWeights,
  PlanError,
  type StepPoint,
  type Threads,
  type Trainer,
} from '#engine';
import type { Plan } from '#plan';
import { CheckpointWriter, readTraining, type StoredTraining, threadsIn } from './checkpoints.ts';
import { EXIT, Failure, reasonOf } from './failure.ts';
import { readKernels } from './kernels.ts';
import { threadsOf } from './threads.ts';

/** A training that came to its end. */
export interface CompletedRun extends RunRecord {
  readonly end: FinishedEvent | DivergedEvent;
  /** How many threads shared its last steps. */
  readonly threads: number;
}

export interface RunOptions {
  /** The specification's folder, which the data's paths are relative to. */
  readonly folder: string;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Threads that share each step; 1 unless said otherwise. */
  readonly threads?: number | 'auto';
  /** Follows a run that does not fit with further trainings that tell why (`confirmed`). */
  readonly confirm?: boolean;
  /** Ends the training early; the result is that of the weights so far. */
  readonly signal?: AbortSignal;
  /** Keeps the training in this file, from which it can be resumed. */
  readonly save?: string;
  /** Goes on with the training of this file. */
  readonly resume?: string;
  /** The specification's, for the file. */
  readonly text?: string;
}

/** How long the engine trains before the process looks at signals, in milliseconds. */
const SLICE = 50;

/** Loads the data and trains to the end. Throws a Failure where the data or the plan cannot be used. */
export async function runTraining(plan: Plan, options: RunOptions): Promise<CompletedRun> {
  const { folder, threads = 1, resume } = options;
  const prepared = await explained(() => prepare(plan, folder));
  const stored = resume !== undefined && threads === 'auto' ? await threadsIn(resume) : null;
  const parallel = await threadsOf(plan, stored ?? threads, prepared.data.train.count);
  try {
    return await runToEnd(plan, options, prepared, parallel);
  } finally {
    await parallel?.close();
  }
}

async function runToEnd(
  plan: Plan,
  options: RunOptions,
  prepared: Prepared,
  parallel: Threads | null,
): Promise<CompletedRun> {
  const { onEvent, signal, confirm, save, resume, text = '' } = options;
  const { data } = prepared;
  const trainer = await explained(() => createTrainer({ plan, parallel, ...prepared }));
  const stored = resume === undefined ? null : await resumeFrom(resume, plan, data, trainer);
  const writer = save === undefined ? null : new CheckpointWriter(save, { plan, data, text });
  let started = stored?.checkpoint.started ?? undefined;
  let end: FinishedEvent | DivergedEvent | undefined = stored?.checkpoint.finished ?? undefined;
  const epochs: EpochRecord[] = [...(stored?.history ?? [])];
  const steps: StepPoint[] = [];
  if (started) onEvent?.(started);
  while (!trainer.done) {
    if (signal?.aborted) {
      // Before the training ends: what is kept can go on.
      await writer?.write(trainer, epochs);
      trainer.stop();
    }
    const before = epochs.length;
    for (const event of trainer.advance(SLICE)) {
      onEvent?.(event);
      if (event.type === 'started') started = event;
      else if (event.type === 'epoch') epochs.push(event.record);
      else if (event.type === 'steps') steps.push(...event.points);
      else end = event;
    }
    if (!trainer.done) await writer?.consider(trainer, epochs, epochs.length > before);
    await setImmediate();
  }
  if (!started || !end) throw new Error('The engine ended without telling how.');
  const complete = end.type === 'finished' && end.reason !== 'stopped';
  if (complete) await writer?.write(trainer, epochs);
  const { threads } = trainer;
  const run: CompletedRun = { plan, started, epochs, steps, end, threads };
  return confirm && !signal?.aborted ? confirmed(run, prepared) : run;
}

async function resumeFrom(
  path: string,
  plan: Plan,
  data: DataSet,
  trainer: Trainer,
): Promise<StoredTraining> {
  const stored = await readTraining(path, plan, data);
  trainer.restore(stored.checkpoint);
  return stored;
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** What a training works with, besides its plan. */
async function prepare(plan: Plan, folder: string) {
  const readFile = (path: string) => readDataFile(folder, path);
  const data = await loadData(plan.data, plan.model.inputShape, readFile);
  const startWeights = await loadStartWeights(plan.model, readFile);
  return { data, startWeights, kernels: await readKernels() };
}

/** Turns what the engine cannot use into a Failure with its reason. */
async function explained<T>(make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const theirs = [DataError, PlanError, CheckpointError].some((kind) => error instanceof kind);
    throw theirs ? new Failure((error as Error).message, EXIT.findings) : error;
  }
}

/** A file that a specification names: data, or weights. */
export async function readDataFile(folder: string, path: string): Promise<Uint8Array> {
  const file = resolve(folder, path);
  try {
    return await readFile(file);
  } catch (error) {
    throw new Failure(`${relative(process.cwd(), file)}: ${reasonOf(error)}.`);
  }
}
