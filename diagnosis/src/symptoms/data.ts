/** Faults of the data that show in the run: inputs or targets that were never scaled, targets out of reach. */
import {
  UNSCALED_STD,
  UNSCALED_VARIANCE,
  unscaledInputStd,
  unscaledTargetVariance,
} from '../causes.ts';
import { evidence, number } from '../finding.ts';
import { headActivation, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** What the head's activation can give. */
const OUTPUT_RANGES: Readonly<Record<string, string>> = {
  sigmoid: '0 to 1',
  hard_sigmoid: '0 to 1',
  softmax: '0 to 1',
  tanh: '-1 to 1',
  softsign: '-1 to 1',
  relu: '0 and above',
  exponential: 'above 0',
  softplus: 'above 0',
};

export const unscaledData: Symptom = {
  id: 'unscaled-data',
  detect(view) {
    if (!view.notLearning && !view.diverged) return null;
    const std = unscaledInputStd(view);
    const first = view.kernels[0];
    if (std !== null && first) {
      return {
        category: 'data',
        severity: 'error',
        message: `The inputs are not scaled: with them '${first.id}' starts with a standard deviation of ${number(std)}, usual is about 1.`,
        blame: { setting: 'scale' },
        sinceEpoch: 0,
        evidence: [
          evidence('standard deviation of the first layer', std, 'above', UNSCALED_STD, {
            layer: first.id,
            epoch: 0,
            series: { kind: 'layer', layer: first.id, quantity: 'std' },
          }),
        ],
      };
    }
    const variance = unscaledTargetVariance(view);
    if (variance === null || isOutOfReach(view)) return null;
    return {
      category: 'data',
      severity: 'error',
      message: `The target is not scaled: its variance is ${number(variance)}, usual is about 1.`,
      blame: { setting: 'scale_target' },
      sinceEpoch: 0,
      evidence: [
        evidence('variance of the target', variance, 'above', UNSCALED_VARIANCE, { epoch: 0 }),
      ],
    };
  },
};

export const unreachableTarget: Symptom = {
  id: 'unreachable-target',
  detect(view) {
    if (!view.notLearning || !isOutOfReach(view) || !view.head) return null;
    const activation = headActivation(view)?.name ?? 'linear';
    const range = OUTPUT_RANGES[activation];
    return {
      category: 'head-and-loss',
      severity: 'error',
      message: `'${activation}' in '${view.head.id}' gives ${range}, and the target lies outside: the loss stays at ${number(view.bestLoss)}, the mean alone would give ${number(view.baselineLoss)}.`,
      blame: { layers: [view.head] },
      sinceEpoch: 1,
      evidence: [
        evidence('best training loss', view.bestLoss, 'above', view.baselineLoss, {
          layer: view.head.id,
          epoch: view.run.epochs.length,
          series: { kind: 'epochs', part: 'train', metric: 'loss' },
        }),
      ],
    };
  },
};

/** A real target, a head that is bounded, and a loss that is not even as low as that of the best constant. */
function isOutOfReach(view: RunView): boolean {
  const activation = headActivation(view)?.name ?? 'linear';
  const { target } = view.run.plan.data;
  return (
    target.encoding === 'real' &&
    target.scale.kind !== 'min_max' &&
    activation in OUTPUT_RANGES &&
    view.run.started.initial.expectedLoss !== null &&
    view.bestLoss > view.baselineLoss
  );
}
