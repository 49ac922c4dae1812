import type { Analysis } from '#language';
import type { Plan } from '#plan';
import { diagnose } from '../diagnose.ts';
import { isImperfect, type RunView, viewOf } from '../run-view.ts';
import { suggest, suggestFixes } from '../suggest.ts';
import type { CauseCategory, RunRecord, RuntimeFinding, Suggestion } from '../types.ts';
import { allFixes, combined, following } from './combined.ts';
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
/** A training loss under this share of what it was before shows that an edit set the model free. */
const MUCH_LOWER = 0.7;
/** Cures of what an edit uncovered that are tried with it in a round, beside others. */
const FOLLOWED = 2;
/** Causes that are set right before anything else, whatever else hides their effect. */
const FIRST: readonly CauseCategory[] = ['head-and-loss', 'data'];

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
 * spent. A run that shows nothing serious, and yet falls short of its goal, is tried with what the text's rules warn of, with
 * what the run remarks, and with the tuning table's column for what it lacks. Where two edits of a round won, both together are
 * tried next; where none won, the one that goes to the cause with what its run shows next: faults hide each other. On one seed:
 * whether the outcome holds is for `runTrials` over several. The same whatever the number of trainings that run at a time.
 */
export async function repair(
  analysis: Analysis,
  trainIndex: number,
  run: RunRecord,
  options: RepairOptions,
): Promise<RepairResult> {
  const { analyze } = options;
  let current: Current = { analysis, run, findings: serious(diagnose(run)) };
  let pair: Suggestion | null = null;
  let opening: Opening | null = null;
  const applied: Suggestion[] = [];
  const steps: RepairStep[] = [];
  const tried = new Set<string>([analysis.text]);
  const budget = options.retrains ?? REPAIR_RETRAINS;

  while (steps.length < budget) {
    const isNew = ({ text }: Suggestion) => !tried.has(text);
    const follow = opening ? behind(current, opening, trainIndex, analyze).filter(isNew) : [];
    const candidates = [
      ...(pair ? [pair] : []),
      ...follow.slice(0, FOLLOWED),
      ...candidatesFor(current, trainIndex, analyze),
    ].filter(isNew);
    const round = distinctTexts(candidates).slice(
      0,
      Math.min(TRIED_AT_ONCE, budget - steps.length),
    );
    if (round.length === 0) break;
    for (const { text } of round) tried.add(text);
    const trials = await tryAll(round, current.run, options);
    if (trials === null) break;
    const [best, second] = ranked(current, trials, pair);
    for (const trial of trials) {
      const { suggestion, record, gain } = trial;
      const step = { suggestion, outcome: outcomeOf(record), gain, kept: trial === best };
      steps.push(step);
      options.onTrial?.(step);
    }
    pair = null;
    if (!best?.record) {
      opening = openingOf(current, trials, opening);
      continue;
    }
    if (second && !isCured(best)) {
      const both = [best.suggestion, second.suggestion] as const;
      pair = combined(current.analysis, trainIndex, both, analyze);
    }
    opening = null;
    applied.push(best.suggestion);
    current = {
      analysis: analyze(best.suggestion.text),
      run: best.record,
      findings: serious(diagnose(best.record)),
    };
  }
  const { findings } = current;
  return { text: current.analysis.text, applied, steps, findings, retrains: steps.length };
}

/** An edit that did not win by itself, but goes to the cause, or set the model free to learn: what its run shows may be why. */
interface Opening {
  readonly suggestion: Suggestion;
  readonly record: RunRecord;
  readonly findings: readonly RuntimeFinding[];
}

/**
 * A trial that fits its samples much better than the run before and yet does no better on others (it learns by heart what it was
 * too weak to learn at all); else, where head, loss or data are at fault or nothing is learned, the first that does no harm.
 */
