/** The loss before the first step is far from that of a model that knows nothing. */
import { t } from '#l10n';
import { isUnbounded, misscaledLayers, unscaledInputs } from '../causes.ts';
import { evidence, nameLayers, number, type SymptomReport } from '../finding.ts';
import { countedShares, EARLY_SHARE, hiddenLayers, type RunView } from '../run-view.ts';
import { fallingShare } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Relative distance from the expected loss (Karpathy 2019, A recipe for training neural networks): a warning … */
export const DISTANCE_WARNING = 0.5;
/** … and an error. */
export const DISTANCE_ERROR = 1;

/** Share of the epochs in which a loss on its way falls. */
const DESCENDING = 0.7;

export const initialLoss: Symptom = {
  id: 'initial-loss',
  detect(view) {
    const expectedLoss = expectedOf(view);
    const loss = view.initialLoss;
    if (expectedLoss === null || expectedLoss <= 0 || !Number.isFinite(loss)) return null;
    const distance = Math.abs(loss - expectedLoss) / expectedLoss;
    const early = view.progress < EARLY_SHARE;
    if (distance <= (early ? DISTANCE_ERROR : DISTANCE_WARNING)) return null;
    if (!early && !view.notLearning) return null;
    return {
      ...causeOf(view, loss, expectedLoss),
      severity:
        early || isOnItsWay(view) ? 'information' : distance > DISTANCE_ERROR ? 'error' : 'warning',
      sinceEpoch: 0,
      evidence: [
        evidence(t`relative distance from the expected loss`, distance, 'above', DISTANCE_WARNING, {
          epoch: 0,
          series: { kind: 'steps', quantity: 'loss' },
        }),
      ],
    };
  },
};

/** While the run goes on, a loss that falls steadily makes up for where it began. */
function isOnItsWay({ ended, trainLoss }: RunView): boolean {
  return !ended && fallingShare(trainLoss.values) >= DESCENDING;
}

/** Class weights change what each sample counts, and the loss with it. */
function expectedOf({ run, baselineLoss }: RunView): number | null {
  const { expectedLoss } = run.started.initial;
  if (expectedLoss === null || run.plan.train.classWeights === null) return expectedLoss;
  if (run.plan.train.loss.name === 'binary_cross_entropy') return baselineLoss;
  return expectedLoss * countedShares(run).reduce((sum, share) => sum + share, 0);
}

function causeOf(
  view: RunView,
  loss: number,
  expected: number,
): Pick<SymptomReport, 'category' | 'blame' | 'message'> {
  const start = t`The loss before the first step is ${number(loss)}; a model that knows nothing has ${number(expected)}.`;
  const fault = unscaledInputs(view);
  if (fault !== null) {
    return {
      category: 'data',
      blame: { setting: 'scale' },
      message: `${start} ${t`The inputs are not scaled: the ${fault.quantity} is ${number(fault.measured)}.`}`,
    };
  }
  if (view.run.plan.data.target.encoding === 'real') {
    return {
      category: 'data',
      blame: { setting: 'scale_target' },
      message: `${start} ${t`The target is far from 0, where the output starts.`}`,
    };
  }
  const large = misscaledLayers(view, 'large');
  if (large.length > 0) {
    return {
      category: 'initialization',
      blame: { layers: large },
      message: `${start} ${t`${nameLayers(large)} starts with weights far larger than its fan-in allows.`}`,
    };
  }
  const unbounded = hiddenLayers(view).filter(isUnbounded);
  if (unbounded.length > 0) {
    return {
      category: 'activation',
      blame: { layers: unbounded },
      message: `${start} ${t`'exponential' in ${nameLayers(unbounded)} multiplies large inputs without bound.`}`,
    };
  }
  return {
    category: 'head-and-loss',
    blame: { layers: view.head ? [view.head] : [] },
    message: `${start} ${t`The output layer and the loss do not fit each other.`}`,
  };
}
