/**
 * A run seen through the questions that symptoms ask: which layers have weights, how far training has come, what a model
 * that knows nothing would score, whether this one is learning.
 */
import type { ActivationProbe, DivergedEvent, EpochRecord, LayerProbe, WeightProbe } from '#engine';
import { type ActivationPlan, flattenLayers, type LayerPlan, type PhasePlan } from '#plan';
import type { KernelLayer } from './kernels.ts';
import { highest, lowest, median } from './statistics.ts';
import type { RunRecord } from './types.ts';

/** Below this share of the budget it is too early to say that a model is not learning. */
export const EARLY_SHARE = 0.3;
/** A model that learns beats the baseline's accuracy by this much (design: 5 points). */
export const LEARNED_ACCURACY = 0.05;
/** … and lowers the loss by this share. */
export const LEARNED_LOSS = 0.05;
/** A model that fits its training samples has closed this share of the way from the baseline's accuracy to 1 … */
export const FITTED_ACCURACY = 0.6;
/** … or, for real targets, lost this share of the baseline's loss. */
export const FITTED_LOSS = 0.35;

/** A loss above this share of the baseline's is hardly better than knowing nothing. */
export const HARDLY_BETTER = 0.8;

/** A quantity by epoch. Epochs that have no record, or lack it, or have a non-finite value are left out. */
export interface Curve {
  readonly epochs: readonly number[];
  readonly values: readonly number[];
}

export interface RunView {
  readonly run: RunRecord;
  readonly layers: readonly LayerPlan[];
  /** Layers with a kernel (embedding included), in order of execution. */
  readonly kernels: readonly KernelLayer[];
  /** The layer that gives the model's output: the last one with a kernel. */
  readonly head: KernelLayer | null;
  readonly diverged: DivergedEvent | null;
  readonly ended: boolean;
  /** The last epoch's number; 0 before its end. */
  readonly epoch: number;
  /** Epochs in which layers were looked at: where epochs are tiny, not each is. */
  readonly probed: readonly EpochRecord[];
  /** Share of the epochs done, 1 at the end of the run. */
  readonly progress: number;
  /** Loss on the training part by epoch, penalties taken off. */
  readonly trainLoss: Curve;
  readonly validationLoss: Curve;
  /** Best training accuracy so far; null for regression. */
  readonly accuracy: number | null;
  /** Accuracy of always answering the most frequent class, as far as it is known; null for regression, and where class weights make up for rare classes. */
  readonly baselineAccuracy: number | null;
  /** Before the first step, penalties taken off. */
  readonly initialLoss: number;
  /** Loss of the best constant answer where it is known, else the initial loss. */
  readonly baselineLoss: number;
  readonly bestLoss: number;
  /** False while it is too early to tell. */
  readonly notLearning: boolean;
  /** Learns, or may, but does not fit its training samples by the end; false while the run goes on. */
  readonly underfits: boolean;
  /**
   * Not learning, underfitting, broken down, hardly better than knowing nothing in its loss, or unable to learn a handful of
   * samples by heart: something is wrong, and what is odd in the plan may be why.
   */
  readonly troubled: boolean;
}

/** More of a handful of samples wrong than this, of real targets more of their variance unexplained, is failing. */
export const BATCH_ERROR = { classes: 0.1, real: 0.2 };

/** Whether the test on a handful of samples was made, and failed. */
export function failsBatch({ batchTest, started }: RunRecord): boolean {
  const limit = BATCH_ERROR[started.classes.length > 0 ? 'classes' : 'real'];
  return batchTest !== undefined && batchTest.error > limit;
}

/** A loss under this share of the baseline's is near its goal, and so is such a share of its errors. */
export const NEAR_GOAL = 0.1;

/** Whether there is little left to gain on the training samples. */
export function isNearGoal({
  bestLoss,
  baselineLoss,
  accuracy,
  baselineAccuracy,
}: RunView): boolean {
  const missing = 1 - (accuracy ?? 0);
  const isAccurate = baselineAccuracy !== null && missing <= NEAR_GOAL * (1 - baselineAccuracy);
  return isAccurate || bestLoss <= NEAR_GOAL * baselineLoss;
}

