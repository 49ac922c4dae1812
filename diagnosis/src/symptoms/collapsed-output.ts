/** The model gives the same answer whatever the input. */
import { t } from '#l10n';
import { evidence, number } from '../finding.ts';
import { activationOf, activationProbe } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** Standard deviation of the output, over that of a real target or absolute for probabilities. */
export const OUTPUT_STD = 0.02;
/** Share of the budget before which outputs that hardly vary may just be about to. */
export const LATE = 0.5;

export const collapsedOutput: Symptom = {
  id: 'collapsed-output',
  detect(view) {
    const epoch = view.probed.at(-1);
    const output = view.layers.findLast((layer) => activationOf(layer) !== null);
    if (!view.notLearning || view.progress < LATE || !epoch || !output || !view.head) return null;
    const real = view.run.plan.data.target.encoding === 'real';
    const unit = real && view.baselineLoss > 0 ? Math.sqrt(view.baselineLoss) : 1;
    const std = activationProbe(epoch, output.id)?.std;
    if (std === undefined || !(std <= OUTPUT_STD * unit)) return null;
    return {
      category: 'head-and-loss',
      severity: 'warning',
      message: t`The output of '${output.id}' is the same for every sample: its standard deviation is ${number(std)}.`,
      blame: { layers: [view.head] },
      sinceEpoch: epoch.epoch,
      evidence: [
        evidence(t`standard deviation of the output`, std, 'below', OUTPUT_STD * unit, {
          layer: output.id,
          epoch: epoch.epoch,
          series: { kind: 'layer', layer: output.id, quantity: 'std' },
        }),
      ],
    };
  },
};
