/** Inputs or targets that were never scaled. */
import { UNSCALED_VARIANCE, unscaledInputs, unscaledTargetVariance } from '../causes.ts';
import { evidence, number } from '../finding.ts';
import type { Symptom } from '../symptom.ts';

export const unscaledData: Symptom = {
  id: 'unscaled-data',
  detect(view) {
    if (!view.notLearning && !view.underfits && !view.diverged) return null;
    const fault = unscaledInputs(view);
    if (fault) {
      const { quantity, measured, comparison, threshold } = fault;
      return {
        category: 'data',
        severity: 'error',
        message: `The inputs are not scaled: the ${quantity} is ${number(measured)}, usual is about 1.`,
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
      message: `The target is not scaled: its variance is ${number(variance)}, usual is about 1.`,
      blame: { setting: 'scale_target' },
      sinceEpoch: 0,
      evidence: [
        evidence('variance of the target', variance, 'above', UNSCALED_VARIANCE, { epoch: 0 }),
      ],
    };
  },
};