function openingOf(
  { run, findings }: Current,
  trials: readonly Trial[],
  before: Opening | null,
): Opening | null {
  const view = viewOf(run);
  const [cause] = findings;
  const isCertain = cause !== undefined && (FIRST.includes(cause.category) || view.notLearning);
  const level = levelOf(run, trials);
  for (const { suggestion, record } of trials) {
    if (record === null || !haveSameLoss(run.plan, record.plan)) continue;
    if (!learnsByHeart(viewOf(record), view)) continue;
    return { suggestion, record, findings: [remarkOn(record, 'overfitting')] };
  }
  const [harmless] = trials.filter(({ record, gain }) => record !== null && gain > -level);
  if (before || !isCertain || !harmless?.record) return before;
  const shown = serious(diagnose(harmless.record));
  return { suggestion: harmless.suggestion, record: harmless.record, findings: shown };
}

/** Whether the training loss is far below what it was before, and below that on other samples. */
function learnsByHeart({ bestLoss, validationLoss }: RunView, before: RunView): boolean {
  const others = validationLoss.values.at(-1) ?? 0;
  return bestLoss < MUCH_LOWER * before.bestLoss && bestLoss < MUCH_LOWER * others;
}

/** The opening with the cures of what its run shows. */
function behind(
  current: Current,
  { suggestion, findings }: Opening,
  trainIndex: number,
  analyze: RepairOptions['analyze'],
): Suggestion[] {
  return suggest(analyze(suggestion.text), trainIndex, findings, analyze).map((cure) =>
    following(current.analysis, suggestion, cure),
  );
}

/**
 * Those that won, the best first; of those that are level with it one that leaves nothing to cure, and of these the one that stood
 * first, for it goes to the cause: on one seed a small difference is chance. What neither a fault nor a rule asks for, or comes on
 * top of an edit that won, has to do more.
 */
function ranked(current: Current, trials: readonly Trial[], pair: Suggestion | null): Trial[] {
  const level = levelOf(current.run, trials);
  const isIdle = viewOf(current.run).notLearning;
  const winners = trials.filter((trial) => {
    const isUnasked = current.findings.length === 0 && trial.suggestion.basis.kind !== 'rule';
    const isExtra = isUnasked || trial.suggestion === pair;
    const least = isExtra && !isCured(trial) ? level : 0;
    // What learns nothing before and after has not been cured by what chance makes of its metric.
    return trial.gain > (isIdle && isNotLearning(trial) ? level : least);
  });
  const top = Math.max(...winners.map(({ gain }) => gain));
  const equal = winners.filter(({ gain }) => gain >= top - level);
  const first = equal.find(isCured) ?? equal[0];
  const others = winners.filter((trial) => trial !== first).sort((a, b) => b.gain - a.gain);
  return first ? [first, ...others] : [];
}

function isNotLearning({ record }: Trial): boolean {
  return record !== null && viewOf(record).notLearning;
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
): Suggestion[] {
  const { analysis, findings } = current;
  const [cause] = findings;
  if (!cause) return improvementsFor(current, trainIndex, analyze);
  const [first, ...others] = suggest(analysis, trainIndex, findings, analyze);
  const all = allFixes(analysis, trainIndex, cause.symptom, analyze);
  return [...(first ? [first] : []), ...(all ? [all] : []), ...others];
}

/** Where a run shows nothing serious and yet falls short: what the rules warn of, what it remarks, and what the table says. */
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
    ...suggest(analysis, trainIndex, [...diagnose(run), remarkOn(run, 'underfitting')], analyze),
  ];
}

/** A remark that asks for one of the table's columns. */
function remarkOn(run: RunRecord, symptom: 'underfitting' | 'overfitting'): RuntimeFinding {
  return {
    symptom,
    category: symptom === 'underfitting' ? 'learning-rate' : 'regularization',
    severity: 'information',
    message: '',
    layers: [],
    setting: 'optimizer',
    origin: run.plan.train.origin,
    sinceEpoch: run.epochs.at(-1)?.epoch ?? 0,
    evidence: [],
    explains: [],
  };
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
