/** What holds learning back in the steps: clipping, schedule, epsilon, moments, batches and the rate. */
import { t } from '#l10n';
import { CLIP_NORM, LEARNING_RATES, TUNING_TABLE } from '#language';
import type { OptimizerPlan } from '#plan';
import { effectiveRate, optimizerOf, rateExcess } from '../causes.ts';
import type { Cause } from '../divergence.ts';
import { evidence, nameLayers, number, oneDigit } from '../finding.ts';
import { isSettled, type RunView, weightProbe } from '../run-view.ts';
import { highest, median } from '../statistics.ts';

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

/** Of those in the steps: what they are made of, and how long they are. */
export function steppingHindranceOf(view: RunView): Cause | null {
  return (
    shortSteps(view) ??
    noisyStatistics(view) ??
    unsteadyMoments(view) ??
    lowRate(view) ??
    highRate(view)
  );
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