/** Whether a completed run leaves something to gain: what is clearly wrong with the plan may be why, though the model fits. */
export function isImperfect(view: RunView): boolean {
  return view.run.end?.type === 'finished' && !isNearGoal(view);
}

/** The phase of the last epoch, or of that in which the run broke down. */
export function phaseOf({ plan, epochs, end }: RunRecord): PhasePlan | null {
  const { phases } = plan.train;
  const epoch = end?.type === 'diverged' ? end.epoch : (epochs.at(-1)?.epoch ?? 1);
  const last = (index: number) =>
    phases.slice(0, index + 1).reduce((sum, { epochs: own }) => sum + own, 0);
  return phases.find((_, index) => epoch <= last(index)) ?? phases.at(-1) ?? null;
}

/** A single layer for real targets: a straight line is what is meant, and what it leaves is no fault of the model. */
export function isLinearRegression({ kernels, accuracy }: RunView): boolean {
  return kernels.length === 1 && accuracy === null;
}

/** A loss that stays within this share of itself over the last part of the training rests. */
export const SETTLED = 0.02;
const SETTLED_PART = 0.2;

/** The model has learned something and the loss rests there: steps that are too long would not let it. */
export function isSettled({ trainLoss, notLearning, ended }: RunView): boolean {
  const losses = trainLoss.values;
  const last = losses.slice(-Math.max(3, Math.round(losses.length * SETTLED_PART)));
  if (notLearning || !ended || last.length < 3) return false;
  return highest(last) - lowest(last) < SETTLED * median(last);
}

/** Derives the view; cheap enough to be called every epoch. */
export function viewOf(run: RunRecord): RunView {
  const layers = flattenLayers(run.plan.model.layers);
  const kernels = layers.filter((layer): layer is KernelLayer => 'init' in layer);
  const { initial } = run.started;
  const epoch = run.epochs.at(-1)?.epoch ?? 0;
  const progress = run.end ? 1 : epoch / Math.max(1, run.started.epochs);
  const trainLoss = dataLosses(run, 'train');
  const initialLoss = initial.loss - initial.penalty;
  const scores = {
    accuracy: bestAccuracy(run),
    baselineAccuracy: isEvened(run) ? null : baselineAccuracyOf(run),
    baselineLoss: weightedEntropyOf(run) ?? initial.expectedLoss ?? initialLoss,
    bestLoss: Math.min(
      trainLoss.values.length > 0 ? lowest(trainLoss.values) : initialLoss,
      finalLoss(run) ?? Number.POSITIVE_INFINITY,
    ),
  };
  const validationLoss = dataLosses(run, 'validation');
  const notLearning = progress >= EARLY_SHARE && !hasLearned(scores);
  const underfits =
    run.end?.type === 'finished' && !isFitted(scores, initial.expectedLoss !== null);
  const worthless =
    run.end !== null &&
    ((validationLoss.values.at(-1) ?? 0) > scores.baselineLoss ||
      scores.bestLoss > HARDLY_BETTER * scores.baselineLoss);
  return {
    run,
    layers,
    kernels,
    head: kernels.at(-1) ?? null,
    diverged: run.end?.type === 'diverged' ? run.end : null,
    ended: run.end !== null,
    epoch,
    probed: run.epochs.filter(({ layers }) => layers.length > 0),
    progress,
    trainLoss,
    validationLoss,
    initialLoss,
    ...scores,
    notLearning,
    underfits,
    troubled:
      notLearning || underfits || worthless || failsBatch(run) || run.end?.type === 'diverged',
  };
}

type Scores = Pick<RunView, 'accuracy' | 'baselineAccuracy' | 'baselineLoss' | 'bestLoss'>;

