/**
 * What in a plan or in its first probe makes a symptom likely. Symptoms ask here which category to name and which line
 * to blame, so that the same facts are weighed in one way.
 */
import { LEARNING_RATES } from '#language';
import type { ActivationPlan, InitializerPlan, LayerPlan, OptimizerPlan } from '#plan';
import {
  activationOf,
  activationProbe,
  hiddenLayers,
  type KernelLayer,
  type RunView,
} from './run-view.ts';

/** Gradients through these shrink where the input is far from 0 (Glorot & Bengio 2010). */
const SATURATING: ReadonlySet<ActivationPlan['name']> = new Set([
  'sigmoid',
  'tanh',
  'softsign',
  'hard_sigmoid',
  'softmax',
]);
/** Zero output and zero gradient on half of the inputs. */
const DYING: ReadonlySet<ActivationPlan['name']> = new Set(['relu']);

/** A kernel whose standard deviation is this many times off what keeps the variance is a cause (rule init-scale: 0.5 to 2). */
export const INIT_SCALE_TOLERANCE = 2;
/** Standardised inputs and a matching initialiser give the first layer a standard deviation near 1. */
export const UNSCALED_STD = 10;
/** A real target's variance beyond this needs scaling: std of 10, as for features (rule unscaled-features). */
export const UNSCALED_VARIANCE = 100;

export function isSaturating(layer: LayerPlan): boolean {
  const activation = activationOf(layer);
  return activation !== null && SATURATING.has(activation.name);
}

export function canDie(layer: LayerPlan): boolean {
  const activation = activationOf(layer);
  return activation !== null && DYING.has(activation.name);
}

export function isUnbounded(layer: LayerPlan): boolean {
  return activationOf(layer)?.name === 'exponential';
}

/** Inputs of one unit, and units that one input reaches. */
export function fans(layer: KernelLayer): { readonly fanIn: number; readonly fanOut: number } {
  const channels = layer.inputShape.at(-1) ?? 1;
  const outputs = layer.outputShape.at(-1) ?? 1;
  switch (layer.type) {
    case 'conv1d':
      return { fanIn: layer.kernel * channels, fanOut: layer.kernel * outputs };
    case 'conv2d': {
      const area = layer.kernel[0] * layer.kernel[1];
      return { fanIn: area * channels, fanOut: area * outputs };
    }
    default:
      return { fanIn: channels, fanOut: outputs };
  }
}

/** Standard deviation of a freshly drawn kernel; 0 for constants. */
export function initialStd(init: InitializerPlan, fanIn: number, fanOut: number): number {
  switch (init.name) {
    case 'glorot_uniform':
    case 'glorot_normal':
      return Math.sqrt(2 / (fanIn + fanOut));
    case 'he_uniform':
    case 'he_normal':
      return Math.sqrt(2 / fanIn);
    case 'lecun_uniform':
    case 'lecun_normal':
    case 'orthogonal':
      return Math.sqrt(1 / fanIn);
    case 'default':
      return Math.sqrt(1 / (3 * fanIn));
    case 'random_normal':
      return init.std;
    case 'random_uniform':
      return init.limit / Math.sqrt(3);
    case 'zeros':
    case 'ones':
    case 'constant':
      return 0;
  }
}

/** All units of such a layer stay equal: they get the same gradient. */
export function isConstantKernel(layer: KernelLayer): boolean {
  const { fanIn, fanOut } = fans(layer);
  return initialStd(layer.init, fanIn, fanOut) === 0;
}

/** The initialiser's std as a multiple of what keeps the variance: √(2/fanIn) for the ReLU family, √(1/fanIn) else. */
export function initScale(layer: KernelLayer): number {
  const { fanIn, fanOut } = fans(layer);
  const name = activationOf(layer)?.name;
  const gain = name !== undefined && !SATURATING.has(name) && name !== 'linear' && name !== 'selu';
  return initialStd(layer.init, fanIn, fanOut) / Math.sqrt((gain ? 2 : 1) / fanIn);
}

/** Hidden layers whose kernel is drawn by a scale written by hand that is far off; `small` or `large`. */
export function misscaledLayers(view: RunView, which: 'small' | 'large'): KernelLayer[] {
  const hidden = new Set(hiddenLayers(view));
  return view.kernels.filter((layer) => {
    if (!hidden.has(layer) || !isHandScaled(layer.init)) return false;
    const scale = initScale(layer);
    return which === 'small' ? scale < 1 / INIT_SCALE_TOLERANCE : scale > INIT_SCALE_TOLERANCE;
  });
}

function isHandScaled(init: InitializerPlan): boolean {
  return ['random_normal', 'random_uniform', 'zeros', 'ones', 'constant'].includes(init.name);
}

/** The first layer's activation std before training, where it says that the inputs were never scaled; else null. */
export function unscaledInputStd(view: RunView): number | null {
  const first = view.kernels[0];
  if (!first || first.type === 'embedding' || view.run.plan.data.scale.kind !== 'none') return null;
  if (
    view.layers[0] !== first &&
    view.layers.some(
      (l) => l.type === 'batch_norm' && view.layers.indexOf(l) < view.layers.indexOf(first),
    )
  )
    return null;
  const std = activationProbe(view.run.started.initial, first.id)?.std ?? 0;
  return std > UNSCALED_STD && initScale(first) <= INIT_SCALE_TOLERANCE ? std : null;
}

/** Variance of a real target that was left unscaled and is large; else null. */
export function unscaledTargetVariance(view: RunView): number | null {
  const { plan, started } = view.run;
  const variance = started.initial.expectedLoss;
  if (plan.data.target.encoding !== 'real' || plan.data.target.scale.kind !== 'none') return null;
  if (plan.train.loss.name !== 'mse' || variance === null) return null;
  return variance > UNSCALED_VARIANCE ? variance : null;
}

/** The rate a step is made with in the long run: momentum m adds up to 1 / (1 − m) of it. */
export function effectiveRate(optimizer: OptimizerPlan): number {
  const momentum = 'momentum' in optimizer ? optimizer.momentum : 0;
  return optimizer.learningRate / (1 - Math.min(momentum, 0.999));
}

/** The plan's optimizer; of several phases the first. */
export function optimizerOf(view: RunView): OptimizerPlan | null {
  return view.run.plan.train.phases[0]?.optimizer ?? null;
}

/** How many times the rate lies above what is workable for its optimizer; 1 or less where it does not. */
export function rateExcess(view: RunView): number {
  const optimizer = optimizerOf(view);
  return optimizer ? optimizer.learningRate / LEARNING_RATES[optimizer.name].workable.high : 0;
}
