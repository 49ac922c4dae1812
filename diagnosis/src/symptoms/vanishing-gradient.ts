/** Gradients that shrink from the last layer to the first until the first ones no longer learn. */
import { t } from '#l10n';
import { isSaturating, misscaledLayers } from '../causes.ts';
import { evidence, nameLayers, number, type SymptomReport } from '../finding.ts';
import {
  activationOf,
  hiddenLayers,
  isNormalized,
  type RunView,
  weightProbe,
} from '../run-view.ts';
import { lastInARow } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** RMS of the first layer's gradient over the last one's (DeepLocalize and AutoTrainer: 1e-3). */
export const LAYER_RATIO = 1e-3;
/** … and the first layer's gradient itself. */
export const FIRST_RMS = 1e-4;
/** Checks (epochs) in a row. */
export const CHECKS = 2;

export const vanishingGradient: Symptom = {
  id: 'vanishing-gradient',
  detect(view) {
    const [first, last] = [view.kernels[0], view.kernels.at(-1)];
    if (!view.notLearning || !first || !last || first === last) return null;
    const ratios = view.probed.map((epoch) => {
      const front = weightProbe(epoch, first.id)?.gradientRms ?? Number.NaN;
      const back = weightProbe(epoch, last.id)?.gradientRms ?? Number.NaN;
      return { front, ratio: back > 0 ? front / back : Number.NaN };
    });
    const checks = lastInARow(ratios, (r) => r.ratio < LAYER_RATIO && r.front < FIRST_RMS);
    const now = ratios.at(-1);
    if (checks < CHECKS || !now) return null;
    const epoch = view.probed.at(-1)?.epoch ?? view.epoch;
    const at = {
      layer: first.id,
      epoch,
      series: { kind: 'layer', layer: first.id, quantity: 'gradientRms' },
    } as const;
    const cause = causeOf(view);
    const text =
      now.ratio > 0
        ? t`The gradient that reaches '${first.id}' is ${number(1 / now.ratio)} times smaller than that of '${last.id}': the first layers do not learn.`
        : t`The gradient that reaches '${first.id}' is zero beside that of '${last.id}': the first layers do not learn.`;
    return {
      ...cause,
      severity: 'error',
      message: `${text} ${cause.because}`,
      sinceEpoch: view.probed.at(-checks)?.epoch ?? epoch,
      evidence: [
        evidence(t`gradient of the first layer over the last`, now.ratio, 'below', LAYER_RATIO, at),
        evidence(t`gradient RMS of the first layer`, now.front, 'below', FIRST_RMS, at),
      ],
    };
  },
};

function causeOf(
  view: RunView,
): Pick<SymptomReport, 'category' | 'blame'> & { readonly because: string } {
  const hidden = hiddenLayers(view).filter((layer) => 'activation' in layer);
  const saturating = hidden.filter(isSaturating);
  const small = misscaledLayers(view, 'small');
  if (small.length * 2 > hidden.length) {
    return {
      category: 'initialization',
      blame: { layers: small },
      because: t`${nameLayers(small)} starts with weights far smaller than its fan-in needs.`,
    };
  }
  if (saturating.length > 0 && !isNormalized(view)) {
    const names = new Set(saturating.map((layer) => activationOf(layer)?.name));
    return {
      category: 'activation',
      blame: { layers: saturating },
      because: t`Each ${[...names].join(' / ')} of ${nameLayers(saturating)} shrinks it.`,
    };
  }
  return {
    category: 'depth',
    blame: { layers: hidden },
    because: t`${hidden.length} layers stand between input and output.`,
  };
}
