import pc from 'picocolors';
import {
  diagnose as findSymptoms,
  outcomeOf,
  type RunRecord,
  repair,
  runTrials,
  type Suggestion,
  suggest,
} from '#diagnosis';
import { t } from '#l10n';
import type { Plan } from '#plan';
import { writeAtomically } from '../atomic-write.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { type PlannedTraining, type PlanOverrides, planTraining } from '../plans.ts';
import {
  type Diagnosis,
  diagnosisJson,
  findingsReport,
  repairReport,
  trialsReport,
  type VerifiedRepair,
} from '../reports/diagnosis.ts';
import { createProgress, createTally } from '../reports/progress.ts';
import { runTraining } from '../run.ts';
import { TrialPool } from '../trial-pool.ts';

export interface DiagnoseOptions extends PlanOverrides {
  /** Trainings of each candidate; 0: suggest without trying. */
  readonly seeds: number;
  /** Trainings of changed texts that a repair may use. */
  readonly budget: number;
  /** Trainings at a time. */
  readonly jobs: number;
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** One diagnosis under way. */
interface Session {
  readonly path: string;
  readonly training: PlannedTraining;
  readonly options: DiagnoseOptions;
  readonly pool: TrialPool;
  /** Aborted by the first interrupt: what was found so far is told, and no file is touched. */
  readonly signal: AbortSignal;
}

/** Trains, says what is wrong, tries what may cure it, and with `--repair` writes the text that won. */
export async function diagnose(path: string, options: DiagnoseOptions): Promise<ExitCode> {
  const training = await planTraining(path, options, 'allowed');
  const pool = new TrialPool(training.folder, options.jobs);
  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
    void pool.close();
  };
  process.once('SIGINT', stop);
  try {
    return await diagnoseWith({ path, training, options, pool, signal: interrupt.signal });
  } finally {
    process.off('SIGINT', stop);
    await pool.close();
  }
}

async function diagnoseWith(session: Session): Promise<ExitCode> {
  const { path, training, options, signal } = session;
  const run = await firstTraining(session);
  const findings = findSymptoms(run);
  const { analysis, trainIndex, analyze } = training;
  const suggestions = suggest(analysis, trainIndex, findings, analyze);
  const goesOn = !signal.aborted && findings.length > 0;
  const tries = goesOn && !options.repair && options.seeds > 0 && suggestions.length > 0;
  const trials = tries ? await tryAll(session, suggestions) : null;
  const repaired = goesOn && options.repair ? await tryRepair(session, run) : null;
  const cancelled = signal.aborted;
  const diagnosis = { path, training, findings, suggestions, trials, repair: repaired, cancelled };
  print(diagnosis, options);
  if (cancelled) return EXIT.cancelled;
  return findings.some(({ severity }) => severity !== 'information') ? EXIT.findings : EXIT.fine;
}

function print(diagnosis: Diagnosis, options: DiagnoseOptions): void {
  if (options.json) {
    console.log(diagnosisJson(diagnosis));
    return;
  }
  console.log(findingsReport(diagnosis, pc));
  if (diagnosis.findings.length === 0 && !diagnosis.cancelled) return;
  console.log(`\n${options.repair ? repairReport(diagnosis, pc) : trialsReport(diagnosis, pc)}`);
}

/** Of the text as it is, with a bar that follows it. */
async function firstTraining({ training, signal }: Session): Promise<RunRecord> {
  const { plan, folder, title } = training;
  const progress = createProgress(title);
  const onEvent = progress.follow.bind(progress);
  try {
    return await runTraining(plan, { folder, onEvent, signal, confirm: true });
  } finally {
    progress.end();
  }
}

/** Null where the engine refuses plan or data: an edit that does not suit them is no reason to give up the others. */
async function trainIfPossible(pool: TrialPool, plan: Plan): Promise<RunRecord | null> {
  try {
    return await pool.train(plan);
  } catch (error) {
    if (error instanceof Failure && error.exitCode === EXIT.findings) return null;
    throw error;
  }
}

/** Each suggestion beside the text as it is, on all seeds. */
async function tryAll(
  { training, options, pool, signal }: Session,
  suggestions: readonly Suggestion[],
) {
  const { plan } = training;
  const seeds = Array.from({ length: Math.max(1, options.seeds) }, (_, i) => plan.train.seed + i);
  const tally = createTally(t`Trials`, seeds.length * (suggestions.length + 1));
  try {
    return await runTrials(
      plan,
      suggestions,
      async (candidate) => {
        const outcome = outcomeOf(await trainIfPossible(pool, candidate));
        tally.count();
        return outcome;
      },
      { seeds, concurrency: options.jobs, signal },
    );
  } finally {
    tally.end();
  }
}

/** Repairs on one seed, then holds the result against the original on all of them; only what wins is written. */
async function tryRepair(session: Session, run: RunRecord): Promise<VerifiedRepair> {
  const { path, training, options, pool, signal } = session;
  const tally = createTally(t`Repair`, options.budget);
  const result = await repair(training.analysis, training.trainIndex, run, {
    analyze: training.analyze,
    train: (plan: Plan) => trainIfPossible(pool, plan),
    retrains: options.budget,
    signal,
    onTrial: () => tally.count(),
  }).finally(() => tally.end());
  const last = result.applied.at(-1);
  const none = { result, verification: null, metric: '', baseline: [], written: false };
  if (!last || signal.aborted) return none;
  const report = await tryAll(session, [last]);
  if (signal.aborted) return none;
  const verification = report.results[0] ?? null;
  const written = verification?.verdict === 'better';
  if (written) await writeAtomically(path, new TextEncoder().encode(result.text));
  const { metric, baseline } = report;
  return { result, verification, metric, baseline, written };
}
