/** The model learns its training samples and gets worse, or is much worse, on others. */
import { t } from '#l10n';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import { learnsNothing } from '../hindrances/relation.ts';
import { type Curve, curveOf, failsBatch, LEARNED_LOSS, type RunView } from '../run-view.ts';
import { shareError, standardErrorOf } from '../standard-error.ts';
import { hypergeometricTail, lowest, median } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Validation loss over its best (Prechelt 1998: generalisation loss GL5) … */
export const GENERALIZATION_LOSS = 1.05;
/** … for this many epochs, or this share of the budget where that is more (AutoTrainer) … */
export const WORSE_EPOCHS = 3;
export const WORSE_SHARE = 1 / 15;
/** While the run goes on it has to last this many times as long: losses often rise for a while and fall again. */
export const PATIENCE_WHILE_RUNNING = 3;
/** … by at least this share of what a model that knows nothing would lose: less is noise near convergence. */
export const MATERIAL_LOSS = 0.02;
/** A rise of this share of what a model that knows nothing would lose is serious whatever the metric says; … */
export const SERIOUS_LOSS = 0.25;
/** … a smaller one is where validation accuracy fell by as much (and by more than chance): confidence alone is no harm. */
export const SERIOUS_ACCURACY = 0.03;
/** … and of real targets, whose loss is what counts, this share of it. */
export const SERIOUS_ERROR = 0.1;
/** Training loss over validation loss under which the samples are known by heart; then half of that rise is serious. */
const MEMORIZED = 0.1;
/** Epochs whose median is the accuracy "now", or at its best: one epoch's is noisy. */
const SMOOTHED = 5;
/** Training accuracy this far above validation accuracy, … */
export const ACCURACY_GAP = 0.1;
/** (half of that where more samples are kept for validation than are trained on) … */
export const STARVED_GAP = ACCURACY_GAP / 2;
/** … or, of real targets, a training loss so much of the baseline's below the validation loss, … */
export const LOSS_GAP = 0.3;
/** … and more standard errors of what is measured on the validation samples than this. */
export const STANDARD_ERRORS = 2;
/** Fewer training samples of a class, where a limit keeps the others away, are few; … */
export const FEW_OF_A_CLASS = 20;
/** … a gap on so few counts where chance gives it more rarely than this (Fisher's exact test, one-sided). */
export const CHANCE = 0.05;

export const overfitting: Symptom = {
  id: 'overfitting',
  detect: (view) => (learnsNothing(view) ? null : detect(view)),
};

/** Nothing of what is learned holds on other samples: the data explain all else that is odd. */
export const unrelatedTargets: Symptom = {
  id: 'overfitting',
  detect: (view) => (learnsNothing(view) ? (detect(view) ?? unrelated(view)) : null),
};

function detect(view: RunView): SymptomReport | null {
  if (view.notLearning || view.diverged) return null;
  const worse = worsening(view);
  return worse?.severity === 'warning' ? worse : (gap(view) ?? lossGap(view) ?? worse);
}

function worsening(view: RunView): SymptomReport | null {
  const { trainLoss, validationLoss } = view;
  if (isCaughtByEarlyStopping(view)) return null;
  const best = lowest(validationLoss.values);
  const bestEpoch = validationLoss.epochs[validationLoss.values.indexOf(best)] ?? 0;
  const limit = Math.max(GENERALIZATION_LOSS * best, best + MATERIAL_LOSS * view.baselineLoss);
  const persistent = Math.max(WORSE_EPOCHS, Math.round(view.run.started.epochs * WORSE_SHARE));
  const needed = view.ended ? persistent : PATIENCE_WHILE_RUNNING * persistent;
  const [now, trainNow] = [validationLoss.values.at(-1), trainLoss.values.at(-1)];
  // Twice as long a look as is needed: a single good epoch is chance.
  const since = Math.max(bestEpoch, view.epoch - 2 * needed);
  const lasting = epochsAbove(validationLoss, limit, since);
  if (lasting < needed || now === undefined || trainNow === undefined) return null;
  if (now < limit || trainNow >= at(trainLoss, bestEpoch) || trainNow >= now) return null;
  return {
    ...causeOf(view),
    severity: isSerious(view, now - best) ? 'warning' : 'information',
    message: remarked(
      view,
      t`Overfitting since epoch ${bestEpoch}: the validation loss rose from ${number(best)} to ${number(now)} while the training loss fell to ${number(trainNow)}.`,
    ),
    sinceEpoch: bestEpoch,
    evidence: [
      evidence(t`validation loss`, now, 'above', limit, {
        epoch: view.epoch,
        series: { kind: 'epochs', part: 'validation', metric: 'loss' },
      }),
    ],
  };
}

