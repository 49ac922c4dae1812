/** One specimen on one seed: what the text shows, and what the training shows, at its end and on the way. */
import { dirname } from 'node:path';
import { diagnose, outcomeOf, type RunRecord, type RuntimeFinding } from '#diagnosis';
import { type Analysis, type Finding, planFor } from '#language';
import type { Plan } from '#plan';
import { Failure } from '../../cli/src/failure.ts';
import { runTraining } from '../../cli/src/run.ts';
import { Specifications } from '../../cli/src/specification.ts';
import { measureOf, readMeasure } from '../../diagnosis/src/trials/measure.ts';
import type { Expectation } from './corpus-case.ts';
import type { Specimen } from './specimens.ts';

export interface Examination {
  readonly id: string;
  readonly faulty: boolean;
  readonly seed: number;
  /** Rules that fired at warning or error. */
  readonly rules: readonly string[];
  /** Of the findings while training at warning or error, causes first; null where the text could not be trained. */
  readonly symptoms: readonly RuntimeFinding['symptom'][] | null;
  readonly category: RuntimeFinding['category'] | null;
  readonly detected: boolean;
  readonly rightCategory: boolean;
  readonly rightLine: boolean;
  /** Symptoms that were found at some epoch before the last; of healthy specimens only. */
  readonly onTheWay: readonly string[];
  /** False for what was drawn and came out neither faulty nor healthy: a fault that does no harm, a network that does not fit. */
  readonly counts: boolean;
  readonly metric: string;
  readonly seconds: number;
}

/** How a plan is trained to its end; null where the engine refuses the data. */
export type Train = (plan: Plan, place: string) => Promise<RunRecord | null>;

export async function examine(
  specimen: Specimen,
  seed: number,
  train: Train,
): Promise<Examination> {
  const begin = performance.now();
  const { id, text, place, expected } = specimen;
  const analysis = await new Specifications().analyze(place, text);
  const lint = analysis.findings.filter(isSerious);
  const telling = expected ? lint.filter((finding) => tells(analysis, expected, finding)) : [];
  const planned = planFor(analysis, 0);
  const run = planned.ok ? await train(withSeed(planned.plan, seed), place) : null;
  const findings = run ? diagnose(run).filter(isSerious) : [];
  const [first] = findings;
  return {
    id,
    faulty: expected !== null,
    seed,
    rules: [...new Set(lint.map(({ rule }) => rule))],
    symptoms: run ? findings.map(({ symptom }) => symptom) : null,
    category: first?.category ?? null,
    detected: findings.length > 0 || telling.length > 0,
    rightCategory:
      expected !== null &&
      (first ? expected.categories.includes(first.category) : telling.length > 0),
    rightLine: expected !== null && blamesLine(analysis, expected, first, telling),
    onTheWay: run && expected === null ? foundOnTheWay(run) : [],
    counts: countsAs(specimen, run),
    metric: run ? metricOf(run) : 'not trained',
    seconds: (performance.now() - begin) / 1000,
  };
}

/** A fault that costs less than this of the validation metric does no harm. */
const HARM = 0.05;

function countsAs({ good, expected }: Specimen, run: RunRecord | null): boolean {
  if (good === undefined || !run) return true;
  const { train, validation } = outcomeOf(run);
  const score = readMeasure(validation ?? train, measureOf(run.plan)) ?? Number.NEGATIVE_INFINITY;
  return expected ? score < good - HARM : score >= good;
}

export function isSerious({ severity }: { readonly severity: string }): boolean {
  return severity === 'error' || severity === 'warning';
}

/** Whether a rule's finding speaks of what is wrong. */
function tells(analysis: Analysis, expected: Expectation, { rule, range }: Finding): boolean {
  if (expected.rules !== null) return expected.rules.includes(rule);
  return isBlamed(analysis, expected, range.start) && !expected.beside?.includes(rule);
}

/** Whether the line that the first finding (of the training, else of the text) stands on is one to blame. */
function blamesLine(
  analysis: Analysis,
  expected: Expectation,
  finding: RuntimeFinding | undefined,
  lint: readonly Finding[],
): boolean {
  if (finding) return isBlamed(analysis, expected, finding.origin.start);
  return lint.some(({ range }) => isBlamed(analysis, expected, range.start));
}

function isBlamed({ text, lines }: Analysis, expected: Expectation, offset: number): boolean {
  const row = text.split('\n')[lines.positionAt(offset).line] ?? '';
  return expected.lines.some((part) => row.includes(part));
}

/** What a person would have been told at each epoch, as `symptom@epoch` of its first time. */
function foundOnTheWay(run: RunRecord): string[] {
  const found = new Map<string, number>();
  for (const { epoch, step } of run.epochs.slice(0, -1)) {
    const { plan, started } = run;
    const partial: RunRecord = {
      plan,
      started,
      epochs: run.epochs.filter((record) => record.epoch <= epoch),
      steps: run.steps.filter((point) => point.step < step),
      end: null,
    };
    for (const { symptom } of diagnose(partial).filter(isSerious)) {
      if (!found.has(symptom)) found.set(symptom, epoch);
    }
  }
  return [...found].map(([symptom, epoch]) => `${symptom}@${epoch}`);
}

/** Trains a plan to its end, whose text stands at `place`; null where the engine refuses the data. */
export async function trainIfPossible(plan: Plan, place: string): Promise<RunRecord | null> {
  try {
    return await runTraining(plan, { folder: dirname(place), confirm: true });
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

export function withSeed(plan: Plan, seed: number): Plan {
  return { ...plan, train: { ...plan.train, seed } };
}

/** The last metrics, for people who look at the table. */
function metricOf({ end }: RunRecord): string {
  if (end?.type !== 'finished') return 'broke down';
  const shown = Object.entries(end.validation ?? end.train).map(
    ([name, value]) => `${name} ${value.toPrecision(3)}`,
  );
  return shown.join(' ');
}
