/** Training that ends too soon, goes too slowly, or stands still far from a fit. */
import { LEARNING_RATES } from '#language';
import { effectiveRate, hamperingLayers, optimizerOf } from '../causes.ts';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import type { RunView } from '../run-view.ts';
import { fallingShare } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Improvement an epoch, over the last epochs, at which a run is still on its way. */
export const STILL_IMPROVING = 0.02;
/** A loss under this share of the baseline's is near its goal, and so is such a share of its errors. */
export const NEAR_GOAL = 0.1;
/** Improvement over the last part of the budget under which a run stands still … */
export const STANDSTILL = 0.01;
/** … where that part is … */
export const LAST_PART = 0.2;
/** … and the loss is above this share of the baseline's. */
export const FAR_FROM_GOAL = 0.8;
/** So few epochs are too few, whatever the trend (rule epochs). */
export const FEWEST_EPOCHS = 3;
/** A run this steadily falling is on its way, not at a standstill. */
export const STEADY = 0.8;

export const tooFewEpochs: Symptom = {
  id: 'too-few-epochs',
  detect(view) {
    const trend = trendOf(view);
    if (!trend || isNearGoal(view) || isOverfitted(view)) return null;
    const hardlyBegun = view.underfits && view.run.epochs.length <= FEWEST_EPOCHS;
    if (trend.perEpoch <= STILL_IMPROVING && !hardlyBegun) return null;
    const { epochs } = view.run.started;
    return report(view, {
      category: 'epochs',
      blame: { setting: 'epochs' },
      severity: view.notLearning || view.underfits ? 'warning' : 'information',
      message: `Training ended after ${epochs} epoch${epochs === 1 ? '' : 's'} at a loss of ${number(trend.now)}, which fell by ${percent(Math.max(0, trend.perEpoch))} an epoch.`,
      ...(trend.perEpoch > STILL_IMPROVING
        ? {
            quantity: 'improvement of the loss an epoch',
            measured: trend.perEpoch,
            comparison: 'above',
            threshold: STILL_IMPROVING,
          }
        : {
            quantity: 'epochs',
            measured: view.run.epochs.length,
            comparison: 'below',
            threshold: FEWEST_EPOCHS,
          }),
    });
  },
};

export const slowConvergence: Symptom = {
  id: 'slow-convergence',
  detect(view) {
    const trend = trendOf(view);
    if (!trend || trend.perEpoch > STILL_IMPROVING || isNearGoal(view)) return null;
    const farFromGoal = view.notLearning || view.bestLoss > FAR_FROM_GOAL * view.baselineLoss;
    const steady = fallingShare(view.trainLoss) >= STEADY && trend.perEpoch > 0;
    if (!farFromGoal || !steady || trend.lastPart < STANDSTILL / 10) return null;
    const optimizer = optimizerOf(view);
    const rate = optimizer ? number(optimizer.learningRate) : '?';
    const usual = optimizer ? LEARNING_RATES[optimizer.name].usual : null;
    const low = optimizer && usual ? effectiveRate(optimizer) <= usual.high : true;
    const hampering = hamperingLayers(view);
    return report(view, {
      category: hampering.length > 0 ? 'activation' : low ? 'learning-rate' : 'epochs',
      blame:
        hampering.length > 0 ? { layers: hampering } : { setting: low ? 'optimizer' : 'epochs' },
      severity: 'warning',
      message: `The loss falls steadily but slowly: ${percent(1 - view.bestLoss / view.baselineLoss)} under a model that knows nothing after ${view.run.epochs.length} epochs, with a learning rate of ${rate}.`,
      quantity: 'improvement of the loss an epoch',
      measured: trend.perEpoch,
      comparison: 'below',
      threshold: STILL_IMPROVING,
    });
  },
};

export const plateau: Symptom = {
  id: 'plateau',
  detect(view) {
    const trend = trendOf(view);
    if (!trend || trend.lastPart >= STANDSTILL) return null;
    if (!view.notLearning && view.bestLoss <= FAR_FROM_GOAL * view.baselineLoss) return null;
    const hampering = hamperingLayers(view);
    return report(view, {
      category: hampering.length > 0 ? 'activation' : 'learning-rate',
      blame: hampering.length > 0 ? { layers: hampering } : { setting: 'optimizer' },
      severity: 'warning',
      message: `The loss stands still at ${number(trend.now)}; a model that knows nothing has ${number(view.baselineLoss)}.`,
      quantity: `improvement over the last ${percent(LAST_PART)} of training`,
      measured: trend.lastPart,
      comparison: 'below',
      threshold: STANDSTILL,
    });
  },
};

interface Trend {
  readonly now: number;
  /** Mean relative improvement an epoch over the last part. */
  readonly perEpoch: number;
  /** Relative improvement over the whole last part. */
  readonly lastPart: number;
}

/** How the training loss moved in the last part of a completed run; null while it goes on or where it was cut short. */
function trendOf(view: RunView): Trend | null {
  const { end } = view.run;
  if (end?.type !== 'finished' || end.reason === 'stopped' || view.trainLoss.length < 2)
    return null;
  const losses = [view.initialLoss, ...view.trainLoss];
  const window = Math.max(1, Math.round((losses.length - 1) * LAST_PART));
  const [before, now] = [losses.at(-1 - window), losses.at(-1)];
  if (before === undefined || now === undefined || before <= 0) return null;
  const lastPart = (before - now) / before;
  return { now, lastPart, perEpoch: lastPart / window };
}

function isNearGoal({ bestLoss, baselineLoss, accuracy, baselineAccuracy }: RunView): boolean {
  const missing = 1 - (accuracy ?? 0);
  const isAccurate = baselineAccuracy !== null && missing <= NEAR_GOAL * (1 - baselineAccuracy);
  return isAccurate || bestLoss <= NEAR_GOAL * baselineLoss;
}

/** More epochs do not help a model whose validation loss already rises. */
function isOverfitted(view: RunView): boolean {
  const losses = view.validationLoss;
  return losses.length > 0 && losses.indexOf(Math.min(...losses)) < losses.length * (1 - LAST_PART);
}

function report(
  view: RunView,
  found: {
    readonly category: SymptomReport['category'];
    readonly blame: SymptomReport['blame'];
    readonly severity: SymptomReport['severity'];
    readonly message: string;
    readonly quantity: string;
    readonly measured: number;
    readonly comparison: 'above' | 'below';
    readonly threshold: number;
  },
): SymptomReport {
  const epoch = view.run.epochs.length;
  return {
    category: found.category,
    severity: found.severity,
    message: found.message,
    blame: found.blame,
    sinceEpoch: Math.max(1, Math.round(epoch * (1 - LAST_PART))),
    evidence: [
      evidence(found.quantity, found.measured, found.comparison, found.threshold, {
        epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
    ],
  };
}
