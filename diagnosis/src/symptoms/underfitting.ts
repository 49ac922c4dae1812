/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import type { RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** A model that fits has closed at least this share of the way from the baseline's accuracy to 1 … */
export const FITTED_ACCURACY = 0.6;
/** … or, for real targets, lost at least this share of the baseline's loss. */
export const FITTED_LOSS = 0.5;

export const underfitting: Symptom = {
  id: 'underfitting',
  detect(view) {
    if (!view.ended || view.diverged || view.run.epochs.length === 0) return null;
    return byAccuracy(view) ?? byLoss(view);
  },
};

function byAccuracy(view: RunView): SymptomReport | null {
  const { accuracy, baselineAccuracy } = view;
  if (accuracy === null || baselineAccuracy === null) return null;
  const target = baselineAccuracy + FITTED_ACCURACY * (1 - baselineAccuracy);
  if (accuracy >= target) return null;
  const text =
    `Underfitting: the best accuracy on the training samples is ${percent(accuracy)}; ` +
    `always answering one class would give about ${percent(baselineAccuracy)}.`;
  return report(view, text, 'training accuracy', accuracy, target, 'accuracy');
}

function byLoss(view: RunView): SymptomReport | null {
  if (view.accuracy !== null || view.run.started.initial.expectedLoss === null) return null;
  const target = (1 - FITTED_LOSS) * view.baselineLoss;
  if (view.bestLoss <= target) return null;
  const text =
    `Underfitting: the best training loss is ${number(view.bestLoss)}; ` +
    `always answering the mean would give ${number(view.baselineLoss)}.`;
  return report(view, text, 'training loss', view.bestLoss, target, 'loss');
}

function report(
  view: RunView,
  text: string,
  quantity: string,
  measured: number,
  threshold: number,
  metric: string,
): SymptomReport {
  const hidden = view.kernels.slice(0, -1);
  const held = view.layers.filter((layer) => layer.type === 'dropout' && layer.rate >= 0.5);
  const layers = held.length > 1 ? held : hidden.length > 0 ? hidden : view.kernels;
  const epoch = view.run.epochs.length;
  return {
    category: held.length > 1 ? 'regularization' : 'capacity',
    severity: 'warning',
    message: hidden.length === 0 ? `${text} There is no hidden layer.` : text,
    blame: { layers },
    sinceEpoch: epoch,
    evidence: [
      evidence(quantity, measured, metric === 'loss' ? 'above' : 'below', threshold, {
        epoch,
        series: { kind: 'epochs', part: 'train', metric },
      }),
    ],
  };
}
