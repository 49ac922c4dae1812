/** Why a training runs away: the first of the known causes that the plan and the first probe show. */
import { LEARNING_RATES } from '#language';
import {
  effectiveRate,
  isUnbounded,
  misscaledLayers,
  optimizerOf,
  rateExcess,
  UNSCALED_VARIANCE,
  unscaledInputs,
  unscaledTargetVariance,
} from './causes.ts';
import { evidence, nameLayers, number, type SymptomReport } from './finding.ts';
import { hiddenLayers, type RunView } from './run-view.ts';

export interface Cause extends Pick<SymptomReport, 'category' | 'blame' | 'evidence'> {
  /** A sentence. */
  readonly because: string;
}

/** A learning rate this many times outside of the workable range is the cause, whatever else is odd. */
export const FAR_EXCESS = 3;

/** Never null: where nothing else is odd, the steps are too long. */
export function divergenceCause(view: RunView): Cause {
  return (
    farTooHighRate(view) ??
    unboundedActivation(view) ??
    inputs(view) ??
    unscaledTarget(view) ??
    largeInitialization(view) ??
    learningRate(view)
  );
}

function farTooHighRate(view: RunView): Cause | null {
  return rateExcess(view) >= FAR_EXCESS ? learningRate(view) : null;
}

function unboundedActivation(view: RunView): Cause | null {
  const layers = hiddenLayers(view).filter(isUnbounded);
  if (layers.length === 0) return null;
  return {
    category: 'activation',
    because: `'exponential' in ${nameLayers(layers)} multiplies large inputs without bound.`,
    blame: { layers },
    evidence: [],
  };
}

function inputs(view: RunView): Cause | null {
  const fault = unscaledInputs(view);
  if (!fault) return null;
  const { quantity, measured, comparison, threshold } = fault;
  return {
    category: 'data',
    because: `The inputs are not scaled: the ${quantity} is ${number(measured)}.`,
    blame: { setting: 'scale' },
    evidence: [evidence(quantity, measured, comparison, threshold, { epoch: 0 })],
  };
}

function unscaledTarget(view: RunView): Cause | null {
  const variance = unscaledTargetVariance(view);
  if (variance === null) return null;
  return {
    category: 'data',
    because: `The target is not scaled: its variance is ${number(variance)}.`,
    blame: { setting: 'scale_target' },
    evidence: [
      evidence('variance of the target', variance, 'above', UNSCALED_VARIANCE, { epoch: 0 }),
    ],
  };
}

function largeInitialization(view: RunView): Cause | null {
  const layers = misscaledLayers(view, 'large');
  if (layers.length === 0) return null;
  return {
    category: 'initialization',
    because: `${nameLayers(layers)} starts with weights far larger than its fan-in allows.`,
    blame: { layers },
    evidence: [],
  };
}

function learningRate(view: RunView): Cause {
  const optimizer = optimizerOf(view);
  const rate = optimizer ? optimizer.learningRate : 0;
  const limit = optimizer ? LEARNING_RATES[optimizer.name].workable.high : 0;
  const momentum =
    optimizer && effectiveRate(optimizer) > rate
      ? `, ${number(effectiveRate(optimizer))} with its momentum,`
      : '';
  return {
    category: 'learning-rate',
    because: `The steps are too long: a learning rate of ${number(rate)}${momentum} with ${optimizer?.name ?? 'this optimizer'}.`,
    blame: { setting: 'optimizer' },
    evidence: rate > limit ? [evidence('learning rate', rate, 'above', limit, { epoch: 0 })] : [],
  };
}