/** How many epochs after `since` the curve stands at or above the limit; a gap between records counts as its end. */
function epochsAbove({ epochs, values }: Curve, limit: number, since: number): number {
  return epochs.reduce((sum, epoch, i) => {
    const from = Math.max(since, epochs[i - 1] ?? epoch - 1);
    return epoch > since && (values[i] ?? 0) >= limit ? sum + epoch - from : sum;
  }, 0);
}

/** The curve's value at the epoch, or at the last one recorded before it. */
function at({ epochs, values }: Curve, epoch: number): number {
  return values[epochs.findLastIndex((recorded) => recorded <= epoch)] ?? 0;
}

function gap(view: RunView): SymptomReport | null {
  if (!view.ended) return null;
  const end = view.run.end?.type === 'finished' ? view.run.end : null;
  const train = end?.train.accuracy ?? curveOf(view.run, 'train', 'accuracy').values.at(-1);
  const validation =
    end?.validation?.accuracy ?? curveOf(view.run, 'validation', 'accuracy').values.at(-1);
  if (train === undefined || validation === undefined) return null;
  const error = standardErrorOf(validation, view.run);
  const limit = isStarved(view)
    ? Math.max(STARVED_GAP, STANDARD_ERRORS * Math.hypot(error, errorOfTraining(view, train)))
    : Math.max(ACCURACY_GAP, STANDARD_ERRORS * error);
  const isClear = train - validation > ACCURACY_GAP && isNoChance(view, train, validation);
  if (train - validation <= limit && !isClear) return null;
  const { epoch } = view;
  return {
    ...causeOf(view),
    severity: 'warning',
    message: remarked(
      view,
      t`Overfitting: accuracy is ${percent(train)} on the training samples and ${percent(validation)} on the validation samples.`,
    ),
    sinceEpoch: epoch,
    evidence: [
      evidence(
        t`training accuracy minus validation accuracy`,
        train - validation,
        'above',
        isClear ? ACCURACY_GAP : limit,
        { epoch, series: { kind: 'epochs', part: 'validation', metric: 'accuracy' } },
      ),
    ],
  };
}

function errorOfTraining({ run }: RunView, accuracy: number): number {
  return shareError(accuracy, run.started.samples.train);
}

/** Of a handful of samples a standard error says little: how often would the wrong ones fall among those of validation by chance? */
function isNoChance(view: RunView, train: number, validation: number): boolean {
  if (!isLimited(view)) return false;
  const { samples } = view.run.started;
  const wrong = Math.round((1 - validation) * samples.validation);
  const all = wrong + Math.round((1 - train) * samples.train);
  return hypergeometricTail(wrong, all, samples.validation, samples.train) < CHANCE;
}

/** Of real targets: squared errors of normal residuals have a standard error of √(2/n) of their mean. */
function lossGap(view: RunView): SymptomReport | null {
  const [train, validation] = [view.trainLoss.values.at(-1), view.validationLoss.values.at(-1)];
  const { encoding } = view.run.plan.data.target;
  if (!view.ended || encoding !== 'real' || train === undefined || validation === undefined) {
    return null;
  }
  const error = validation * Math.sqrt(2 / Math.max(1, view.run.started.samples.validation));
  const limit = Math.max(LOSS_GAP * view.baselineLoss, STANDARD_ERRORS * error);
  if (isCaughtByEarlyStopping(view) || validation - train <= limit) return null;
  return {
    ...causeOf(view),
    severity: 'warning',
    message: remarked(
      view,
      t`Overfitting: the loss is ${number(train)} on the training samples and ${number(validation)} on the validation samples.`,
    ),
    sinceEpoch: view.epoch,
    evidence: [
      evidence(t`validation loss minus training loss`, validation - train, 'above', limit, {
        epoch: view.epoch,
        series: { kind: 'epochs', part: 'validation', metric: 'loss' },
      }),
    ],
  };
}

