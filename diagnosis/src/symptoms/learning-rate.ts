/** Steps that are too long or too short for the weights they change. */
import { t } from '#l10n';
import { LEARNING_RATES } from '#language';
import type { OptimizerPlan } from '#plan';
import { effectiveRate, optimizerOf, rateExcess } from '../causes.ts';
import { FAR_EXCESS } from '../divergence.ts';
import { evidence, number, oneDigit, percent, type SymptomReport } from '../finding.ts';
import { shortSteps } from '../hindrances/steps.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import {
  EARLY_SHARE,
  failsBatch,
  isNearGoal,
  isSettled,
  type RunView,
  weightProbe,
} from '../run-view.ts';
import { fallingShare, median } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Median |ΔW| / |W| of the layers, healthy between 1e-4 and 1e-2 (Karpathy, CS231n: about 1e-3): too long a step … */
export const RATIO_HIGH = 1e-1;
/** … and too short a one. */
export const RATIO_LOW = 1e-5;
/** The lower end of what is healthy. */
export const RATIO_HEALTHY = 1e-4;
/** The first epochs warm up. */
const WARM_UP_SHARE = 0.1;
/** A rate this many times above what works is to blame for anything short of a fit. */
const ABSURD_EXCESS = 10;
/** Above this share of the baseline's, a loss has much left to lose. */
const STUCK_LOSS = 0.3;
/** A loss that turns up this often does not descend. */
const DESCENDING_SHARE = 0.7;

/** A rate far above what works explains all else; of long steps alone penalties may be the cause. */
export const learningRateFarTooHigh: Symptom = {
  id: 'learning-rate-too-high',
  detect: farAboveRange,
};

export const learningRateTooHigh: Symptom = {
  id: 'learning-rate-too-high',
  detect(view) {
    const ratio = updateRatio(view);
    if (ratio === null || ratio <= RATIO_HIGH || !view.notLearning || descends(view)) return null;
    return farAboveRange(view) ? null : report(view, ratio, 'above', RATIO_HIGH);
  },
};

/** A rate far below what works explains all else, and so does what shortens each step; the update ratio alone may have other causes. */
export const learningRateFarTooLow: Symptom = {
  id: 'learning-rate-too-low',
  detect: (view) => farBelowRange(view) ?? shortened(view),
};

/** Clipping, a schedule or an epsilon that leaves too little of each step. */
function shortened(view: RunView): SymptomReport | null {
  if (view.diverged || view.progress < EARLY_SHARE) return null;
  if (view.bestLoss <= STUCK_LOSS * view.baselineLoss) return null;
  const cause = shortSteps(view);
  if (!cause) return null;
  const { category, blame, because } = cause;
  return {
    category,
    severity: 'warning',
    message: t`The steps are too short, and the loss is still ${percent(view.bestLoss / view.baselineLoss)} of that of a model that knows nothing. ${because}`,
    blame,
    sinceEpoch: 1,
    evidence: cause.evidence,
  };
}

export const learningRateTooLow: Symptom = {
  id: 'learning-rate-too-low',
  detect(view) {
    const ratio = updateRatio(view);
    // A model that nothing else holds back, and that yet cannot learn a handful of samples by heart, moves too little.
    const isFree = failsBatch(view.run) && structuralHindranceOf(view) === null;
    const limit = isFree ? RATIO_HEALTHY : RATIO_LOW;
    if (ratio === null || ratio >= limit || ratio === 0 || !view.notLearning) return null;
    return learningRateFarTooLow.detect(view) ? null : report(view, ratio, 'below', limit);
  },
};

function descends({ trainLoss }: RunView): boolean {
  return fallingShare(trainLoss.values) >= DESCENDING_SHARE;
}

/** A rate far beyond what works with its optimizer, and a run that shows it: it does not fit, or is worse than knowing nothing. */
function farAboveRange(view: RunView): SymptomReport | null {
  const optimizer = optimizerOf(view);
  if (!optimizer || rateExcess(view) < FAR_EXCESS || view.diverged) return null;
  const isHindered = view.ended && rateExcess(view) >= ABSURD_EXCESS && !isNearGoal(view);
  const isCalm = view.ended ? isSettled(view) : descends(view);
  if (!isHindered && (!view.troubled || isCalm)) return null;
  return outOfRange(view, optimizer, 'above');
}

