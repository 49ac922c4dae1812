import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RunRecord } from '#diagnosis';
import { spokenTexts, t } from '#l10n';
import type { Plan } from '#plan';
import { type ExitCode, Failure } from './failure.ts';
import { ownFolder } from './threads.ts';

/** What a worker is asked, and what it answers (trial.ts). */
export interface TrialOrder {
  readonly plan: Plan;
  readonly folder: string;
}
export type TrialAnswer =
  | { readonly kind: 'run'; readonly run: RunRecord }
  | { readonly kind: 'failure'; readonly message: string; readonly exitCode: ExitCode }
  | { readonly kind: 'fault'; readonly message: string };

/** The worker's program beside this one: bundled, or one of the repository's sources. */
const PROGRAMS = ['trial.cjs', 'trial.ts'];

/** Trains plans in workers, so many at a time; what waits is started in the order in which it came. */
export class TrialPool {
  readonly #folder: string;
  readonly #program: string;
  readonly #jobs: number;
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  /**
   * @param folder the specification's, which the data's paths are relative to
   * @param programs the folder of the worker's program
   */
  constructor(folder: string, jobs: number, programs = ownFolder()) {
    this.#folder = folder;
    this.#program = programPath(programs);
    this.#jobs = jobs;
  }

  /** Throws a Failure where the data or the plan cannot be used, and when the pool is closed meanwhile. */
  async train(plan: Plan): Promise<RunRecord> {
    const worker = await this.#take();
    try {
      return await this.#order(worker, { plan, folder: this.#folder });
    } finally {
      this.#idle.push(worker);
      this.#waiting.shift()?.();
    }
  }

  /** Ends the workers, whatever they are doing. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const start of this.#waiting.splice(0)) start();
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  async #take(): Promise<Worker> {
    while (this.#idle.length === 0 && this.#all.length >= this.#jobs && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed) throw new Failure(t`Cancelled.`);
    const idle = this.#idle.pop();
    if (idle) return idle;
    const worker = new Worker(this.#program, { workerData: spokenTexts() });
    this.#all.push(worker);
    return worker;
  }

  #order(worker: Worker, order: TrialOrder): Promise<RunRecord> {
    return new Promise<RunRecord>((resolve, reject) => {
      const answered = (answer: TrialAnswer) => {
        forget();
        if (answer.kind === 'run') resolve(answer.run);
        else if (answer.kind === 'failure') reject(new Failure(answer.message, answer.exitCode));
        else reject(new Error(answer.message));
      };
      const failed = (error: Error) => {
        forget();
        reject(error);
      };
      const ended = () => failed(new Failure(t`Cancelled.`));
      const forget = () => {
        worker.off('message', answered).off('error', failed).off('exit', ended);
      };
      worker.on('message', answered).on('error', failed).on('exit', ended);
      worker.postMessage(order);
    });
  }
}

function programPath(folder: string): string {
  const path = PROGRAMS.map((name) => join(folder, name)).find((candidate) =>
    existsSync(candidate),
  );
  if (!path) throw new Failure(t`The program of the trials is not built.`);
  return path;
}
