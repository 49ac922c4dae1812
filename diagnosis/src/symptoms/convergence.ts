/** Training that ends too soon, goes too slowly, or stands still far from a fit. */
import { t } from '#l10n';
import { LEARNING_RATES, TUNING_TABLE } from '#language';
import { effectiveRate, optimizerOf } from '../causes.ts';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import { hindranceOf } from '../hindrances.ts';
import { EARLY_SHARE, isImperfect, isNearGoal, type RunView } from '../run-view.ts';
import { fallingShare, lowest } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Improvement an epoch, over the last epochs, at which a run is still on its way. */
export const STILL_IMPROVING = 0.02;
/** Improvement over the last part of the budget under which a run stands still … */
export const STANDSTILL = 0.01;
/** … where that part is … */
export const LAST_PART = 0.2;
/** … and the loss is above this share of the baseline's. */
export const FAR_FROM_GOAL = 0.8;
/** So few epochs are too few, whatever the trend (rule epochs). */
export const FEWEST_EPOCHS = 3;
/** … and so few steps, however many epochs they are. */
export const FEWEST_STEPS = 100;
/** Early stopping that waits for fewer epochs than this takes one bad epoch for the end. */
export const LEAST_PATIENCE = TUNING_TABLE.earlyStopping.patience.range.low;
/** A run this steadily falling is on its way, not at a standstill. */
export const STEADY = 0.8;

export const tooFewEpochs: Symptom = {
  id: 'too-few-epochs',
  detect(view) {
    const trend = trendOf(view);
    if (!trend || isNearGoal(view)) return null;
    return stoppedAtOnce(view, trend) ?? hardlyBegun(view, trend) ?? stillFalling(view, trend);
  },
};

/** Early stopping that did not wait until the model had learned anything. */
function stoppedAtOnce(view: RunView, { now, perEpoch }: Trend): SymptomReport | null {
  const { end, started } = view.run;
  const length = view.epoch;
  const stopped = end?.type === 'finished' && end.reason === 'early_stopping';
  const fits = !view.notLearning && view.bestLoss < FAR_FROM_GOAL * view.baselineLoss;
  const patience = view.run.plan.train.earlyStopping?.patience ?? 0;
  const impatient = patience < LEAST_PATIENCE && perEpoch > STILL_IMPROVING;
  if (!stopped || (fits && !impatient) || length > EARLY_SHARE * started.epochs) return null;
  return report(view, {
    category: 'epochs',
    blame: { setting: 'early_stopping' },
    severity: 'warning',
    message: t`Early stopping ended training after ${length} of ${started.epochs} epochs, at a loss of ${number(now)}; a model that knows nothing has ${number(view.baselineLoss)}.`,
    quantity: t`share of the epochs`,
    measured: length / started.epochs,
    comparison: 'below',
    threshold: EARLY_SHARE,
  });
}

/** A handful of epochs, or of steps. */
function hardlyBegun(view: RunView, { now, perEpoch }: Trend): SymptomReport | null {
  const hampered = view.underfits || view.notLearning;
  if (!hampered && !(isImperfect(view) && perEpoch > STILL_IMPROVING)) return null;
  const epochs = view.epoch;
  const steps = updatesOf(view);
  if ((epochs > FEWEST_EPOCHS || !hampered) && steps > FEWEST_STEPS) return null;
  const few = epochs <= FEWEST_EPOCHS;
  const { batchSize, accumulate } = view.run.plan.train;
  const large = !few && batchSize * accumulate > TUNING_TABLE.batchSize.range.high;
  const batches = accumulate > 1 ? 'accumulate' : 'batch_size';
  return report(view, {
    category: large ? 'batch-size' : 'epochs',
    blame: { setting: large ? batches : 'epochs' },
    severity: 'warning',
    message:
      epochs === 1
        ? t`Training ended after one epoch and ${steps} steps, with batches of ${batchSize * accumulate}, at a loss of ${number(now)}.`
        : t`Training ended after ${epochs} epochs and ${steps} steps, with batches of ${batchSize}, at a loss of ${number(now)}.`,
    quantity: few ? t`epochs` : t`steps`,
    measured: few ? epochs : steps,
    comparison: 'below',
    threshold: few ? FEWEST_EPOCHS : FEWEST_STEPS,
  });
}

