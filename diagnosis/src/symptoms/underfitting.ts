/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */

import { t } from '#l10n';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import { hindranceOf } from '../hindrances.ts';
import { FITTED_ACCURACY, FITTED_LOSS, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

export const underfitting: Symptom = {
  id: 'underfitting',
  detect(view) {
    if (!view.underfits || view.epoch === 0) return null;
    return byAccuracy(view) ?? byLoss(view);
  },
};

function byAccuracy(view: RunView): SymptomReport | null {
  const { accuracy, baselineAccuracy } = view;
  if (accuracy === null || baselineAccuracy === null) return null;
  const target = baselineAccuracy + FITTED_ACCURACY * (1 - baselineAccuracy);
  if (accuracy >= target) return null;
  const text = t`Underfitting: the best accuracy on the training samples is ${percent(accuracy)}; always answering one class would give about ${percent(baselineAccuracy)}.`;
  return report(view, text, t`training accuracy`, accuracy, target, 'accuracy');
}

function byLoss(view: RunView): SymptomReport | null {
  const target = (1 - FITTED_LOSS) * view.baselineLoss;
  if (!(view.bestLoss > target)) return null;
  const text = t`Underfitting: the best training loss is ${number(view.bestLoss)}; a model that knows nothing has ${number(view.baselineLoss)}.`;
  return report(view, text, t`training loss`, view.bestLoss, target, 'loss');
}

function report(
  view: RunView,
  text: string,
  quantity: string,
  measured: number,
  threshold: number,
  metric: string,
): SymptomReport {
  const { epoch } = view;
  return {
    ...causeOf(view, text),
    severity: 'warning',
    sinceEpoch: epoch,
    evidence: [
      evidence(quantity, measured, metric === 'loss' ? 'above' : 'below', threshold, {
        epoch,
        series: { kind: 'epochs', part: 'train', metric },
      }),
    ],
  };
}

function causeOf(
  view: RunView,
  text: string,
): Pick<SymptomReport, 'category' | 'blame' | 'message'> {
  const hindrance = hindranceOf(view);
  if (hindrance) {
    const { category, blame, because } = hindrance;
    return { category, blame, message: `${text} ${because}` };
  }
  const hidden = view.kernels.slice(0, -1);
  return {
    category: 'capacity',
    blame: { layers: hidden.length > 0 ? hidden : view.kernels },
    message: hidden.length === 0 ? `${text} ${t`There is no hidden layer.`}` : text,
  };
}