function farBelowRange(view: RunView): SymptomReport | null {
  const optimizer = optimizerOf(view);
  if (!optimizer || (!view.notLearning && !view.underfits)) return null;
  const { workable } = LEARNING_RATES[optimizer.name];
  return effectiveRate(optimizer) * FAR_EXCESS <= workable.low
    ? outOfRange(view, optimizer, 'below')
    : null;
}

function outOfRange(
  view: RunView,
  optimizer: OptimizerPlan,
  side: 'above' | 'below',
): SymptomReport {
  const { usual, workable } = LEARNING_RATES[optimizer.name];
  const rate = optimizer.learningRate;
  const lengthened = side === 'above' && rate <= FAR_EXCESS * workable.high;
  const { batchSize } = view.run.plan.train;
  const momentum = effectiveRate(optimizer) / rate;
  const why = t`With a momentum that makes it ${number(momentum)} times as long and batches of ${batchSize}, it acts like ${number(rateExcess(view) * workable.high)}.`;
  const range = t`${oneDigit(usual.low)} to ${oneDigit(usual.high)}`;
  const text =
    side === 'above'
      ? t`The learning rate is too high: ${number(rate)} with ${optimizer.name}; usual is ${range}.`
      : t`The learning rate is too low: ${number(rate)} with ${optimizer.name}; usual is ${range}.`;
  return {
    category: 'learning-rate',
    severity: 'error',
    message: lengthened ? `${text} ${why}` : text,
    blame: { setting: 'optimizer' },
    sinceEpoch: 1,
    evidence: [
      evidence(
        lengthened ? t`times the highest workable rate` : t`learning rate`,
        lengthened ? rateExcess(view) : rate,
        side,
        lengthened ? FAR_EXCESS : side === 'above' ? workable.high : workable.low,
        { epoch: 0, series: { kind: 'steps', quantity: 'learningRate' } },
      ),
    ],
  };
}

function report(
  view: RunView,
  ratio: number,
  side: 'above' | 'below',
  limit: number,
): SymptomReport {
  const optimizer = optimizerOf(view);
  const usual = optimizer ? LEARNING_RATES[optimizer.name].usual : null;
  const rate =
    optimizer && usual
      ? t`${number(optimizer.learningRate)} with ${optimizer.name}; usual is ${oneDigit(usual.low)} to ${oneDigit(usual.high)}`
      : t`the one of the first phase`;
  const first = view.kernels[0]?.id;
  return {
    category: 'learning-rate',
    severity: side === 'above' ? 'error' : 'warning',
    message:
      side === 'above'
        ? t`The learning rate is too high (${rate}): a step changes the weights by ${number(ratio)} of their size.`
        : t`The learning rate is too low (${rate}): a step changes the weights by only ${number(ratio)} of their size.`,
    blame: { setting: 'optimizer' },
    sinceEpoch: 1,
    evidence: [
      evidence(t`update ratio`, ratio, side, limit, {
        epoch: view.epoch,
        ...(first ? { series: { kind: 'layer', layer: first, quantity: 'updateRatio' } } : {}),
      }),
    ],
  };
}

/** Median over layers and epochs after the warm-up; null before. Layers without any update (dead, frozen) do not count. */
function updateRatio(view: RunView): number | null {
  const warmUp = Math.ceil(view.run.started.epochs * WARM_UP_SHARE);
  const warm = view.probed.filter(({ epoch }) => epoch > warmUp);
  const ratios = warm.flatMap((epoch) =>
    view.kernels.flatMap((layer) => {
      const ratio = weightProbe(epoch, layer.id)?.updateRatio ?? 0;
      return ratio > 0 && Number.isFinite(ratio) ? [ratio] : [];
    }),
  );
  return ratios.length > 0 ? median(ratios) : null;
}
