/** The model does not even fit its training samples, and nothing else is found wrong: it is too small, or held back. */

import { t } from '#l10n';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import { hindranceOf } from '../hindrances.ts';
import type { KernelLayer } from '../kernels.ts';
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
import { NARROW } from '../trials/roomier.ts';
import type { RoomTest } from '../types.ts';
import { overfitting } from './overfitting.ts';

/** A larger model that does better on validation samples by this much, and by more than two standard errors, … */
export const ROOM_GAIN = 0.1;
export const STANDARD_ERRORS = 2;
/** … or of real targets has less than this share of the loss, shows that the model is too small. */
export const ROOM_LOSS = 0.7;

/** Where the model itself is at fault, falling short of its goal is enough; else it has to be far from it. */
export const underfitting: Symptom = {
  id: 'underfitting',
  detect(view) {
    if (view.epoch === 0) return null;
    if (!view.underfits && !(isImperfect(view) && !isOverfitted(view) && fallsShort(view))) {
      return null;
    }
    return byAccuracy(view) ?? byLoss(view);
  },
};

/** Samples learned by heart are not for lack of anything. */
function isOverfitted(view: RunView): boolean {
  return overfitting.detect(view)?.severity === 'warning';
}

/** Something in the model itself is in the way, or may be: a narrow layer. */
function fallsShort(view: RunView): boolean {
  const { roomTest } = view.run;
  if (roomTest) return isTooSmall(view, roomTest);
  return structuralHindranceOf(view) !== null || narrowLayers(view).length > 0;
}

/** Whether the larger model was better on validation samples beyond chance, and by enough to matter. */
function isTooSmall({ run, baselineLoss }: RunView, { quantity, own, roomy }: RoomTest): boolean {
  if (quantity === 'loss') return roomy < ROOM_LOSS * own && own - roomy > ROOM_GAIN * baselineLoss;
  const mean = (own + roomy) / 2;
  const error = Math.sqrt((2 * mean * (1 - mean)) / Math.max(1, run.started.samples.validation));
  return roomy - own > Math.max(ROOM_GAIN, STANDARD_ERRORS * error);
}

function narrowLayers(view: RunView): readonly KernelLayer[] {
  return view.kernels.slice(0, -1).filter((layer) => (layer.outputShape.at(-1) ?? 0) < NARROW);
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
    blame: { layers: hidden.length > 0 ? hidden : view.kernels },
  } as const;
  const { roomTest } = view.run;
  if (roomTest && isTooSmall(view, roomTest)) {
    const { units, quantity, own, roomy } = roomTest;
    const shown =
      quantity === 'accuracy'
        ? t`The validation accuracy is ${percent(roomy)} with ${units} units a layer in its place, and ${percent(own)} as it is.`
        : t`The validation loss is ${number(roomy)} with ${units} units a layer in its place, and ${number(own)} as it is.`;
    const layers = narrow.length > 0 ? narrow : view.kernels;
    return { ...about, blame: { layers }, message: `${text} ${shown}`, severity: 'warning' };
  }
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
