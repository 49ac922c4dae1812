/** Why a training runs away: the first of the known causes that the plan and the first probe show. */
import { LEARNING_RATES } from '#language';
import {
  effectiveRate,
  isUnbounded,
  misscaledLayers,
  optimizerOf,
  rateExcess,
  UNSCALED_STD,
  UNSCALED_VARIANCE,
  unscaledInputStd,
  unscaledTargetVariance,
} from './causes.ts';
import { evidence, nameLayers, number, type SymptomReport } from './finding.ts';
import { hiddenLayers, type RunView } from './run-view.ts';

export interface Cause extends Pick<SymptomReport, 'category' | 'blame' | 'evidence'> {
  /** A sentence. */
  readonly because: string;
}

/** A rate this many times above the workable range is the cause, whatever else is odd. */
const FAR_EXCESS = 3;

/** Never null: where nothing else is odd, the steps are too long. */
export function divergenceCause(view: RunView): Cause {
  return (
    farTooHighRate(view) ??
    unboundedActivation(view) ??
    unscaledInputs(view) ??
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

function unscaledInputs(view: RunView): Cause | null {
  const std = unscaledInputStd(view);
  const first = view.kernels[0];
  if (std === null || !first) return null;
  return {
    category: 'data',
    because: `The inputs are not scaled: the first layer starts with a standard deviation of ${number(std)}.`,
    blame: { setting: 'scale' },
    evidence: [
      evidence('standard deviation of the first layer', std, 'above', UNSCALED_STD, {
        layer: first.id,
        epoch: 0,
        series: { kind: 'layer', layer: first.id, quantity: 'std' },
      }),
    ],
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
