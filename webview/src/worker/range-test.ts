/**
 * The learning-rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", 2017): the rate grows
 * step by step, and the loss tells from where on the model learns and from where on the rate is too large.
 */
import { createTrainer } from '#engine';
import type { Plan } from '#plan';
import type { RangeTestPoint, RangeTestResultMessage } from '../protocol.ts';
import { nextTurn } from '../turns.ts';
import type { Prepared } from './prepared.ts';

const LOWEST = 1e-6;
const HIGHEST = 10;
const STEPS = 150;
/** Beyond this multiple of the best loss the rest of the curve says nothing. */
const HOPELESS = 4;
/** Weight of the past in the smoothed loss, as in fast.ai's `lr_find`. */
const SMOOTHING = 0.9;
/** Mean age, in steps, of the losses in the smoothed one. */
const LAG = Math.round(SMOOTHING / (1 - SMOOTHING));
/** Slopes are taken over so many points to either side. */
const SLOPE_REACH = 3;

/** Trains a fresh model for {@link STEPS} steps, each with a larger learning rate than the last. */
export async function rangeTest(
  plan: Plan,
  { data, kernels, startWeights }: Prepared,
): Promise<RangeTestResultMessage> {
  const stepsPerEpoch = Math.ceil(data.train.count / plan.train.batchSize);
  const trainer = createTrainer({
    plan: withGrowingRate(plan, stepsPerEpoch),
    data,
    kernels,
    startWeights,
    probes: false,
  });
  const points: RangeTestPoint[] = [];
  let average = 0;
  let best = Number.POSITIVE_INFINITY;
  while (!trainer.done && points.length < STEPS) {
    // One step at a time: every one is a point of the curve.
    const events = trainer.advance(0, 1);
    for (const { learningRate, loss } of events.flatMap((event) =>
      event.type === 'steps' ? event.points : [],
    )) {
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      const smooth = average / (1 - SMOOTHING ** (points.length + 1));
      if (!Number.isFinite(smooth) || smooth > HOPELESS * best) return result(points);
      best = Math.min(best, smooth);
      points.push({ learningRate, loss: smooth });
    }
    if (points.length % 10 === 0) await nextTurn();
  }
  return result(points);
}

/** The exponential schedule counts in epochs, and grows where its decay is over 1. */
function withGrowingRate(plan: Plan, stepsPerEpoch: number): Plan {
  const growth = (HIGHEST / LOWEST) ** (1 / STEPS);
  const decay = Math.min(growth ** stepsPerEpoch, 1e300);
  const phases = plan.train.phases.slice(0, 1).map((phase) => ({
    ...phase,
    epochs: Math.ceil(STEPS / stepsPerEpoch),
    optimizer: { ...phase.optimizer, learningRate: LOWEST },
    schedule: { name: 'exponential' as const, decay, warmup: 0 },
  }));
  return { ...plan, train: { ...plan.train, phases, accumulate: 1, earlyStopping: null } };
}

function result(points: readonly RangeTestPoint[]): RangeTestResultMessage {
  return { type: 'range-test-result', points, suggested: steepest(points) };
}

/**
 * The rate at which the loss falls fastest over the logarithm of the rate; null where it never falls. The smoothed loss
 * lags behind, so that the rate that caused the fall was some steps smaller.
 */
function steepest(points: readonly RangeTestPoint[]): number | null {
  let lowest = 0;
  let found: number | null = null;
  for (let at = LAG; at < points.length - SLOPE_REACH; at++) {
    const [before, after] = [points[at - SLOPE_REACH], points[at + SLOPE_REACH]];
    const cause = points[at - LAG];
    if (!before || !after || !cause) continue;
    const slope = (after.loss - before.loss) / Math.log(after.learningRate / before.learningRate);
    if (slope < lowest) [lowest, found] = [slope, cause.learningRate];
  }
  return found;
}
