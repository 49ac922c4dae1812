/** What holds learning back in the model itself: its layers, their weights at the start, their widths. */
import { plural, t } from '#l10n';
import type { LayerPlan } from '#plan';
import { hamperingLayers, initScale, isSaturating, misscaledLayers } from '../causes.ts';
import type { Cause } from '../divergence.ts';
import { evidence, nameLayers, number, percent } from '../finding.ts';
import { activationOf, hiddenLayers, isNormalized, type RunView } from '../run-view.ts';

/** So many saturating layers in a row shrink gradients noticeably … */
export const SATURATING_LAYERS = 3;
/** … if the first layer's gradient starts at less than this share of the last one's. */
export const ATTENUATED = 0.1;
/** A convolution that reads less than this share of what it is given skips the rest. */
export const MOSTLY_READ = 0.5;
/** One unit passes on one number of all that it is given. */
const FEWEST_UNITS = 2;
/** Gradients of a simple recurrent layer vanish over more steps (rule simple-rnn-long-sequence). */
export const REMEMBERED_STEPS = 20;

/** Of those in the model itself, which more epochs do not make up for. */
export function structuralHindranceOf(view: RunView): Cause | null {
  return (
    frozenAtRandom(view) ??
    hampering(view) ??
    misscaled(view) ??
    bottleneck(view) ??
    skippedInputs(view) ??
    shortMemory(view) ??
    attenuation(view)
  );
}

/** Layers that never train, in a model that starts from no trained weights: they pass on what chance makes of the inputs. */
function frozenAtRandom(view: RunView): Cause | null {
  const { model, train } = view.run.plan;
  const trained = new Set(train.phases.flatMap(({ trainableLayers }) => trainableLayers));
  const frozen = view.kernels.filter(({ id }) => !trained.has(id));
  if (model.weights !== undefined || frozen.length === 0) return null;
  return {
    category: 'initialization',
    blame: model.freezeOrigin ? { setting: 'freeze' } : { layers: frozen },
    because: t`${nameLayers(frozen)} never trains, and starts with random weights: no file of trained ones is named.`,
    evidence: [],
  };
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

/** A hidden layer with fewer units than it takes to tell the outputs apart, between wider ones: all has to pass through it. */
function bottleneck(view: RunView): Cause | null {
  const widths = view.kernels.map((layer) => layer.outputShape.at(-1) ?? 1);
  const outputs = widths.at(-1) ?? 1;
  const least = Math.max(FEWEST_UNITS, Math.log2(outputs));
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

/** A stride beyond the kernel: what lies between two windows is never read. Pointwise ones are meant to take a sample of the places. */
function skippedInputs(view: RunView): Cause | null {
  const skipping = view.kernels.flatMap((layer) => {
    const read = readShare(layer);
    return read < MOSTLY_READ ? [{ layer, read }] : [];
  });
  const [first] = skipping;
  if (!first) return null;
  const { layer, read } = first;
  return {
    category: 'capacity',
    blame: { layers: skipping.map((entry) => entry.layer) },
    because: t`The stride of '${layer.id}' is larger than its kernel: of its inputs it reads ${percent(read)}.`,
    evidence: [
      evidence(t`share of the inputs that is read`, read, 'below', MOSTLY_READ, {
        layer: layer.id,
        epoch: 0,
      }),
    ],
  };
}

/** Share of its inputs that a convolution reads: along each axis the kernel's share of the stride, at most all of it. */
export function readShare(layer: LayerPlan): number {
  if (layer.type !== 'conv1d' && layer.type !== 'conv2d') return 1;
  const [kernel, stride] = [[layer.kernel].flat(), [layer.stride].flat()];
  if (kernel.every((size) => size === 1)) return 1;
  return kernel.reduce((share, size, axis) => share * Math.min(1, size / (stride[axis] ?? 1)), 1);
}

/** A simple recurrent layer over more steps than it remembers (Bengio, Simard & Frasconi 1994; rule simple-rnn-long-sequence). */
function shortMemory(view: RunView): Cause | null {
  const layer = view.kernels.find(({ type }) => type === 'simple_rnn');
  const steps = layer?.inputShape[0] ?? 0;
  if (!layer || steps <= REMEMBERED_STEPS) return null;
  return {
    category: 'depth',
    blame: { layers: [layer] },
    because: t`'${layer.id}' reads ${steps} steps, of which a simple recurrent layer remembers about ${REMEMBERED_STEPS}.`,
    evidence: [
      evidence(t`steps of a sequence`, steps, 'above', REMEMBERED_STEPS, {
        layer: layer.id,
        epoch: 0,
      }),
    ],
  };
}

/** Not where it is one of many places or steps. */
function isVector(layer: LayerPlan | undefined): boolean {
  return layer !== undefined && 'units' in layer && layer.outputShape.length === 1;
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
