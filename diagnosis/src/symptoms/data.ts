/** Faults of the data: scales, rare classes, samples in both parts. */
import { t } from '#l10n';
import { UNSCALED_VARIANCE, unscaledInputs, unscaledTargetVariance } from '../causes.ts';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import { countedShares, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

export const unscaledData: Symptom = {
  id: 'unscaled-data',
  detect(view) {
    if (!view.troubled) return null;
    const fault = unscaledInputs(view);
    if (fault) {
      const { quantity, measured, comparison, threshold, because } = fault;
      return {
        category: 'data',
        severity: 'error',
        message: because,
        blame: { setting: 'scale' },
        sinceEpoch: 0,
        evidence: [evidence(quantity, measured, comparison, threshold, { epoch: 0 })],
      };
    }
    const variance = unscaledTargetVariance(view);
    if (variance === null) return null;
    return {
      category: 'data',
      severity: 'error',
      message: t`The target is not scaled: its variance is ${number(variance)}, usual is about 1.`,
      blame: { setting: 'scale_target' },
      sinceEpoch: 0,
      evidence: [
        evidence(t`variance of the target`, variance, 'above', UNSCALED_VARIANCE, { epoch: 0 }),
      ],
    };
  },
};

/** Samples of the largest class for one of the smallest (rule class-imbalance). */
export const IMBALANCE = 10;

/** Rare classes, and a model that does no better than always answering the most frequent one. */
export const classImbalance: Symptom = {
  id: 'class-imbalance',
  detect(view) {
    const { accuracy, baselineAccuracy } = view;
    const { classWeights } = view.run.plan.train;
    const shares = countedShares(view.run).filter((share) => share > 0);
    if (!view.notLearning && !view.underfits) return null;
    if (accuracy === null || baselineAccuracy === null || view.diverged) return null;
    const ratio = Math.max(...shares) / Math.min(...shares);
    if (!(ratio > IMBALANCE)) return null;
    if (classWeights !== null) return lopsidedWeights(view, ratio);
    return {
      category: 'data',
      severity: 'warning',
      message: t`The accuracy is ${percent(accuracy)}; always answering the most frequent class gives ${percent(baselineAccuracy)}, for it has ${number(ratio)} times as many samples as the rarest.`,
      blame: { setting: 'target' },
      sinceEpoch: 1,
      evidence: [
        evidence(
          t`samples of the largest class for one of the smallest`,
          ratio,
          'above',
          IMBALANCE,
          {
            epoch: 0,
          },
        ),
      ],
    };
  },
};

/** Weights that were to make up for rare classes, and make others rare instead. */
function lopsidedWeights(view: RunView, ratio: number): SymptomReport {
  return {
    category: 'data',
    severity: 'warning',
    message: t`The class weights make one class count ${number(ratio)} times as much as another in the loss: the accuracy is ${percent(view.accuracy ?? 0)}; always answering the most frequent class gives ${percent(view.baselineAccuracy ?? 0)}.`,
    blame: { setting: 'class_weights' },
    sinceEpoch: 1,
    evidence: [
      evidence(
        t`what the class that counts most has in the loss beside the one that counts least`,
        ratio,
        'above',
        IMBALANCE,
        { epoch: 0 },
      ),
    ],
  };
}

/** Share of the validation samples that may be trained on too before their metric is worth nothing. */
export const SHARED = 0.1;

/** The same samples in both parts, though their inputs take so many values that this is no chance. */
export const dataLeak: Symptom = {
  id: 'data-leak',
  detect(view) {
    const share = view.run.started.data.sharedShare;
    if (share === null || share <= SHARED) return null;
    return {
      category: 'data',
      severity: 'warning',
      message: t`${percent(share)} of the validation samples are among the training samples too: what they measure is memory.`,
      blame: { setting: 'split' },
      sinceEpoch: 0,
      evidence: [
        evidence(t`share of validation samples that are trained on`, share, 'above', SHARED, {
          epoch: 0,
        }),
      ],
    };
  },
};
