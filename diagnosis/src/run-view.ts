/**
 * A run seen through the questions that symptoms ask: which layers have weights, how far training has come, what a model
 * that knows nothing would score, whether this one is learning.
 */
import type { ActivationProbe, DivergedEvent, EpochRecord, LayerProbe, WeightProbe } from '#engine';
import { type ActivationPlan, flattenLayers, type InitializerPlan, type LayerPlan } from '#plan';
import type { RunRecord } from './types.ts';

/** Below this share of the budget it is too early to say that a model is not learning. */
export const EARLY_SHARE = 0.3;
/** A model that learns beats the baseline's accuracy by this much (design: 5 points). */
export const LEARNED_ACCURACY = 0.05;
/** … and lowers the loss by this share. */
export const LEARNED_LOSS = 0.05;

export type KernelLayer = Extract<LayerPlan, { readonly init: InitializerPlan }>;

export interface RunView {
  readonly run: RunRecord;
  readonly layers: readonly LayerPlan[];
  /** Layers with a kernel (embedding included), in order of execution. */
  readonly kernels: readonly KernelLayer[];
  /** The layer that gives the model's output: the last one with a kernel. */
  readonly head: KernelLayer | null;
  readonly diverged: DivergedEvent | null;
  readonly ended: boolean;
  /** Share of the epochs done, 1 at the end of the run. */
  readonly progress: number;
  /** Loss on the training part after each epoch, without non-finite values. */
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  /** Best training accuracy so far; null for regression. */
  readonly accuracy: number | null;
  /** Accuracy of always answering the most frequent class, as far as it is known; null for regression. */
  readonly baselineAccuracy: number | null;
  /** Loss of the best constant answer where it is known, else the loss before the first step. */
  readonly baselineLoss: number;
  readonly bestLoss: number;
  /** False while it is too early to tell. */
  readonly notLearning: boolean;
}

/** Derives the view; cheap enough to be called every epoch. */
export function viewOf(run: RunRecord): RunView {
  const layers = flattenLayers(run.plan.model.layers);
  const kernels = layers.filter((layer): layer is KernelLayer => 'init' in layer);
  const diverged = run.end?.type === 'diverged' ? run.end : null;
  const progress = run.end ? 1 : run.epochs.length / Math.max(1, run.started.epochs);
  const trainLoss = series(run.epochs, 'train', 'loss');
  const accuracies = series(run.epochs, 'train', 'accuracy');
  const accuracy = accuracies.length > 0 ? Math.max(...accuracies) : null;
  const baselineAccuracy = baselineAccuracyOf(run);
  const baselineLoss = run.started.initial.expectedLoss ?? run.started.initial.loss;
  const bestLoss = trainLoss.length > 0 ? Math.min(...trainLoss) : run.started.initial.loss;
  const beatsAccuracy =
    accuracy === null ||
    baselineAccuracy === null ||
    accuracy >= baselineAccuracy + LEARNED_ACCURACY * (1 - baselineAccuracy);
  const lowersLoss = bestLoss <= (1 - LEARNED_LOSS) * baselineLoss;
  return {
    run,
    layers,
    kernels,
    head: kernels.at(-1) ?? null,
    diverged,
    ended: run.end !== null,
    progress,
    trainLoss,
    validationLoss: series(run.epochs, 'validation', 'loss'),
    accuracy,
    baselineAccuracy,
    baselineLoss,
    bestLoss,
    notLearning: progress >= EARLY_SHARE && !(beatsAccuracy && lowersLoss),
  };
}

/** One metric over the epochs; epochs that lack it or have a non-finite value are left out. */
export function series(
  epochs: readonly EpochRecord[],
  part: 'train' | 'validation',
  metric: string,
): number[] {
  return epochs.flatMap((epoch) => {
    const value = epoch[part]?.[metric];
    return value !== undefined && Number.isFinite(value) ? [value] : [];
  });
}

/** The last `count` epochs' probes of one layer. */
export function recentProbes(view: RunView, layer: string, count: number): LayerProbe[] {
  return view.run.epochs
    .slice(-count)
    .flatMap((epoch) => epoch.layers.find((p) => p.id === layer) ?? []);
}

/** The layer's weight probe in an epoch, else null. */
export function weightProbe(epoch: EpochRecord, layer: string): WeightProbe | null {
  return epoch.layers.find((probe) => probe.id === layer)?.weights ?? null;
}

/** The layer's activation probe in an epoch or before the first step, else null. */
export function activationProbe(
  probed: { readonly layers: readonly LayerProbe[] },
  layer: string,
): ActivationProbe | null {
  return probed.layers.find((probe) => probe.id === layer)?.activation ?? null;
}

/** The activation a layer applies, written in it or as a layer of its own; null for layers without one. */
export function activationOf(layer: LayerPlan): ActivationPlan | null {
  return 'activation' in layer ? layer.activation : null;
}

/** All but the head and what follows it. */
export function hiddenLayers(view: RunView): readonly LayerPlan[] {
  const end = view.head ? view.layers.indexOf(view.head) : view.layers.length;
  return view.layers.slice(0, end);
}

/** Whether the model normalises between its layers. */
export function isNormalized(view: RunView): boolean {
  return view.layers.some((layer) => layer.type === 'batch_norm' || layer.type === 'layer_norm');
}

/** The activation of the model's output: of the last layer that has one. */
export function headActivation(view: RunView): ActivationPlan | null {
  for (const layer of view.layers.toReversed()) {
    const activation = activationOf(layer);
    if (activation) return activation;
  }
  return null;
}

/**
 * For two classes the shares follow from the expected loss, which is their entropy; for more the classes are taken to be
 * equally frequent.
 */
function baselineAccuracyOf(run: RunRecord): number | null {
  const classes = run.started.classes.length;
  if (classes === 0) return null;
  const entropy = run.started.initial.expectedLoss;
  if (classes > 2 || entropy === null) return 1 / Math.max(2, classes);
  let [low, high] = [0.5, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (binaryEntropy(middle) > entropy) low = middle;
    else high = middle;
  }
  return low;
}

function binaryEntropy(share: number): number {
  const other = 1 - share;
  return -share * Math.log(share) - (other > 0 ? other * Math.log(other) : 0);
}
