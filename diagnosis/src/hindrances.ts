/** What in the plan holds learning back, where a run does not get on: the first of the known hindrances, else null. */
import { plural, t } from '#l10n';
import { CLIP_NORM, LEARNING_RATES, TUNING_TABLE } from '#language';
import type { LayerPlan, OptimizerPlan } from '#plan';
import {
  effectiveRate,
  hamperingLayers,
  initScale,
  isSaturating,
  misscaledLayers,
  optimizerOf,
  rateExcess,
} from './causes.ts';
import type { Cause } from './divergence.ts';
import { evidence, nameLayers, number, oneDigit, percent } from './finding.ts';
import {
  activationOf,
  hiddenLayers,
  isNormalized,
  isSettled,
  type RunView,
  weightProbe,
} from './run-view.ts';
import { highest, median } from './statistics.ts';

/** So many saturating layers in a row shrink gradients noticeably … */
export const SATURATING_LAYERS = 3;
/** … if the first layer's gradient starts at less than this share of the last one's. */
export const ATTENUATED = 0.1;
/** A clipped step of less than this share of the gradient, in nearly all steps, is what clipping made of it. */
export const CLIPPED_AWAY = 0.1;
const NEARLY_ALL = 0.9;
/** A rate under this share of the highest one so far, for most of the epochs, is what the schedule made of it. */
export const DECAYED = 0.01;
const MOST = 0.5;
/** An epsilon this many times the gradients decides the length of an adaptive step in their place. */
export const EPSILON_EXCESS = 10;
/** β1² / √β2 of Adam has to be below this for it to converge (Kingma & Ba 2015, section 4). */
export const STEADY_MOMENTS = 1;
/** A rate this many times under the usual range is likelier to blame than the size of the model. */
export const LOW_RATE = 3;

/** Null where nothing of it is in the way. */
export function hindranceOf(view: RunView): Cause | null {
  return (
    structuralHindranceOf(view) ??
    shortSteps(view) ??
    noisyStatistics(view) ??
    unsteadyMoments(view) ??
    lowRate(view) ??
    highRate(view)
  );
}

/** Of those in the model itself, which more epochs do not make up for. */
export function structuralHindranceOf(view: RunView): Cause | null {
  return (
    frozenAtRandom(view) ??
    hampering(view) ??
    misscaled(view) ??
    bottleneck(view) ??
    attenuation(view)
  );
}

function hampering(view: RunView): Cause | null {
  const layers = hamperingLayers(view);
  if (layers.length === 0) return null;
  return { category: 'activation', blame: { layers }, because: remark(layers), evidence: [] };
}

function remark(layers: readonly LayerPlan[]): string {
  const [first] = layers;
  return first && activationOf(first)?.name === 'linear'
    ? t`The hidden layers have no non-linearity: together they are one linear map.`
    : t`Softmax in ${nameLayers(layers)} makes the hidden units compete.`;
}

/** A hidden layer with fewer units than it takes to tell the outputs apart, between wider ones: all has to pass through it. */
function bottleneck(view: RunView): Cause | null {
  const widths = view.kernels.map((layer) => layer.outputShape.at(-1) ?? 1);
  const outputs = widths.at(-1) ?? 1;
  const least = Math.log2(outputs);
  const index = widths.findIndex((width, i) => {
    const before = widths[i - 1] ?? view.kernels[0]?.inputShape.at(-1) ?? 1;
    return i < widths.length - 1 && width < least && width < before && isVector(view.kernels[i]);
  });
  const layer = view.kernels[index];
  const width = widths[index];
  if (!layer || width === undefined) return narrowEmbedding(view);
  return {
    category: 'capacity',
    blame: { layers: [layer] },
    because: t`All has to pass through ${plural(width, t`{0} unit`, t`{0} units`)} of '${layer.id}', too few to tell ${outputs} outputs apart.`,
    evidence: [evidence(t`units`, width, 'below', least, { layer: layer.id, epoch: 0 })],
  };
}

/** Words need about the fourth root of their number of dimensions to stand apart (Tang 2017, TensorFlow feature columns). */
function narrowEmbedding(view: RunView): Cause | null {
  const layer = view.kernels.find(({ type }) => type === 'embedding');
  if (layer?.type !== 'embedding') return null;
  const least = layer.vocabulary ** (1 / 4);
  if (layer.dimensions >= least) return null;
  return {
    category: 'capacity',
    blame: { layers: [layer] },
    because: t`'${layer.id}' has ${layer.dimensions} for each of ${layer.vocabulary} words: too few dimensions to tell them apart.`,
    evidence: [
      evidence(t`dimensions`, layer.dimensions, 'below', least, { layer: layer.id, epoch: 0 }),
    ],
  };
}

