/** Whether what is learned of the inputs holds on other samples at all. */
import { t } from '#l10n';
import type { Cause } from '../divergence.ts';
import { curveOf, failsBatch, type RunView } from '../run-view.ts';
import { standardErrorOf } from '../standard-error.ts';
import { median } from '../statistics.ts';
import { steppingHindranceOf } from './steps.ts';
import { structuralHindranceOf } from './structure.ts';

/** Epochs whose median is the accuracy at its best: one epoch's is noisy. */
const SMOOTHED = 5;
const STANDARD_ERRORS = 2;
/** A loss above this share of that of knowing nothing is no gain. */
const UNCHANGED = 0.99;

/** On validation samples the model has never been better, beyond chance, than always giving the same answer, and nothing in it is in the way. */
export function learnsNothing(view: RunView): boolean {
  const { run, baselineAccuracy, notLearning } = view;
  if (structuralHindranceOf(view) !== null) return false;
  if (run.plan.data.target.encoding === 'real') return !notLearning && explainsNothing(run);
  const best = bestAccuracy(run);
  if (best === null) return false;
  if (baselineAccuracy === null) return losesAlways(view);
  return best <= baselineAccuracy + STANDARD_ERRORS * standardErrorOf(best, run);
}

/**
 * A model that learns a handful of samples by heart with these very steps, is held back by nothing, and yet finds nothing in all
 * of them that holds on others: the inputs may not tell the target. Null else.
 */
export function unrelatedInputs(view: RunView): Cause | null {
  const { run } = view;
  const isAble = run.batchTest !== undefined && !failsBatch(run);
  if (!isAble || view.accuracy === null || !learnsNothing(view)) return null;
  if (steppingHindranceOf(view) !== null) return null;
  return {
    category: 'data',
    blame: { setting: 'target' },
    because: t`The model learns a handful of samples by heart, and nothing of all of them that holds on others: the targets may not belong to the inputs, or the inputs tell nothing of them.`,
    evidence: [],
  };
}

function bestAccuracy(run: RunView['run']): number | null {
  const { values } = curveOf(run, 'validation', 'accuracy');
  return values.length === 0 ? null : median(values.toSorted((a, b) => b - a).slice(0, SMOOTHED));
}

/** Where class weights make the accuracy mean little: the validation loss has never been under that of knowing nothing. */
function losesAlways({ validationLoss, baselineLoss }: RunView): boolean {
  const lowest = validationLoss.values.toSorted((a, b) => a - b).slice(0, SMOOTHED);
  return lowest.length > 0 && median(lowest) > UNCHANGED * baselineLoss;
}

/** The standard error of a correlation of 0 is 1 / √n, and its square is what R² shows. */
function explainsNothing(run: RunView['run']): boolean {
  const { values } = curveOf(run, 'validation', 'r2');
  if (values.length === 0) return false;
  const best = median(values.toSorted((a, b) => b - a).slice(0, SMOOTHED));
  return best <= STANDARD_ERRORS ** 2 / Math.max(1, run.started.samples.validation);
}
