import type { Analysis } from '#language';
import type { Plan } from '#plan';
import { diagnose } from '../diagnose.ts';
import { isImperfect, viewOf } from '../run-view.ts';
import { suggest, suggestFixes } from '../suggest.ts';
import type { RunRecord, RuntimeFinding, Suggestion } from '../types.ts';
import { allFixes, combined } from './combined.ts';
import {
  gainOf,
  haveSameLoss,
  LOSS,
  type Measure,
  measureOf,
  readMeasure,
  resolutionOf,
  TIE_BREAK,
} from './measure.ts';
import { outcomeOf } from './outcome.ts';
import type { TrialOutcome } from './standing.ts';

export interface RepairOptions {
  readonly analyze: (text: string) => Analysis;
  /**
   * Trains a plan to its end and gives the whole record, which the next diagnosis needs; null where the engine refuses plan
   * or data. Several are asked for at once.
   */
  readonly train: (plan: Plan) => Promise<RunRecord | null>;
  /** Trainings of changed texts, at most. */
  readonly retrains?: number;
  /** Once aborted, what was found so far is the result. */
  readonly signal?: AbortSignal;
  /** Tells what was tried and whether it was kept. */
  readonly onTrial?: (step: RepairStep) => void;
}

export interface RepairStep {
  readonly suggestion: Suggestion;
  readonly outcome: TrialOutcome;
  /** Beside the text that the suggestion changed. */
  readonly gain: number;
  readonly kept: boolean;
}

export interface RepairResult {
  readonly text: string;
  /** The suggestions kept, in their order. */
  readonly applied: readonly Suggestion[];
  readonly steps: readonly RepairStep[];
  /** Of the text in the end; empty where the run is healthy. */
  readonly findings: readonly RuntimeFinding[];
  readonly retrains: number;
}

export const REPAIR_RETRAINS = 8;
/** Candidates tried beside each other before the best is kept. */
const TRIED_AT_ONCE = 3;
/** Gains this many times the smallest that counts apart are level on a single seed, … */
const LEVEL = 4;
/** … and so are shares this many standard errors of their difference apart: validation parts are often small. */
const STANDARD_ERRORS = 2;

/** The text that is being repaired, and its run. */
interface Current {
  readonly analysis: Analysis;
  readonly run: RunRecord;
  readonly findings: readonly RuntimeFinding[];
}

interface Trial {
  readonly suggestion: Suggestion;
  /** Null where it could not be trained. */
  readonly record: RunRecord | null;
  readonly gain: number;
}

/**
 * Diagnose, try the likeliest edits, keep the best that wins, and again, until the run is healthy or the retrains are
 * spent. A run that shows nothing serious from the first, and yet falls short of its goal, is tried with what the text's rules
 * warn of and with what the run remarks. Where two edits of a round won, both together are tried next. On one seed: whether the outcome holds is for
 * `runTrials` over several. The same whatever the number of trainings that run at a time.
 */
export async function repair(
  analysis: Analysis,
  trainIndex: number,
  run: RunRecord,
  options: RepairOptions,
): Promise<RepairResult> {
  let current: Current = { analysis, run, findings: serious(diagnose(run)) };
  let pair: Suggestion | null = null;
  const applied: Suggestion[] = [];
  const steps: RepairStep[] = [];
  const tried = new Set<string>([analysis.text]);
  const budget = options.retrains ?? REPAIR_RETRAINS;

  while (steps.length < budget) {
    const fresh: Suggestion[] = [
      ...(pair ? [pair] : []),
      ...candidatesFor(current, trainIndex, options.analyze, applied.length === 0),
    ].filter(({ text }) => !tried.has(text));
    const round = distinctTexts(fresh).slice(0, Math.min(TRIED_AT_ONCE, budget - steps.length));
    if (round.length === 0) break;
    for (const { text } of round) tried.add(text);
    const trials = await tryAll(round, current.run, options);
    if (trials === null) break;
    const [best, second] = ranked(trials, levelOf(current.run, trials), pair);
    for (const trial of trials) {
      const { suggestion, record, gain } = trial;
      const step = { suggestion, outcome: outcomeOf(record), gain, kept: trial === best };
      steps.push(step);
      options.onTrial?.(step);
    }
    if (!best?.record) {
      pair = null;
      continue;
    }
    pair =
      second && !isCured(best)
        ? combined(
            current.analysis,
            trainIndex,
            [best.suggestion, second.suggestion],
            options.analyze,
          )
        : null;
    applied.push(best.suggestion);
    current = {
      analysis: options.analyze(best.suggestion.text),
      run: best.record,
      findings: serious(diagnose(best.record)),
    };
  }
  const { findings } = current;
  return { text: current.analysis.text, applied, steps, findings, retrains: steps.length };
}

