/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */

import { t } from '#l10n';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { narrowLayers, tooLittleRoom } from '../hindrances/room.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import { hindranceOf } from '../hindrances.ts';
import {
  FITTED_ACCURACY,
  FITTED_LOSS,
  failsBatch,
  isImperfect,
  isLinearRegression,
  NEAR_GOAL,
  type RunView,
} from '../run-view.ts';
import type { Symptom } from '../symptom.ts';
import { overfitting } from './overfitting.ts';

/** Where the model itself is at fault, falling short of its goal is enough; else it has to be far from it. */
export const underfitting: Symptom = {
  id: 'underfitting',
  detect(view) {
    if (view.epoch === 0) return null;
    const isHampered = structuralHindranceOf(view)?.category === 'capacity' || !isOverfitted(view);
    if (!view.underfits && !(isImperfect(view) && isHampered && fallsShort(view))) return null;
    return byAccuracy(view) ?? byLoss(view);
  },
};

/** Samples learned by heart are not for lack of anything. */
function isOverfitted(view: RunView): boolean {
  return overfitting.detect(view)?.severity === 'warning';
}

/** Something in the model itself is in the way, or may be: a narrow layer, where no larger model was tried. */
function fallsShort(view: RunView): boolean {
  if (view.run.roomTest) return tooLittleRoom(view) !== null;
  return structuralHindranceOf(view) !== null || narrowLayers(view).length > 0;
}

/** What the model has to reach: a fit, or its goal where it fits and yet falls short. */
function reach(view: RunView, fitted: number): number {
  return view.underfits ? fitted : 1 - NEAR_GOAL;
}

function byAccuracy(view: RunView): SymptomReport | null {
  const { accuracy, baselineAccuracy } = view;
  if (accuracy === null || baselineAccuracy === null) return null;
  const target = baselineAccuracy + reach(view, FITTED_ACCURACY) * (1 - baselineAccuracy);
  if (accuracy >= target) return null;
  const text = t`Underfitting: the best accuracy on the training samples is ${percent(accuracy)}; always answering one class would give about ${percent(baselineAccuracy)}.`;
  return report(view, text, t`training accuracy`, accuracy, target, 'accuracy');
}

function byLoss(view: RunView): SymptomReport | null {
  const target = (1 - reach(view, FITTED_LOSS)) * view.baselineLoss;
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
): Pick<SymptomReport, 'category' | 'blame' | 'message' | 'severity'> {
  const hindrance = hindranceOf(view);
  if (hindrance) {
    const { category, blame, because } = hindrance;
    return { category, blame, message: `${text} ${because}`, severity: 'warning' };
  }
  const hidden = view.kernels.slice(0, -1);
  const narrow = narrowLayers(view);
  const about = {
    category: 'capacity',
    blame: {
      layers: narrow.length > 0 ? narrow : hidden.length > 0 ? hidden : view.kernels,
    },
  } as const;
  if (!view.underfits) {
    const because = t`${nameLayers(narrow)} is narrow: whether more neurons do better, a trial can tell.`;
    return { ...about, message: `${text} ${because}`, severity: 'information' };
  }
  if (!hasRoom(view)) {
    const none = hidden.length === 0 ? ` ${t`There is no hidden layer.`}` : '';
    return { ...about, message: `${text}${none}`, severity: 'warning' };
  }
  const because = t`The model has room for more, and knows a handful of samples by heart: the rest may be noise, or depend on what the inputs do not tell.`;
  return { ...about, message: `${text} ${because}`, severity: 'information' };
}

/** A model that was seen to learn a handful of samples by heart, and is not narrow, is large enough for most that can be learned. */
function hasRoom(view: RunView): boolean {
  if (isLinearRegression(view)) return !view.notLearning;
  if (view.run.batchTest === undefined || failsBatch(view.run)) return false;
  return view.kernels.length > 1 && narrowLayers(view).length === 0;
}