/** Layers that never train, in a model that starts from no trained weights: they pass on what chance makes of the inputs. */
function frozenAtRandom(view: RunView): Cause | null {
  const { model, train } = view.run.plan;
  const trained = new Set(train.phases.flatMap(({ trainableLayers }) => trainableLayers));
  const frozen = view.kernels.filter(({ id }) => !trained.has(id));
  if (model.weights !== undefined || frozen.length === 0) return null;
  return {
    category: 'initialization',
    blame: { layers: frozen },
    because: t`${nameLayers(frozen)} never trains, and starts with random weights: no file of trained ones is named.`,
    evidence: [],
  };
}

/** Not where it is one of many places or steps. */
function isVector(layer: LayerPlan | undefined): boolean {
  return layer?.type === 'dense' && layer.outputShape.length === 1;
}

function misscaled(view: RunView): Cause | null {
  if (isNormalized(view)) return null;
  const layers = [...misscaledLayers(view, 'small'), ...misscaledLayers(view, 'large')];
  const [first] = layers;
  if (!first) return null;
  return {
    category: 'initialization',
    blame: { layers },
    because: t`The weights of ${nameLayers(layers)} start at ${number(initScale(first))} times what the activation needs.`,
    evidence: [],
  };
}

/** Steps that something other than the learning rate makes short. */
export function shortSteps(view: RunView): Cause | null {
  return clippedAway(view) ?? decayedAway(view) ?? drownedInEpsilon(view);
}

/** Adaptive optimizers take the same step whatever a gradient's length is. */
function clippedAway(view: RunView): Cause | null {
  const { epochs, plan } = view.run;
  const { clipNorm, clipValue } = plan.train;
  if (optimizerOf(view)?.name !== 'sgd' || epochs.length === 0) return null;
  const left = median(epochs.map((e) => e.clippedNorm / e.gradientNorm).filter(Number.isFinite));
  const acted = median(epochs.map((e) => e.clippedShare));
  const bound = clipNorm ?? clipValue;
  if (bound === null || bound >= CLIP_NORM.low) return null;
  if (!(left < CLIPPED_AWAY && acted > NEARLY_ALL)) return null;
  const setting = clipNorm === null ? 'clip_value' : 'clip_norm';
  return {
    category: 'learning-rate',
    blame: { setting },
    because: t`'${setting}' of ${number(bound)} leaves ${number(left)} of each gradient's length.`,
    evidence: [
      evidence(t`length of the clipped gradient over the gradient`, left, 'below', CLIPPED_AWAY, {
        epoch: view.epoch,
        series: { kind: 'steps', quantity: 'gradientNorm' },
      }),
    ],
  };
}

function decayedAway(view: RunView): Cause | null {
  const { epochs, plan } = view.run;
  const name = plan.train.phases[0]?.schedule.name ?? 'constant';
  if (name === 'constant' || name === 'reduce_on_plateau' || plan.train.phases.length > 1) {
    return null;
  }
  const peak = highest(epochs.map((epoch) => epoch.learningRate));
  const decayed = epochs.filter((epoch) => epoch.learningRate < DECAYED * peak);
  const share = decayed.length / Math.max(1, epochs.length);
  const [first] = decayed;
  if (!first || share <= MOST) return null;
  return {
    category: 'learning-rate',
    blame: { setting: 'schedule' },
    because: t`The '${name}' schedule has brought the learning rate from ${number(peak)} under ${number(DECAYED * peak)} by epoch ${first.epoch}.`,
    evidence: [
      evidence(t`share of epochs with a hundredth of the rate or less`, share, 'above', MOST, {
        epoch: view.epoch,
        series: { kind: 'steps', quantity: 'learningRate' },
      }),
    ],
  };
}

function drownedInEpsilon(view: RunView): Cause | null {
  const optimizer = optimizerOf(view);
  const epoch = view.probed.at(-1);
  if (!optimizer || !('epsilon' in optimizer) || optimizer.name === 'adadelta' || !epoch)
    return null;
  const gradients = view.kernels.map((layer) => weightProbe(epoch, layer.id)?.gradientRms ?? 0);
  const largest = Math.max(...gradients);
  if (!(largest > 0 && optimizer.epsilon > EPSILON_EXCESS * largest)) return null;
  // Gradients that have all but vanished are another story.
  if (optimizer.epsilon < 1e-3) return null;
  return {
    category: 'optimizer',
    blame: { setting: 'optimizer' },
    because: t`An epsilon of ${number(optimizer.epsilon)} is ${number(optimizer.epsilon / largest)} times the largest gradient: ${optimizer.name} divides by it in place of the gradient's size.`,
    evidence: [
      evidence(t`epsilon over the gradient`, optimizer.epsilon / largest, 'above', EPSILON_EXCESS, {
        epoch: epoch.epoch,
      }),
    ],
  };
}

