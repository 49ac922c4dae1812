/** Gradients that grow: over the steps, or from the last layer to the first. */
import { t } from '#l10n';
import { divergenceCause } from '../divergence.ts';
import { evidence, nameLayers, number, type SymptomReport } from '../finding.ts';
import { type RunView, weightProbe } from '../run-view.ts';
import { median } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** The norm doubles from check to check … (TheDeepChecker, Ben Braiek & Khomh 2023) */
export const GROWTH_FACTOR = 2;
/** … this many times in a row; … */
export const GROWTH_CHECKS = 5;
/** … or stands at this multiple of its running median while the loss rises; … */
export const SPIKE_FACTOR = 10;
/** … or the first layer's gradient is this many times the last one's (AutoTrainer, Zhang et al. 2021). */
export const LAYER_RATIO = 70;
/** Points of the running median. */
const MEDIAN_WINDOW = 50;

export const explodingGradient: Symptom = {
  id: 'exploding-gradient',
  detect: (view) => growth(view) ?? spike(view) ?? layerRatio(view),
};

function growth(view: RunView): SymptomReport | null {
  if (!view.diverged && !view.notLearning) return null;
  const norms = finiteNorms(view);
  let run = 0;
  for (let i = 1; i < norms.length; i++) {
    const [last = 0, now = 0] = [norms[i - 1], norms[i]];
    run = last > 0 && now >= GROWTH_FACTOR * last ? run + 1 : 0;
    if (run >= GROWTH_CHECKS) {
      const before = norms[i - run] ?? 0;
      const message = t`The gradient norm doubled ${run} times in a row, from ${number(before)} to ${number(norms[i] ?? 0)}.`;
      return report(view, message, norms[i] ?? 0, before * GROWTH_FACTOR ** run);
    }
  }
  return null;
}

function spike(view: RunView): SymptomReport | null {
  if (!view.diverged && !view.notLearning) return null;
  const norms = finiteNorms(view);
  const losses = view.run.steps.map((point) => point.loss).filter(Number.isFinite);
  const last = norms.at(-1);
  const lossRises = (losses.at(-1) ?? 0) > median(losses.slice(-MEDIAN_WINDOW));
  if (last === undefined || norms.length < GROWTH_CHECKS || !lossRises) return null;
  const usual = median(norms.slice(-MEDIAN_WINDOW - 1, -1));
  if (last <= SPIKE_FACTOR * usual) return null;
  const message = t`The gradient norm is ${number(last)}, ${number(last / usual)} times its median, and the loss rises.`;
  return report(view, message, last, SPIKE_FACTOR * usual);
}

function layerRatio(view: RunView): SymptomReport | null {
  const [first, last] = [view.kernels[0], view.kernels.at(-1)];
  const epoch = view.probed.at(-1);
  if (!view.notLearning || !first || !last || first === last || !epoch) return null;
  const front = weightProbe(epoch, first.id)?.gradientRms ?? 0;
  const back = weightProbe(epoch, last.id)?.gradientRms ?? 0;
  if (!(back > 0 && front / back > LAYER_RATIO)) return null;
  const cause = divergenceCause(view);
  return {
    category: cause.category,
    severity: 'warning',
    message: t`The gradient grows ${number(front / back)}-fold from '${last.id}' back to '${first.id}'. ${cause.because}`,
    blame: cause.blame,
    sinceEpoch: epoch.epoch,
    evidence: [
      evidence(t`gradient of the first layer over the last`, front / back, 'above', LAYER_RATIO, {
        layer: first.id,
        epoch: epoch.epoch,
        series: { kind: 'layer', layer: first.id, quantity: 'gradientRms' },
      }),
      ...cause.evidence,
    ],
  };
}

function report(view: RunView, message: string, measured: number, limit: number): SymptomReport {
  const cause = divergenceCause(view);
  const recurrent = view.layers.filter((layer) => 'recurrentInit' in layer);
  const unclipped = view.run.plan.train.clipNorm === null && view.run.plan.train.clipValue === null;
  const advice =
    recurrent.length > 0 && unclipped
      ? [t`${nameLayers(recurrent)} multiplies gradients through time, and nothing clips them.`]
      : [];
  const { epoch } = view;
  return {
    category: cause.category,
    severity: 'error',
    message: [message, ...advice, cause.because].join(' '),
    blame: cause.blame,
    sinceEpoch: epoch,
    evidence: [
      evidence(t`gradient norm`, measured, 'above', limit, {
        epoch,
        series: { kind: 'steps', quantity: 'gradientNorm' },
      }),
      ...cause.evidence,
    ],
  };
}

function finiteNorms(view: RunView): number[] {
  return view.run.steps.map((point) => point.gradientNorm).filter(Number.isFinite);
}
