/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */
import type { LayerPlan } from '#plan';
import { hamperingLayers } from '../causes.ts';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { activationOf, FITTED_ACCURACY, FITTED_LOSS, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

export const underfitting: Symptom = {
  id: 'underfitting',
  detect(view) {
    if (!view.underfits || view.run.epochs.length === 0) return null;
    return byAccuracy(view) ?? byLoss(view);
  },
};

function byAccuracy(view: RunView): SymptomReport | null {
  const { accuracy, baselineAccuracy } = view;
  if (accuracy === null || baselineAccuracy === null) return null;
  const target = baselineAccuracy + FITTED_ACCURACY * (1 - baselineAccuracy);
  const text =
    `Underfitting: the best accuracy on the training samples is ${percent(accuracy)}; ` +
    `always answering one class would give about ${percent(baselineAccuracy)}.`;
  return report(view, text, 'training accuracy', accuracy, target, 'accuracy');
}

function byLoss(view: RunView): SymptomReport | null {
  const target = (1 - FITTED_LOSS) * view.baselineLoss;
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
  const hampering = hamperingLayers(view);
  const epoch = view.run.epochs.length;
  return {
    category: hampering.length > 0 ? 'activation' : 'capacity',
    severity: 'warning',
    message: `${text}${remark(hidden.length, hampering)}`,
    blame: { layers: hampering.length > 0 ? hampering : hidden.length > 0 ? hidden : view.kernels },
    sinceEpoch: epoch,
    evidence: [
      evidence(quantity, measured, metric === 'loss' ? 'above' : 'below', threshold, {
        epoch,
        series: { kind: 'epochs', part: 'train', metric },
      }),
    ],
  };
}

function remark(hidden: number, hampering: readonly LayerPlan[]): string {
  if (hidden === 0) return ' There is no hidden layer.';
  const [first] = hampering;
  if (!first) return '';
  return activationOf(first)?.name === 'linear'
    ? ' The hidden layers have no non-linearity: together they are one linear map.'
    : ` Softmax in ${nameLayers(hampering)} makes the hidden units compete.`;
}
