/** Units that sit in the flat parts of sigmoid or tanh: their derivative is near zero. */
import { t } from '#l10n';
import { isSaturating, misscaledLayers, unscaledInputs } from '../causes.ts';
import { evidence, nameLayers, percent } from '../finding.ts';
import { structuralHindranceOf } from '../hindrances/structure.ts';
import { activationProbe, hiddenLayers, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** More than half of a layer's units; the engine counts a unit by its mean pre-activation (|z| > 5, Rakitianskaia & Engelbrecht 2015). */
export const SATURATED_SHARE = 0.5;

export const saturation: Symptom = {
  id: 'saturation',
  detect(view) {
    const epoch = view.probed.at(-1);
    if (!view.notLearning || !epoch) return null;
    const saturated = hiddenLayers(view)
      .filter(isSaturating)
      .map((layer) => ({ layer, share: activationProbe(epoch, layer.id)?.saturatedShare ?? 0 }))
      .filter(({ share }) => share > SATURATED_SHARE);
    if (saturated.length === 0) return null;
    const worst = Math.max(...saturated.map(({ share }) => share));
    const layers = saturated.map(({ layer }) => layer);
    const fault = unscaledInputs(view);
    const large = misscaledLayers(view, 'large');
    const atStart = layers.some(
      (l) =>
        (activationProbe(view.run.started.initial, l.id)?.saturatedShare ?? 0) > SATURATED_SHARE,
    );
    const cause = causeOf(fault !== null, large.length > 0, atStart || isAttenuated(view));
    const because = {
      data: fault?.because ?? '',
      initialization: t`${nameLayers(large)} starts with weights far larger than its fan-in allows.`,
      activation: atStart
        ? t`It was so before the first step.`
        : t`Their gradient was small from the start.`,
      'learning-rate': t`It was not so before the first step: the steps drove it there.`,
    }[cause];
    return {
      category: cause,
      severity: 'warning',
      message: t`${percent(worst)} of the units of ${nameLayers(layers)} are saturated. ${because}`,
      blame:
        cause === 'data'
          ? { setting: 'scale' }
          : { layers: cause === 'initialization' ? large : layers },
      sinceEpoch: atStart ? 0 : epoch.epoch,
      evidence: saturated.map(({ layer, share }) =>
        evidence(t`share of saturated units`, share, 'above', SATURATED_SHARE, {
          layer: layer.id,
          epoch: epoch.epoch,
          series: { kind: 'layer', layer: layer.id, quantity: 'saturatedShare' },
        }),
      ),
    };
  },
};

/** Deep stacks of such layers hold learning back by themselves. */
function isAttenuated(view: RunView): boolean {
  return structuralHindranceOf(view)?.category === 'activation';
}

function causeOf(
  unscaled: boolean,
  large: boolean,
  atStart: boolean,
): 'data' | 'initialization' | 'activation' | 'learning-rate' {
  if (unscaled) return 'data';
  if (large) return 'initialization';
  return atStart ? 'activation' : 'learning-rate';
}
