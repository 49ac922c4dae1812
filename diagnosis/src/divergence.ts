/** Why a training runs away: the first of the known causes that the plan and the first probe show. */
import { t } from '#l10n';
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
    because: t`'exponential' in ${nameLayers(layers)} multiplies large inputs without bound.`,
    blame: { layers },
    evidence: [],
  };
}

function inputs(view: RunView): Cause | null {
  const fault = unscaledInputs(view);
  if (!fault) return null;
  const { quantity, measured, comparison, threshold, because } = fault;
  return {
    category: 'data',
    because,
    blame: { setting: 'scale' },
    evidence: [evidence(quantity, measured, comparison, threshold, { epoch: 0 })],
  };
}

function unscaledTarget(view: RunView): Cause | null {
  const variance = unscaledTargetVariance(view);
  if (variance === null) return null;
  return {
    category: 'data',
    because: t`The target is not scaled: its variance is ${number(variance)}.`,
    blame: { setting: 'scale_target' },
    evidence: [
      evidence(t`variance of the target`, variance, 'above', UNSCALED_VARIANCE, { epoch: 0 }),
    ],
  };
}

function largeInitialization(view: RunView): Cause | null {
  const layers = misscaledLayers(view, 'large');
  if (layers.length === 0) return null;
  return {
    category: 'initialization',
    because: t`${nameLayers(layers)} starts with weights far larger than its fan-in allows.`,
    blame: { layers },
    evidence: [],
  };
}

function learningRate(view: RunView): Cause {
  const optimizer = optimizerOf(view);
  const rate = optimizer ? optimizer.learningRate : 0;
  const limit = optimizer ? LEARNING_RATES[optimizer.name].workable.high : 0;
  const name = optimizer?.name ?? t`this optimizer`;
  const effective = optimizer ? effectiveRate(optimizer) : rate;
  return {
    category: 'learning-rate',
    because:
      effective > rate
        ? t`The steps are too long: a learning rate of ${number(rate)}, ${number(effective)} with its momentum, with ${name}.`
        : t`The steps are too long: a learning rate of ${number(rate)} with ${name}.`,
    blame: { setting: 'optimizer' },
    evidence: rate > limit ? [evidence(t`learning rate`, rate, 'above', limit, { epoch: 0 })] : [],
  };
}
