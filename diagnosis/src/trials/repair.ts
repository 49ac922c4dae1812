import type { Analysis } from '#language';
import type { Plan } from '#plan';
import { diagnose } from '../diagnose.ts';
import { suggest } from '../suggest.ts';
import type { RunRecord, RuntimeFinding, Suggestion } from '../types.ts';
import {
  gainOf,
  haveSameLoss,
  LOSS,
  measureOf,
  readMeasure,
  resolutionOf,
  TIE_BREAK,
} from './measure.ts';
import { outcomeOf } from './outcome.ts';
import type { TrialOutcome } from './standing.ts';

export interface RepairOptions {
  readonly analyze: (text: string) => Analysis;
  /** Trains a plan to its end and gives the whole record, which the next diagnosis needs. */
  readonly train: (plan: Plan) => Promise<RunRecord>;
  /** Trainings of changed texts, at most. */
  readonly retrains?: number;
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

/**
 * Diagnose, try the likeliest edits, keep the best that wins, and again, until the run is healthy or the retrains are
 * spent. On one seed: whether the outcome holds is for `runTrials` over several.
 */
export async function repair(
  analysis: Analysis,
  trainIndex: number,
  run: RunRecord,
  options: RepairOptions,
): Promise<RepairResult> {
  let current = { analysis, run, findings: serious(diagnose(run)) };
  const applied: Suggestion[] = [];
  const steps: RepairStep[] = [];
  const tried = new Set<string>([analysis.text]);
  const budget = options.retrains ?? REPAIR_RETRAINS;

  while (current.findings.length > 0 && steps.length < budget) {
    const fresh = suggest(current.analysis, trainIndex, current.findings, options.analyze).filter(
      ({ text }) => !tried.has(text),
    );
    const round = fresh.slice(0, Math.min(TRIED_AT_ONCE, budget - steps.length));
    if (round.length === 0) break;
    const trials = [];
    for (const suggestion of round) {
      tried.add(suggestion.text);
      const record = await options.train(suggestion.plan);
      trials.push({ suggestion, record, gain: gainBeside(current.run, record) });
    }
    const best = trials.reduce((a, b) => (b.gain > a.gain ? b : a));
    const wins = best.gain > 0;
    for (const { suggestion, record, gain } of trials) {
      const kept = wins && suggestion === best.suggestion;
      const step = { suggestion, outcome: outcomeOf(record), gain, kept };
      steps.push(step);
      options.onTrial?.(step);
    }
    if (!wins) continue;
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