/** The model learns something of its samples, could learn them by heart, and nothing of it holds on others. */
function unrelated(view: RunView): SymptomReport | null {
  const { run, bestLoss, baselineLoss, validationLoss, epoch } = view;
  const isAble = run.batchTest !== undefined && !failsBatch(run);
  if (view.accuracy !== null || view.notLearning || !view.underfits || !isAble) return null;
  const best = number(lowest(validationLoss.values));
  return {
    ...causeOf(view),
    severity: 'warning',
    message: remarked(
      view,
      t`The training loss fell from ${number(baselineLoss)} to ${number(bestLoss)}, the validation loss only to ${best}.`,
    ),
    sinceEpoch: epoch,
    evidence: [
      evidence(t`training loss`, bestLoss, 'below', (1 - LEARNED_LOSS) * baselineLoss, {
        epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
    ],
  };
}

/** Training stopped by itself and put the best epoch's weights back: nothing was lost. */
function isCaughtByEarlyStopping(view: RunView): boolean {
  const { end, plan } = view.run;
  return (
    end?.type === 'finished' &&
    plan.train.earlyStopping?.restoreBest === true &&
    end.bestEpoch < view.epoch
  );
}

function remarked(view: RunView, text: string): string {
  const { train, validation } = view.run.started.samples;
  if (learnsNothing(view)) {
    return `${text} ${t`On validation samples it is no better than always giving the same answer: the targets may not belong to the inputs.`}`;
  }
  if (isLimited(view)) {
    return `${text} ${t`A limit of ${view.run.plan.data.limit ?? 0} leaves ${train} samples to train on, of ${view.run.started.classes.length} classes.`}`;
  }
  return isStarved(view)
    ? `${text} ${t`Of the samples ${train} are trained on, and ${validation} are kept for validation.`}`
    : text;
}

function causeOf(view: RunView): Pick<SymptomReport, 'category' | 'blame'> {
  if (learnsNothing(view)) return { category: 'data', blame: { setting: 'target' } };
  if (isLimited(view)) return { category: 'data', blame: { setting: 'limit' } };
  if (isStarved(view)) return { category: 'data', blame: { setting: 'split' } };
  return { category: 'capacity', blame: blameOf(view) };
}

/** A split that trains on less than it validates with: more samples are at hand than the model is shown. */
function isStarved({ run }: RunView): boolean {
  return run.started.samples.train < run.started.samples.validation;
}

/** A limit that is used up leaves a handful of samples of each class: the source may well have more. */
function isLimited({ run }: RunView): boolean {
  const { samples, classes } = run.started;
  const { limit } = run.plan.data;
  const all = samples.train + samples.validation + (run.plan.data.testSource ? 0 : samples.test);
  return limit !== undefined && all >= limit && samples.train < FEW_OF_A_CLASS * classes.length;
}

/** Of real targets the loss is the metric; of classes it may rise by confidence alone. */
function isSerious(view: RunView, rise: number): boolean {
  if (rise >= SERIOUS_LOSS * view.baselineLoss) return true;
  const accuracies = curveOf(view.run, 'validation', 'accuracy').values;
  if (accuracies.length === 0) {
    return rise >= SERIOUS_ERROR * view.baselineLoss || isMemorized(view, rise);
  }
  const now = median(accuracies.slice(-SMOOTHED));
  const best = Math.max(
    ...accuracies.map((_, i) => median(accuracies.slice(i, i + SMOOTHED))).slice(0, 1 - SMOOTHED),
  );
  const limit = Math.max(SERIOUS_ACCURACY, STANDARD_ERRORS * standardErrorOf(best, view.run));
  return best - now >= limit;
}

/** The training samples are known by heart, and that is why the others come out worse. */
function isMemorized({ trainLoss, validationLoss, baselineLoss }: RunView, rise: number): boolean {
  const known = (trainLoss.values.at(-1) ?? 0) < MEMORIZED * (validationLoss.values.at(-1) ?? 0);
  return known && rise >= (SERIOUS_ERROR / 2) * baselineLoss;
}

/** The layer with the most weights has the most to remember with. */
function blameOf(view: RunView): SymptomReport['blame'] {
  const size = (layer: (typeof view.kernels)[number]) =>
    (layer.inputShape.at(-1) ?? 1) * (layer.outputShape.at(-1) ?? 1);
  const largest = [...view.kernels].sort((a, b) => size(b) - size(a))[0];
  return largest ? { layers: [largest] } : { setting: 'epochs' };
}
