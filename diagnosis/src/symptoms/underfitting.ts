/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */

import { LEARNING_RATES } from '#language';
import type { LayerPlan } from '#plan';
import { effectiveRate, hamperingLayers, optimizerOf } from '../causes.ts';
import { evidence, nameLayers, number, oneDigit, percent, type SymptomReport } from '../finding.ts';
import { activationOf, FITTED_ACCURACY, FITTED_LOSS, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** A rate this many times under the usual range is likelier to blame than the size of the model. */
export const LOW_RATE = 3;

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
  if (!(view.bestLoss > target)) return null;
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
  const epoch = view.run.epochs.length;
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
  const hampering = hamperingLayers(view);
  if (hampering.length > 0) {
    const message = `${text}${remark(hampering)}`;
    return { category: 'activation', blame: { layers: hampering }, message };
  }
  const optimizer = optimizerOf(view);
  const usual = optimizer ? LEARNING_RATES[optimizer.name].usual : null;
  if (optimizer && usual && effectiveRate(optimizer) * LOW_RATE <= usual.low) {
    const rate = `${oneDigit(optimizer.learningRate)} with ${optimizer.name}`;
    const range = `${oneDigit(usual.low)} to ${oneDigit(usual.high)}`;
    const message = `${text} The learning rate is low: ${rate}; usual is ${range}.`;
    return { category: 'learning-rate', blame: { setting: 'optimizer' }, message };
  }
  const hidden = view.kernels.slice(0, -1);
  return {
    category: 'capacity',
    blame: { layers: hidden.length > 0 ? hidden : view.kernels },
    message: hidden.length === 0 ? `${text} There is no hidden layer.` : text,
  };
}

function remark(hampering: readonly LayerPlan[]): string {
  const [first] = hampering;
  return first && activationOf(first)?.name === 'linear'
    ? ' The hidden layers have no non-linearity: together they are one linear map.'
    : ` Softmax in ${nameLayers(hampering)} makes the hidden units compete.`;
}
