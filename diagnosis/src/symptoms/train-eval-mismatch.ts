/** The model answers the same samples differently while it trains and when it is used. */
import { t } from '#l10n';
import { TUNING_TABLE } from '#language';
import { isUnbounded } from '../causes.ts';
import { evidence, nameLayers, number } from '../finding.ts';
import { hiddenLayers } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** Loss when used over loss while training, minus 1, … */
export const DIFFERENCE = 0.5;
/** … where the difference is more than this share of the loss of a model that knows nothing. */
export const MATERIAL = 0.1;

/** Running statistics keep momentum^steps of what they began with: more than this, and they are mostly that. */
export const MOSTLY_OLD = 0.5;

/** Of batch norm's stored statistics; dropout makes training harder, which is as it should be. */
export const trainEvalMismatch: Symptom = {
  id: 'train-eval-mismatch',
  detect(view) {
    const { end, plan, started } = view.run;
    const norms = view.layers.filter((layer) => layer.type === 'batch_norm');
    if (end?.type !== 'finished' || !end.checks || norms.length === 0) return null;
    const { training, evaluation } = end.checks.modes;
    const excess = evaluation - training;
    const limit = Math.max(DIFFERENCE * training, MATERIAL * view.baselineLoss);
    if (!(excess > limit)) return null;
    const unbounded = hiddenLayers(view).filter(isUnbounded);
    const { batchSize } = plan.train;
    const small = batchSize < TUNING_TABLE.batchSize.smallestForBatchNorm;
    const steps = end.epoch * started.stepsPerEpoch;
    const slow = norms.filter(({ momentum }) => momentum ** steps > MOSTLY_OLD);
    const because =
      unbounded.length > 0
        ? t`'exponential' in ${nameLayers(unbounded)} multiplies large inputs without bound.`
        : small
          ? t`Batches of ${batchSize} are too small for their mean and variance to stand for all samples.`
          : slow.length > 0
            ? t`After ${steps} steps with a momentum of ${number(slow[0]?.momentum ?? 0)} the running mean and variance still are mostly what they began with.`
            : t`After ${steps} steps the running mean and variance have not caught up.`;
    return {
      ...(unbounded.length > 0
        ? { category: 'activation', blame: { layers: unbounded } }
        : small
          ? { category: 'batch-size', blame: { setting: 'batch_size' } }
          : {
              category: 'epochs',
              blame: slow.length > 0 ? { layers: slow } : { setting: 'epochs' },
            }),
      severity: 'warning',
      message: t`The same batch has a loss of ${number(training)} while training and ${number(evaluation)} with the stored statistics of ${nameLayers(norms)}. ${because}`,
      sinceEpoch: end.epoch,
      evidence: [
        evidence(t`loss when used minus loss while training`, excess, 'above', limit, {
          epoch: end.epoch,
          series: { kind: 'epochs', part: 'validation', metric: 'loss' },
        }),
      ],
    };
  },
};
