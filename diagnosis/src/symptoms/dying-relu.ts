/** Units that are zero on every sample: no gradient ever reaches their weights again. */
import { t } from '#l10n';
import { canDie, misscaledLayers, optimizerOf, rateExcess } from '../causes.ts';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { activationProbe, hiddenLayers, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** Share of a layer's units dead on all samples: worth a warning … (TheDeepChecker, Ben Braiek & Khomh 2023) */
export const DEAD_WARNING = 0.1;
/** … and an error. */
export const DEAD_ERROR = 0.5;

/** Layers most of whose units are dead: no signal comes through. */
export const dyingRelu: Symptom = {
  id: 'dying-relu',
  detect: (view) => deadUnits(view, DEAD_ERROR),
};

/** Fewer of them hamper a model, and are seldom why it does not learn at all. */
export const someDeadUnits: Symptom = {
  id: 'dying-relu',
  detect: (view) => (deadUnits(view, DEAD_ERROR) ? null : deadUnits(view, DEAD_WARNING)),
};

function deadUnits(view: RunView, least: number): SymptomReport | null {
  const epoch = view.probed.at(-1);
  if (!view.notLearning || !epoch) return null;
  const dying = hiddenLayers(view)
    .filter(canDie)
    .map((layer) => ({ layer, dead: activationProbe(epoch, layer.id)?.deadShare ?? 0 }))
    .filter(({ dead }) => dead >= DEAD_WARNING);
  const worst = Math.max(...dying.map(({ dead }) => dead));
  if (dying.length === 0 || worst < least) return null;
  const layers = dying.map(({ layer }) => layer);
  const small = misscaledLayers(view, 'small');
  const optimizer = optimizerOf(view);
  const highRate = optimizer !== null && rateExcess(view) > 1;
  const because = highRate
    ? t`A learning rate of ${number(optimizer.learningRate)} threw them there.`
    : small.length > 0
      ? t`${nameLayers(small)} starts with weights far smaller than its fan-in needs.`
      : t`A unit whose weights once led below zero for all samples does not come back.`;
  return {
    category: highRate ? 'learning-rate' : small.length > 0 ? 'initialization' : 'activation',
    severity: worst >= DEAD_ERROR ? 'error' : 'warning',
    message: t`${percent(worst)} of the ReLU units of ${nameLayers(layers)} are zero on every sample. ${because}`,
    blame: highRate ? { setting: 'optimizer' } : { layers: small.length > 0 ? small : layers },
    sinceEpoch:
      view.probed.find((e) =>
        dying.some(({ layer }) => (activationProbe(e, layer.id)?.deadShare ?? 0) >= DEAD_WARNING),
      )?.epoch ?? epoch.epoch,
    evidence: dying.map(({ layer, dead }) =>
      evidence(t`share of dead units`, dead, 'above', DEAD_WARNING, {
        layer: layer.id,
        epoch: epoch.epoch,
        series: { kind: 'layer', layer: layer.id, quantity: 'deadShare' },
      }),
    ),
  };
}