/**
 * Those that won, the best first; of those that are level with it one that leaves nothing to cure, and of these the one that stood
 * first, for it goes to the cause: on one seed a small difference is chance. A second edit on top of one that won has to do more.
 */
function ranked(trials: readonly Trial[], level: number, pair: Suggestion | null): Trial[] {
  const winners = trials.filter(
    (trial) => trial.gain > (trial.suggestion === pair && !isCured(trial) ? level : 0),
  );
  const top = Math.max(...winners.map(({ gain }) => gain));
  const equal = winners.filter(({ gain }) => gain >= top - level);
  const first = equal.find(isCured) ?? equal[0];
  const others = winners.filter((trial) => trial !== first).sort((a, b) => b.gain - a.gain);
  return first ? [first, ...others] : [];
}

/** Whether the run shows nothing serious and is near its goal: a second edit would be one too many. */
function isCured({ record }: Trial): boolean {
  return record !== null && serious(diagnose(record)).length === 0 && !isImperfect(viewOf(record));
}

/** Gains that are no further apart than this may well be the same: by the binomial error of an accuracy. */
function levelOf(current: RunRecord, trials: readonly Trial[]): number {
  const measure = measureOf(current.plan);
  const least = LEVEL * resolutionOf(measure);
  const { train, validation } = current.started.samples;
  const best = Math.max(...trials.map(({ record }) => shareOf(record, measure)));
  if (measure.name !== 'accuracy' || !(best > 0 && best < 1)) return least;
  const variance = (best * (1 - best)) / Math.max(1, validation > 0 ? validation : train);
  return Math.max(least, STANDARD_ERRORS * Math.sqrt(2 * variance));
}

function shareOf(record: RunRecord | null, measure: Measure): number {
  const { train, validation } = outcomeOf(record);
  return readMeasure(validation ?? train, measure) ?? 0;
}

/** What the findings suggest, the likeliest cure first, and right after it all fixes of the rules together. */
function candidatesFor(
  current: Current,
  trainIndex: number,
  analyze: RepairOptions['analyze'],
  isUntouched: boolean,
): Suggestion[] {
  const { analysis, findings } = current;
  const [cause] = findings;
  if (!cause) return isUntouched ? improvementsFor(current, trainIndex, analyze) : [];
  const [first, ...others] = suggest(analysis, trainIndex, findings, analyze);
  const all = allFixes(analysis, trainIndex, cause.symptom, analyze);
  return [...(first ? [first] : []), ...(all ? [all] : []), ...others];
}

/** Where a run shows nothing serious and yet falls short: what the rules warn of, and what it remarks. */
function improvementsFor(
  { analysis, run }: Current,
  trainIndex: number,
  analyze: RepairOptions['analyze'],
): Suggestion[] {
  if (!isImperfect(viewOf(run))) return [];
  const all = allFixes(analysis, trainIndex, 'underfitting', analyze);
  return [
    ...(all ? [all] : []),
    ...suggestFixes(analysis, trainIndex, analyze),
    ...suggest(analysis, trainIndex, diagnose(run), analyze),
  ];
}

function distinctTexts(suggestions: readonly Suggestion[]): Suggestion[] {
  return [...new Map(suggestions.map((entry) => [entry.text, entry] as const)).values()];
}

/** Null where the signal was aborted meanwhile. */
async function tryAll(
  round: readonly Suggestion[],
  current: RunRecord,
  { train, signal }: RepairOptions,
): Promise<Trial[] | null> {
  const trainings = await Promise.allSettled(round.map(({ plan }) => train(plan)));
  if (signal?.aborted) return null;
  return round.map((suggestion, i) => {
    const training = trainings[i];
    if (training?.status !== 'fulfilled') throw training?.reason;
    const record = training.value;
    return { suggestion, record, gain: record ? gainBeside(current, record) : -1 };
  });
}

/** Information needs no repair. */
function serious(findings: readonly RuntimeFinding[]): RuntimeFinding[] {
  return findings.filter(({ severity }) => severity !== 'information');
}

/** The gain of the metric beyond its resolution; where it is level, a small part of the loss's. Above 0: better. */
function gainBeside(current: RunRecord, candidate: RunRecord): number {
  const measure = measureOf(current.plan);
  const [before, after] = [outcomeOf(current), outcomeOf(candidate)];
  const read = (outcome: TrialOutcome, what: typeof measure) =>
    readMeasure(outcome.validation ?? outcome.train, what);
  const gain = gainOf(read(after, measure), read(before, measure), measure);
  if (Math.abs(gain) > resolutionOf(measure)) return gain;
  const lossGain = gainOf(read(after, LOSS), read(before, LOSS), LOSS);
  return haveSameLoss(current.plan, candidate.plan) && lossGain > TIE_BREAK
    ? resolutionOf(measure) * Math.min(1, lossGain)
    : 0;
}