/** Adam forgets the gradients' size sooner than their direction: its steps are out of proportion (Kingma & Ba 2015, theorem 4.1). */
function unsteadyMoments(view: RunView): Cause | null {
  const optimizer = optimizerOf(view);
  if (!optimizer || !('beta1' in optimizer) || !('beta2' in optimizer)) return null;
  const ratio = optimizer.beta1 ** 2 / Math.sqrt(optimizer.beta2);
  if (ratio < STEADY_MOMENTS) return null;
  return {
    category: 'optimizer',
    blame: { setting: 'optimizer' },
    because: t`With beta1 ${number(optimizer.beta1)} and beta2 ${number(optimizer.beta2)}, ${optimizer.name} forgets the gradients' size sooner than their direction.`,
    evidence: [
      evidence(t`beta1² over the root of beta2`, ratio, 'above', STEADY_MOMENTS, { epoch: 0 }),
    ],
  };
}

function noisyStatistics(view: RunView): Cause | null {
  const { batchSize } = view.run.plan.train;
  const least = TUNING_TABLE.batchSize.smallestForBatchNorm;
  const norms = view.layers.filter((layer) => layer.type === 'batch_norm');
  if (norms.length === 0 || batchSize >= least) return null;
  return {
    category: 'batch-size',
    blame: { setting: 'batch_size' },
    because: t`Batches of ${batchSize} give ${nameLayers(norms)} too few samples for a mean and a variance.`,
    evidence: [evidence(t`batch size`, batchSize, 'below', least, { epoch: 0 })],
  };
}

/** Several saturating layers in a row, and a gradient that starts small at the first. */
function attenuation(view: RunView): Cause | null {
  const layers = hiddenLayers(view).filter(isSaturating);
  if (layers.length < SATURATING_LAYERS || isNormalized(view)) return null;
  const share = initialAttenuation(view);
  if (share === null || share >= ATTENUATED) return null;
  return {
    category: 'activation',
    blame: { layers },
    because: t`Each ${activationOf(layers[0] as LayerPlan)?.name ?? ''} of ${nameLayers(layers)} shrinks the gradient: ${percent(share)} of it reached the first layer at the start.`,
    evidence: [
      evidence(t`gradient of the first layer over the last`, share, 'below', ATTENUATED, {
        epoch: 0,
      }),
    ],
  };
}

/** RMS of the first kernel's gradient over the last one's, before the first step; null where either is not known. */
export function initialAttenuation({ run, kernels }: RunView): number | null {
  const rms = (id: string | undefined) =>
    run.started.initial.layers.find((layer) => layer.id === id)?.weights?.gradientRms ?? 0;
  const [front, back] = [rms(kernels[0]?.id), rms(kernels.at(-1)?.id)];
  return front > 0 && back > 0 ? front / back : null;
}

function lowRate(view: RunView): Cause | null {
  const optimizer = optimizerOf(view);
  if (!optimizer || !isLow(optimizer)) return null;
  const { usual } = LEARNING_RATES[optimizer.name];
  return {
    category: 'learning-rate',
    blame: { setting: 'optimizer' },
    because: t`The learning rate is low: ${oneDigit(optimizer.learningRate)} with ${optimizer.name}; usual is ${oneDigit(usual.low)} to ${oneDigit(usual.high)}.`,
    evidence: [],
  };
}

function highRate(view: RunView): Cause | null {
  const optimizer = optimizerOf(view);
  if (!optimizer || rateExcess(view) <= 1 || isSettled(view)) return null;
  const { usual } = LEARNING_RATES[optimizer.name];
  return {
    category: 'learning-rate',
    blame: { setting: 'optimizer' },
    because: t`The learning rate is high: ${oneDigit(optimizer.learningRate)} with ${optimizer.name} and batches of ${view.run.plan.train.batchSize}; usual is ${oneDigit(usual.low)} to ${oneDigit(usual.high)}.`,
    evidence: [],
  };
}

function isLow(optimizer: OptimizerPlan): boolean {
  return effectiveRate(optimizer) * LOW_RATE <= LEARNING_RATES[optimizer.name].usual.low;
}
