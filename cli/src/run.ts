import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { needsBatchTest, overfitBatch, type RunRecord } from '#diagnosis';
import {
  createTrainer,
  DataError,
  type DivergedEvent,
  type EngineEvent,
  type EpochRecord,
  type FinishedEvent,
  loadData,
  PlanError,
  type StartedEvent,
  type StepPoint,
  type Threads,
} from '#engine';
import type { Plan } from '#plan';
import { EXIT, Failure, reasonOf } from './failure.ts';
import { readKernels } from './kernels.ts';
import { threadsOf } from './threads.ts';

/** A training that came to its end. */
export interface CompletedRun extends RunRecord {
  readonly end: FinishedEvent | DivergedEvent;
}

export interface RunOptions {
  /** The specification's folder, which the data's paths are relative to. */
  readonly folder: string;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Threads that share each step; 1 unless said otherwise. */
  readonly threads?: number | 'auto';
  /** Follows a run that does not fit with the test whether the model can learn a handful of samples by heart. */
  readonly batchTest?: boolean;
  /** Ends the training early; the result is that of the weights so far. */
  readonly signal?: AbortSignal;
}

/** How long the engine trains before the process looks at signals, in milliseconds. */
const SLICE = 50;

/** Loads the data and trains to the end. Throws a Failure where the data or the plan cannot be used. */
export async function runTraining(plan: Plan, options: RunOptions): Promise<CompletedRun> {
  const { threads = 1 } = options;
  const parallel = await threadsOf(plan, threads);
  try {
    return await runToEnd(plan, options, parallel);
  } finally {
    await parallel?.close();
  }
}

async function runToEnd(
  plan: Plan,
  { folder, onEvent, signal, batchTest }: RunOptions,
  parallel: Threads | null,
): Promise<CompletedRun> {
  const { trainer, data, kernels } = await prepare(plan, folder, parallel);
  let started: StartedEvent | undefined;
  let end: FinishedEvent | DivergedEvent | undefined;
  const epochs: EpochRecord[] = [];
  const steps: StepPoint[] = [];
  while (!trainer.done) {
    if (signal?.aborted) trainer.stop();
    for (const event of trainer.advance(SLICE)) {
      onEvent?.(event);
      if (event.type === 'started') started = event;
      else if (event.type === 'epoch') epochs.push(event.record);
      else if (event.type === 'steps') steps.push(...event.points);
      else end = event;
    }
    await setImmediate();
  }
  if (!started || !end) throw new Error('The engine ended without telling how.');
  const run: CompletedRun = { plan, started, epochs, steps, end };
  if (!batchTest || signal?.aborted || !needsBatchTest(run)) return run;
  return { ...run, batchTest: overfitBatch({ plan, data, kernels }) };
}

async function prepare(plan: Plan, folder: string, parallel: Threads | null) {
  try {
    const data = await loadData(plan.data, plan.model.inputShape, (path) =>
      readDataFile(folder, path),
    );
    const kernels = await readKernels();
    return { trainer: createTrainer({ plan, data, kernels, parallel }), data, kernels };
  } catch (error) {
    const isTheirs = error instanceof DataError || error instanceof PlanError;
    throw isTheirs ? new Failure(error.message, EXIT.findings) : error;
  }
}

async function readDataFile(folder: string, path: string): Promise<Uint8Array> {
  const file = resolve(folder, path);
  try {
    return await readFile(file);
  } catch (error) {
    throw new Failure(`${relative(process.cwd(), file)}: ${reasonOf(error)}.`);
  }
}
