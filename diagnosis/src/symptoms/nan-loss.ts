/** NaN or infinity in loss, activation, gradient or weight; and, before that, a loss that runs away. */

import type { DivergedEvent } from '#engine';
import { t } from '#l10n';
import { divergenceCause } from '../divergence.ts';
import type { SymptomReport } from '../finding.ts';
import { evidence, number } from '../finding.ts';
import { curveOf, type RunView } from '../run-view.ts';
import { lastInARow, lowest } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** The early warning: the loss stands at this multiple of its minimum … (TheDeepChecker, Ben Braiek & Khomh 2023). */
export const RUNAWAY_FACTOR = 2;
/** … for this many epochs in a row, … */
export const RUNAWAY_EPOCHS = 5;
/** … and is no longer a loss that has all but converged: above this share of the baseline's. */
export const RUNAWAY_FLOOR = 0.5;

export const nanLoss: Symptom = {
  id: 'nan-loss',
  detect: (view) => (view.diverged ? divergence(view) : runaway(view)),
};

const quantities: Readonly<Record<DivergedEvent['where'], () => string>> = {
  activation: () => t`the activation`,
  loss: () => t`the loss`,
  gradient: () => t`the gradient`,
  weight: () => t`the weight`,
};

function divergence(view: RunView): SymptomReport | null {
  const event = view.diverged;
  if (!event) return null;
  const { stepsPerEpoch, epochs } = view.run.started;
  const planned = Math.max(event.step, stepsPerEpoch * epochs);
  const cause = divergenceCause(view);
  const what = quantities[event.where]();
  const place = event.layer ? t`${what} of '${event.layer}'` : what;
  return {
    category: cause.category,
    severity: 'error',
    message: t`Training broke down at step ${event.step}: ${place} is no longer a finite number. ${cause.because}`,
    blame: cause.blame,
    sinceEpoch: event.epoch,
    evidence: [
      evidence(t`steps until it broke down`, event.step, 'below', planned, {
        epoch: event.epoch,
        series: { kind: 'steps', quantity: 'loss' },
      }),
      ...cause.evidence,
    ],
  };
}

/** Of the whole loss: where penalties fall, the data's part may well rise. */
function runaway(view: RunView): SymptomReport | null {
  const { epochs: numbers, values: losses } = curveOf(view.run, 'train', 'loss');
  const least = lowest(losses);
  const limit = Math.max(RUNAWAY_FACTOR * least, RUNAWAY_FLOOR * view.baselineLoss);
  const epochs = lastInARow(losses, (loss) => loss >= limit);
  const last = losses.at(-1);
  if (epochs < RUNAWAY_EPOCHS || last === undefined || least <= 0) return null;
  if (losses.indexOf(least) >= losses.length - epochs) return null;
  const cause = divergenceCause(view);
  return {
    category: cause.category,
    severity: 'warning',
    message: t`The loss runs away: ${number(last)} after a minimum of ${number(least)}. ${cause.because}`,
    blame: cause.blame,
    sinceEpoch: numbers.at(-epochs) ?? view.epoch,
    evidence: [
      evidence(t`training loss`, last, 'above', limit, {
        epoch: view.epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
      ...cause.evidence,
    ],
  };
}
