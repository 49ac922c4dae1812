/** Which number of a finished training is compared, and how two of them compare. */
import type { Metrics } from '#engine';
import { flattenLayers, type Plan } from '#plan';

export interface Measure {
  /** `accuracy`, `mae`, …, `loss`. */
  readonly name: string;
  readonly higherIsBetter: boolean;
}

const HIGHER_IS_BETTER: ReadonlySet<string> = new Set([
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'r2',
]);

/** Smallest gain that counts as better: half a point of a share, one per cent of an error. */
export const SHARE_RESOLUTION = 0.005;
export const RELATIVE_RESOLUTION = 0.01;
/** Where the metric is level, the loss decides if it moves by this share. */
export const TIE_BREAK = 0.05;

export const LOSS: Measure = { name: 'loss', higherIsBetter: false };

/** The plan's first metric; the loss where it names none. */
export function measureOf(plan: Plan): Measure {
  const metric = plan.train.metrics[0];
  if (!metric) return { name: 'loss', higherIsBetter: false };
  const name = metric.name === 'top_k' ? `top_${metric.k}` : metric.name;
  return { name, higherIsBetter: metric.name === 'top_k' || HIGHER_IS_BETTER.has(name) };
}

/** The measure's value; null where it is missing or not finite (training broke down). */
export function readMeasure(metrics: Metrics | null, measure: Measure): number | null {
  const value = metrics?.[measure.name];
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * Improvement of a candidate on the baseline: above 0 is better. A share's gain is a difference; an error's is relative
 * to the baseline, so that 0.1 means a tenth less. Where only one of the two broke down, the gain is 1 or -1.
 */
export function gainOf(
  candidate: number | null,
  baseline: number | null,
  measure: Measure,
): number {
  if (candidate === null || baseline === null) {
    return Number(candidate !== null) - Number(baseline !== null);
  }
  if (measure.higherIsBetter) return candidate - baseline;
  return baseline === 0 ? -candidate : (baseline - candidate) / Math.abs(baseline);
}

/** What a gain must exceed to count. */
export function resolutionOf(measure: Measure): number {
  return measure.higherIsBetter ? SHARE_RESOLUTION : RELATIVE_RESOLUTION;
}

/** Whether the losses of two plans are made of the same terms, so that one can be held against the other. */
export function haveSameLoss(a: Plan, b: Plan): boolean {
  return termsOf(a) === termsOf(b);
}

/** The loss, the strongest penalty, and what the target is measured in. */
function termsOf({ model, data, train }: Plan): string {
  const penalties = flattenLayers(model.layers).map((layer) =>
    'l2' in layer ? layer.l1 + layer.l2 : 0,
  );
  const largest = Math.max(0, ...penalties);
  return JSON.stringify([train.loss, train.classWeights, data.target.scale, largest]);
}
