/** Where the candidates of a trial stand: gains by seed, their median, the verdict. */
import type { Metrics } from '#engine';
import type { Plan } from '#plan';
import { median, quantile } from '../statistics.ts';
import type { TrialReport, TrialResult, Verdict } from '../types.ts';
import {
  gainOf,
  haveSameLoss,
  LOSS,
  type Measure,
  readMeasure,
  resolutionOf,
  TIE_BREAK,
} from './measure.ts';

export interface TrialCandidate {
  readonly id: string;
  readonly plan: Plan;
}

/** What one training gave: the metrics of the weights that the model ends with; null where it broke down. */
export interface TrialOutcome {
  readonly train: Metrics | null;
  /** Null without a validation part. */
  readonly validation: Metrics | null;
}

export interface Standing {
  readonly current: Plan;
  readonly measure: Measure;
  /** Rounds planned. */
  readonly seeds: number;
  readonly candidates: readonly TrialCandidate[];
  /** By candidate (null: the current specification), one a finished round. */
  readonly outcomes: ReadonlyMap<string | null, TrialOutcome[]>;
  trainings: number;
}

/** The candidates, best first: those with more rounds before those that dropped out. */
export function reportOf(standing: Standing): TrialReport {
  const { measure, candidates, trainings } = standing;
  const results = candidates.map((candidate) => resultOf(candidate, standing));
  results.sort(
    (a, b) => b.metrics.length - a.metrics.length || score(b, measure) - score(a, measure),
  );
  return {
    metric: measure.name,
    higherIsBetter: measure.higherIsBetter,
    baseline: valuesOf(standing, null, measure),
    results,
    trainings,
  };
}

/** The gain; where it is level, a small part of the loss's. */
function score({ gain, lossGain }: TrialResult, measure: Measure): number {
  return (gain ?? -1) + 0.1 * resolutionOf(measure) * Math.max(-1, Math.min(1, lossGain ?? 0));
}

function resultOf({ id, plan }: TrialCandidate, standing: Standing): TrialResult {
  const { measure, current, seeds } = standing;
  const metrics = valuesOf(standing, id, measure);
  if (metrics.length === 0) {
    return { id, verdict: 'not tried', metrics, gain: null, spread: null, lossGain: null };
  }
  const gains = gainsOf(standing, id, measure);
  const comparable = measure.name !== LOSS.name && haveSameLoss(plan, current);
  const lossGains = comparable ? gainsOf(standing, id, LOSS) : null;
  const verdict = gains.length < seeds ? 'dropped' : verdictOf(gains, lossGains, measure);
  return {
    id,
    verdict,
    metrics,
    gain: median(gains),
    spread: (quantile(gains, 0.75) - quantile(gains, 0.25)) / 2,
    lossGain: lossGains ? median(lossGains) : null,
  };
}

/** Better: ahead in the median by more than the resolution and on more than half of the seeds; or level, and so by the loss. */
function verdictOf(
  gains: readonly number[],
  lossGains: readonly number[] | null,
  measure: Measure,
): Verdict {
  if (wins(gains, resolutionOf(measure))) return 'better';
  const level = median(gains) >= 0;
  return level && lossGains && wins(lossGains, TIE_BREAK) ? 'better' : 'no better';
}

function wins(gains: readonly number[], resolution: number): boolean {
  const won = gains.filter((gain) => gain > 0).length;
  return median(gains) > resolution && won * 2 > gains.length;
}

function gainsOf(standing: Standing, id: string, measure: Measure): number[] {
  const baseline = valuesOf(standing, null, measure);
  return valuesOf(standing, id, measure).map((value, i) =>
    gainOf(value, baseline[i] ?? null, measure),
  );
}

/** Without a validation part the training metric has to do. */
function valuesOf(standing: Standing, id: string | null, measure: Measure): (number | null)[] {
  const outcomes = standing.outcomes.get(id) ?? [];
  return outcomes.map(({ train, validation }) => readMeasure(validation ?? train, measure));
}
