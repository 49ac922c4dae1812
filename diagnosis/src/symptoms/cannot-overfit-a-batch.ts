/** A model that does not even learn a handful of samples by heart: it is too simple, or something in it is broken. */
import { t } from '#l10n';
import { evidence, number, percent } from '../finding.ts';
import { hindranceOf } from '../hindrances.ts';
import { BATCH_ERROR, failsBatch, isLinearRegression, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** Of a model that otherwise gets on. */
const SERIOUS_ERROR = 0.4;
/** Hidden layers with fewer units than this have no room for the samples. */
const NARROW = 8;

export const cannotOverfitABatch: Symptom = {
  id: 'cannot-overfit-a-batch',
  detect(view) {
    const { batchTest, end } = view.run;
    if (!batchTest || end?.type !== 'finished' || !failsBatch(view.run)) return null;
    const { samples, steps, error } = batchTest;
    const real = view.accuracy === null;
    const cause = causeOf(view);
    const shown = real
      ? t`still has ${number(error)} of the variance to explain`
      : t`gets ${percent(error)} of them wrong`;
    return {
      ...cause,
      severity: isSerious(view) ? 'warning' : 'information',
      message: t`Trained on ${samples} samples alone, the model ${shown} after ${steps} steps. ${cause.because}`,
      sinceEpoch: end.epoch,
      evidence: [
        evidence(
          t`error on ${samples} samples`,
          error,
          'above',
          BATCH_ERROR[real ? 'real' : 'classes'],
          {
            epoch: end.epoch,
          },
        ),
      ],
    };
  },
};

/** Noisy samples take a deep, narrow model long to learn by heart: alone, and by little, that is worth a remark. */
function isSerious(view: RunView): boolean {
  const error = view.run.batchTest?.error ?? 0;
  if (isLinearRegression(view)) return view.notLearning;
  return view.notLearning || view.underfits || view.kernels.length === 1 || error > SERIOUS_ERROR;
}

function causeOf(view: RunView) {
  const hindrance = hindranceOf(view);
  if (hindrance) return hindrance;
  const hidden = view.kernels.slice(0, -1);
  const narrow = hidden.filter((layer) => (layer.outputShape.at(-1) ?? 1) < NARROW);
  const layers = narrow.length > 0 ? narrow : hidden.length > 0 ? hidden : view.kernels;
  return {
    category: 'capacity',
    blame: { layers },
    because:
      hidden.length === 0
        ? t`It has no hidden layer.`
        : t`It is too small for them, or something in it is broken.`,
  } as const;
}