function hasLearned({ accuracy, baselineAccuracy, baselineLoss, bestLoss }: Scores): boolean {
  const beatsAccuracy =
    accuracy === null ||
    baselineAccuracy === null ||
    accuracy >= baselineAccuracy + LEARNED_ACCURACY * (1 - baselineAccuracy);
  return beatsAccuracy && bestLoss <= (1 - LEARNED_LOSS) * baselineLoss;
}

/** By accuracy where there is one (and a loss that is more than a little better), else by the loss where the baseline's is known. */
function isFitted(scores: Scores, baselineIsKnown: boolean): boolean {
  const { accuracy, baselineAccuracy, baselineLoss, bestLoss } = scores;
  if (accuracy !== null && baselineAccuracy !== null) {
    if (baselineIsKnown && bestLoss > HARDLY_BETTER * baselineLoss) return false;
    return accuracy >= baselineAccuracy + FITTED_ACCURACY * (1 - baselineAccuracy);
  }
  return !baselineIsKnown || bestLoss <= (1 - FITTED_LOSS) * baselineLoss;
}

function bestAccuracy(run: RunRecord): number | null {
  const final = run.end?.type === 'finished' ? run.end.train.accuracy : undefined;
  const { values } = curveOf(run, 'train', 'accuracy');
  const all = [...values, ...(final === undefined ? [] : [final])];
  return all.length > 0 ? highest(all) : null;
}

/** Penalties are those of the epoch's end: exact for validation, a little too small for training, whose loss is the epoch's mean. */
function dataLosses(run: RunRecord, part: 'train' | 'validation'): Curve {
  return curve(run, (epoch) => (epoch[part]?.loss ?? Number.NaN) - epoch.penalty);
}

function finalLoss({ end, epochs }: RunRecord): number | null {
  const last = epochs.at(-1);
  if (end?.type !== 'finished' || !last || end.bestEpoch !== last.epoch) return null;
  const loss = end.train.loss;
  return loss !== undefined && Number.isFinite(loss) ? loss - last.penalty : null;
}

/** One metric over the epochs. */
export function curveOf(run: RunRecord, part: 'train' | 'validation', metric: string): Curve {
  return curve(run, (epoch) => epoch[part]?.[metric] ?? Number.NaN);
}

function curve(run: RunRecord, read: (epoch: EpochRecord) => number): Curve {
  const points = run.epochs
    .map((record) => ({ epoch: record.epoch, value: read(record) }))
    .filter(({ value }) => Number.isFinite(value));
  return { epochs: points.map(({ epoch }) => epoch), values: points.map(({ value }) => value) };
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

function baselineAccuracyOf(run: RunRecord): number | null {
  const { classShares } = run.started.data;
  return classShares.length === 0 ? null : Math.max(...classShares);
}

/** Whether class weights make up for rare classes: the plain accuracy is not what such a model is trained for. */
function isEvened(run: RunRecord): boolean {
  const { classShares } = run.started.data;
  if (run.plan.train.classWeights === null || classShares.length === 0) return false;
  const counted = countedShares(run);
  const total = counted.reduce((sum, share) => sum + share, 0);
  return Math.max(...counted) < Math.max(...classShares) * total;
}

/** What each class counts in the loss: its share of the samples times its weight. */
export function countedShares({ plan, started }: RunRecord): readonly number[] {
  const { classShares } = started.data;
  const { classWeights } = plan.train;
  if (classWeights === null) return classShares;
  if (classWeights === 'balanced') return classShares.map(() => 1 / classShares.length);
  return classShares.map((share, i) => share * (classWeights[i] ?? 1));
}

/** Cross entropy of always answering the classes' shares, as they count in the loss; null for other losses. */
function weightedEntropyOf(run: RunRecord): number | null {
  const { loss, classWeights } = run.plan.train;
  const isWeighted = loss.name === 'binary_cross_entropy' && classWeights !== null;
  if (loss.name !== 'cross_entropy' && !isWeighted) return null;
  const shares = countedShares(run);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length === 0 || !(total > 0)) return null;
  return shares.reduce((sum, s) => sum - (s > 0 ? s * Math.log(s / total) : 0), 0);
}
