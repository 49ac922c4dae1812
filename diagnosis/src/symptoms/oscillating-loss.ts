/** A loss that goes up and down instead of down. */
import { t } from '#l10n';
import { TUNING_TABLE } from '#language';
import { evidence, number, percent } from '../finding.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import { isImperfect, type RunView } from '../run-view.ts';
import { median, quantile, signChangeShare } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Share of points at which the loss turns, … */
export const TURNS = 0.5;
/** … over at least this many epochs, … */
export const POINTS = 20;
/** (so many times as many while the run goes on: the first epochs jump) … */
export const PATIENCE_WHILE_RUNNING = 1.5;
/** … with steps from epoch to epoch (their upper quartile: a descent has few large ones) of this size beside the median … */
export const RELATIVE_RANGE = 0.1;
/** … and beside the loss of a model that knows nothing: near convergence every loss trembles. */
export const MATERIAL_RANGE = 0.1;
/** A loss under this share of that is a good one, spikes or not. */
export const GOOD_LOSS = 0.2;
/** Of the steps' sizes. */
const SWING_QUANTILE = 0.75;
/** Training loss over validation loss under which the model has learned its samples by heart. */
export const MEMORIZED = 0.5;
/** A window whose second half is this much lower than its first goes up and down, but down. */
export const DESCENT = 0.9;
/** A batch this small makes the noise itself. */
const SMALL_BATCH = TUNING_TABLE.batchSize.range.low / 2;

export const oscillatingLoss: Symptom = {
  id: 'oscillating-loss',
  detect(view) {
    if (view.diverged) return null;
    const enough = view.ended ? POINTS : PATIENCE_WHILE_RUNNING * POINTS;
    for (const part of ['train', 'validation'] as const) {
      const curve = part === 'train' ? view.trainLoss : view.validationLoss;
      const losses = curve.values.slice(-POINTS);
      if (losses.length < POINTS || view.run.epochs.length < enough) continue;
      const turns = signChangeShare(losses);
      const range = quantile(steps(losses), SWING_QUANTILE);
      const limit = Math.max(RELATIVE_RANGE * median(losses), MATERIAL_RANGE * view.baselineLoss);
      const isGood = median(losses) <= GOOD_LOSS * view.baselineLoss;
      if (turns <= TURNS || range <= limit || isGood || descends(losses)) continue;
      if (part === 'validation' && isMemorized(view)) continue;
      const { batchSize } = view.run.plan.train;
      const small = batchSize <= SMALL_BATCH;
      const { epoch } = view;
      const loss = part === 'train' ? t`The training loss` : t`The validation loss`;
      const hindrance = isImperfect(view) ? structuralHindranceOf(view) : null;
      const because = small
        ? t`Batches of ${batchSize} make each step's direction noisy.`
        : t`The steps are too long to settle.`;
      return {
        category: hindrance?.category ?? (small ? 'batch-size' : 'learning-rate'),
        severity: 'warning',
        message: t`${loss} oscillates by ${number(range)} around ${number(median(losses))}; it turned in ${percent(turns)} of the last ${POINTS} epochs. ${hindrance?.because ?? because}`,
        blame: hindrance?.blame ?? { setting: small ? 'batch_size' : 'optimizer' },
        sinceEpoch: curve.epochs.at(-POINTS) ?? epoch,
        evidence: [
          evidence(
            t`step of the loss from epoch to epoch (upper quartile)`,
            range,
            'above',
            limit,
            {
              epoch,
              series: { kind: 'epochs', part, metric: 'loss' },
            },
          ),
          evidence(t`share of turning points`, turns, 'above', TURNS, { epoch }),
        ],
      };
    }
    return null;
  },
};

/** Noisy, but on its way down. */
function descends(losses: readonly number[]): boolean {
  const half = Math.floor(losses.length / 2);
  return median(losses.slice(half)) < DESCENT * median(losses.slice(0, half));
}

function steps(losses: readonly number[]): number[] {
  return losses.slice(1).map((loss, i) => Math.abs(loss - (losses[i] ?? loss)));
}

/** Where the training loss is far below, the validation loss wavers because samples were learned by heart. */
function isMemorized({ trainLoss, validationLoss }: RunView): boolean {
  const known = median(trainLoss.values.slice(-POINTS));
  return known < MEMORIZED * median(validationLoss.values.slice(-POINTS));
}