/** Batches that share a step make as many fewer of them; an epoch's last batches share one, however few. */
function updatesOf({ run, epoch }: RunView): number {
  return epoch * Math.ceil(run.started.stepsPerEpoch / run.plan.train.accumulate);
}

function stillFalling(view: RunView, trend: Trend): SymptomReport | null {
  if (trend.perEpoch <= STILL_IMPROVING || isOverfitted(view)) return null;
  const epochs = view.epoch;
  const hindrance = view.troubled ? structuralHindranceOf(view) : null;
  const text = t`Training ended after ${epochs} epochs at a loss of ${number(trend.now)}, which fell by ${percent(trend.perEpoch)} an epoch.`;
  return report(view, {
    category: hindrance?.category ?? 'epochs',
    blame: hindrance?.blame ?? { setting: 'epochs' },
    severity: view.notLearning || view.underfits ? 'warning' : 'information',
    message: hindrance ? `${text} ${hindrance.because}` : text,
    quantity: t`improvement of the loss an epoch`,
    measured: trend.perEpoch,
    comparison: 'above',
    threshold: STILL_IMPROVING,
  });
}

export const slowConvergence: Symptom = {
  id: 'slow-convergence',
  detect(view) {
    const trend = trendOf(view);
    if (!trend || trend.perEpoch > STILL_IMPROVING || isNearGoal(view)) return null;
    const farFromGoal = view.notLearning || view.bestLoss > FAR_FROM_GOAL * view.baselineLoss;
    const steady = fallingShare(view.trainLoss.values) >= STEADY && trend.perEpoch > 0;
    if (!farFromGoal || !steady || trend.lastPart < STANDSTILL / 10) return null;
    const optimizer = optimizerOf(view);
    const rate = optimizer ? number(optimizer.learningRate) : '?';
    const usual = optimizer ? LEARNING_RATES[optimizer.name].usual : null;
    const low = optimizer && usual ? effectiveRate(optimizer) <= usual.high : true;
    const hindrance = hindranceOf(view);
    const text = t`The loss falls steadily but slowly: ${percent(1 - view.bestLoss / view.baselineLoss)} under a model that knows nothing after ${view.epoch} epochs, with a learning rate of ${rate}.`;
    return report(view, {
      category: hindrance?.category ?? (low ? 'learning-rate' : 'epochs'),
      blame: hindrance?.blame ?? { setting: low ? 'optimizer' : 'epochs' },
      severity: 'warning',
      message: hindrance ? `${text} ${hindrance.because}` : text,
      quantity: t`improvement of the loss an epoch`,
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
    const hindrance = hindranceOf(view);
    const text = t`The loss stands still at ${number(trend.now)}; a model that knows nothing has ${number(view.baselineLoss)}.`;
    return report(view, {
      category: hindrance?.category ?? 'learning-rate',
      blame: hindrance?.blame ?? { setting: 'optimizer' },
      severity: 'warning',
      message: hindrance ? `${text} ${hindrance.because}` : text,
      quantity: t`improvement over the last ${percent(LAST_PART)} of training`,
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
  if (end?.type !== 'finished' || end.reason === 'stopped' || view.trainLoss.values.length === 0) {
    return null;
  }
  const losses = [view.initialLoss, ...view.trainLoss.values];
  const epochs = [0, ...view.trainLoss.epochs];
  const last = epochs.at(-1) ?? 0;
  const begin = last - Math.max(1, Math.round(last * LAST_PART));
  const start = epochs.findLastIndex((epoch) => epoch <= begin);
  const window = last - (epochs[start] ?? 0);
  const [before, now] = [losses[start], losses.at(-1)];
  if (before === undefined || now === undefined || !(before > 0)) return null;
  const lastPart = (before - now) / before;
  if (!Number.isFinite(lastPart)) return null;
  return { now, lastPart, perEpoch: lastPart / window };
}

/** More epochs do not help a model whose validation loss already rises. */
function isOverfitted(view: RunView): boolean {
  const { epochs, values } = view.validationLoss;
  const best = epochs[values.indexOf(lowest(values))];
  return best !== undefined && best - 1 < view.epoch * (1 - LAST_PART);
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
  const { epoch } = view;
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
