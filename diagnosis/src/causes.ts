/**
 * What in a plan or in its first probe makes a symptom likely. Symptoms ask here which category to name and which line
 * to blame, so that the same facts are weighed in one way.
 */
import { t } from '#l10n';
import { LEARNING_RATES, TUNING_TABLE } from '#language';
import type { ActivationPlan, LayerPlan, OptimizerPlan } from '#plan';
import { number, percent } from './finding.ts';
import { fans, initialStd, isHandScaled, type KernelLayer } from './kernels.ts';
import { activationOf, hiddenLayers, phaseOf, type RunView } from './run-view.ts';

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
/** Standard deviations of inputs that training copes with; asked only where something does go wrong. */
export const INPUT_STD = { low: 0.02, high: 5 };
/** Between the largest and the smallest of them (rule unscaled-features). */
export const INPUT_SPREAD = 100;
/** |mean| / std: beyond this an input is all but a constant to the first layer. */
export const INPUT_OFFSET = 10;
/** The middle half's spread over that of all values: outliers press the values that matter into so small a part of the range. */
export const INPUT_MIDDLE = INPUT_STD.low;
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

/** All units of such a layer stay equal: they get the same gradient. */
export function isConstantKernel(layer: KernelLayer): boolean {
  return initialStd(layer) === 0;
}

/** The initialiser's std as a multiple of what keeps the variance: √(2/fanIn) for the ReLU family, √(1/fanIn) else. */
export function initScale(layer: KernelLayer): number {
  const name = activationOf(layer)?.name;
  const gain = name !== undefined && !SATURATING.has(name) && name !== 'linear' && name !== 'selu';
  return initialStd(layer) / Math.sqrt((gain ? 2 : 1) / fans(layer).fanIn);
}

/** Hidden layers whose kernel is drawn by a scale written by hand that is far off; `small` or `large`. */
export function misscaledLayers(view: RunView, which: 'small' | 'large'): KernelLayer[] {
  const hidden = new Set(hiddenLayers(view));
  return view.kernels.filter((layer) => {
    // An embedding's rows are looked up, not summed: its scale does not depend on their number.
    if (!hidden.has(layer) || !isHandScaled(layer) || layer.type === 'embedding') return false;
    const scale = initScale(layer);
    return which === 'small' ? scale < 1 / INIT_SCALE_TOLERANCE : scale > INIT_SCALE_TOLERANCE;
  });
}

interface Measured {
  readonly quantity: string;
  readonly measured: number;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
}

/** A number of the inputs that lies outside of what training copes with. */
export interface InputFault extends Measured {
  /** What is wrong, as a sentence with the number. */
  readonly because: string;
}

/** What is wrong with inputs that were left unscaled, or scaled by a number that does not suit them; null where nothing is. */
export function unscaledInputs(view: RunView): InputFault | null {
  if (view.layers[0]?.type === 'embedding') return null;
  return wrongSize(view) ?? outliers(view);
}

function wrongSize({ run, layers }: RunView): InputFault | null {
  const { kind } = run.plan.data.scale;
  if (kind === 'standardize' || layers[0]?.type === 'batch_norm') return null;
  const { lowestStd, highestStd, highestOffset } = run.started.initial.inputs;
  const quantity = t`largest standard deviation of an input`;
  const size: Measured[] = [
    { quantity, measured: highestStd, comparison: 'above', threshold: INPUT_STD.high },
    { quantity, measured: highestStd, comparison: 'below', threshold: INPUT_STD.low },
  ];
  // Features on one scale may well vary by different amounts: pixels at an image's edge hardly do.
  const balance: Measured[] = [
    {
      quantity: t`largest over smallest standard deviation of the inputs`,
      measured: highestStd / lowestStd,
      comparison: 'above',
      threshold: INPUT_SPREAD,
    },
    {
      quantity: t`largest mean of an input over its standard deviation`,
      measured: highestOffset,
      comparison: 'above',
      threshold: INPUT_OFFSET,
    },
  ];
  const found = [...size, ...(kind === 'none' ? balance : [])].find(
    ({ measured, comparison, threshold }) =>
      comparison === 'above' ? measured > threshold : measured < threshold,
  );
  if (!found) return null;
  const because = t`The inputs are not scaled: the ${found.quantity} is ${number(found.measured)}.`;
  return { ...found, because };
}

/** Whatever the scale makes of them: what lies far out decides where all else comes to lie. */
function outliers({ run }: RunView): InputFault | null {
  const { lowestMiddle } = run.started.initial.inputs;
  if (!(lowestMiddle < INPUT_MIDDLE)) return null;
  return {
    quantity: t`smallest spread of an input's middle half over that of all its values`,
    measured: lowestMiddle,
    comparison: 'below',
    threshold: INPUT_MIDDLE,
    because: t`A few values of an input lie so far out that they press all others together: the middle half has ${percent(lowestMiddle)} of the spread. Are they mistakes?`,
  };
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

/** The optimizer at work when the run ended, or now. */
export function optimizerOf({ run }: RunView): OptimizerPlan | null {
  return phaseOf(run)?.optimizer ?? null;
}

/** Momentum of 0.9 with a rate at the upper end still works: so much of it is free. */
const FREE_MOMENTUM = 5;
/** The same of a batch's noise, rate over batch size (Smith & Le 2018), beside a batch of the usual size. */
const FREE_NOISE = 10;

/**
 * How many times the rate lies above what is workable for its optimizer; 1 or less where it does not. Momentum lengthens
 * the steps, and with plain SGD small batches make them as noisy as a higher rate would.
 */
export function rateExcess(view: RunView): number {
  const optimizer = optimizerOf(view);
  if (!optimizer) return 0;
  const { high } = LEARNING_RATES[optimizer.name].workable;
  const rate = effectiveRate(optimizer);
  const { batchSize, accumulate } = view.run.plan.train;
  const noise = TUNING_TABLE.batchSize.start / (batchSize * accumulate);
  return Math.max(
    optimizer.learningRate / high,
    rate / (FREE_MOMENTUM * high),
    optimizer.name === 'sgd' ? (rate * noise) / (FREE_NOISE * high) : 0,
  );
}

/**
 * Hidden activations that hold learning back whatever the optimizer does: softmax makes the units compete, and several layers
 * without any non-linearity are one linear map.
 */
export function hamperingLayers(view: RunView): readonly LayerPlan[] {
  const hidden = hiddenLayers(view).filter((layer) => activationOf(layer) !== null);
  const competing = hidden.filter((layer) => activationOf(layer)?.name === 'softmax');
  if (competing.length > 0) return competing;
  const linear = hidden.every((layer) => activationOf(layer)?.name === 'linear');
  return linear && hidden.length > 0 ? hidden : [];
}
