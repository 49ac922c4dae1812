import { writeFile } from 'node:fs/promises';
import pc from 'picocolors';
import {
  diagnose as findSymptoms,
  outcomeOf,
  type RunRecord,
  repair,
  runTrials,
  type Suggestion,
  suggest,
  type TrainTrial,
} from '#diagnosis';
import type { Plan } from '#plan';
import { EXIT, type ExitCode } from '../failure.ts';
import { type PlannedTraining, type PlanOverrides, planTraining } from '../plans.ts';
import {
  type Diagnosis,
  diagnosisJson,
  findingsReport,
  repairReport,
  trialsReport,
  type VerifiedRepair,
} from '../reports/diagnosis.ts';
import { createProgress } from '../reports/progress.ts';
import { runTraining } from '../run.ts';

export interface DiagnoseOptions extends PlanOverrides {
  /** Trainings of each candidate; 0: suggest without trying. */
  readonly seeds: number;
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** Trains, says what is wrong, tries what may cure it, and with `--repair` writes the text that won. */
export async function diagnose(path: string, options: DiagnoseOptions): Promise<ExitCode> {
  const training = await planTraining(path, options, 'allowed');
  const train = trainerFor(training);
  const run = await train(training.plan, training.title);
  const findings = findSymptoms(run);
  const { analysis, trainIndex, analyze } = training;
  const suggestions = suggest(analysis, trainIndex, findings, analyze);
  const tries = !options.repair && options.seeds > 0 && suggestions.length > 0;
  const trials = tries ? await tryAll(training, suggestions, options, train) : null;
  const repaired = options.repair ? await tryRepair(path, training, run, options, train) : null;
  const diagnosis: Diagnosis = { path, training, findings, suggestions, trials, repair: repaired };
  print(diagnosis, options);
  return findings.some(({ severity }) => severity !== 'information') ? EXIT.findings : EXIT.fine;
}

function print(diagnosis: Diagnosis, options: DiagnoseOptions): void {
  if (options.json) {
    console.log(diagnosisJson(diagnosis));
    return;
  }
  console.log(findingsReport(diagnosis, pc));
  if (diagnosis.findings.length === 0) return;
  console.log(`\n${options.repair ? repairReport(diagnosis, pc) : trialsReport(diagnosis, pc)}`);
}

type Train = (plan: Plan, title: string) => Promise<RunRecord>;

function trainerFor({ folder }: PlannedTraining): Train {
  return async (plan, title) => {
    const progress = createProgress(title);
    try {
      return await runTraining(plan, { folder, onEvent: (event) => progress.follow(event) });
    } finally {
      progress.end();
    }
  };
}

function seedsOf({ plan }: PlannedTraining, { seeds }: DiagnoseOptions): number[] {
  return Array.from({ length: seeds }, (_, i) => plan.train.seed + i);
}

function tryAll(
  training: PlannedTraining,
  suggestions: readonly Suggestion[],
  options: DiagnoseOptions,
  train: Train,
) {
  const trial: TrainTrial = async (plan) =>
    outcomeOf(await train(plan, `trial, seed ${plan.train.seed}`));
  return runTrials(training.plan, suggestions, trial, { seeds: seedsOf(training, options) });
}

/** Repairs on one seed, then holds the result against the original on all of them; only what wins is written. */
async function tryRepair(
  path: string,
  training: PlannedTraining,
  run: RunRecord,
  options: DiagnoseOptions,
  train: Train,
): Promise<VerifiedRepair> {
  const { analysis, trainIndex, analyze } = training;
  const result = await repair(analysis, trainIndex, run, {
    analyze,
    train: (plan) => train(plan, 'repair'),
  });
  const last = result.applied.at(-1);
  if (!last) return { result, verification: null, metric: '', baseline: [], written: false };
  const seeds = { ...options, seeds: Math.max(1, options.seeds) };
  const report = await tryAll(training, [last], seeds, train);
  const verification = report.results[0] ?? null;
  const written = verification?.verdict === 'better';
  if (written) await writeFile(path, result.text);
  const { metric, baseline } = report;
  return { result, verification, metric, baseline, written };
}
