/** Validation better than training where nothing makes training harder: samples may stand in both parts. */
import { t } from '#l10n';
import { evidence, percent } from '../finding.ts';
import type { Symptom } from '../symptom.ts';

/** In accuracy (design: 5 points) … */
export const GAP = 0.05;
/** … and in standard errors of the validation accuracy. */
export const STANDARD_ERRORS = 3;
const HARDER: ReadonlySet<string> = new Set(['dropout', 'alpha_dropout', 'batch_norm']);

export const validationTooGood: Symptom = {
  id: 'validation-too-good',
  detect(view) {
    const { end, started } = view.run;
    if (end?.type !== 'finished' || view.layers.some((layer) => HARDER.has(layer.type)))
      return null;
    const train = end.train.accuracy;
    const validation = end.validation?.accuracy;
    if (train === undefined || validation === undefined) return null;
    const error = Math.sqrt((train * (1 - train)) / Math.max(1, started.samples.validation));
    const limit = Math.max(GAP, STANDARD_ERRORS * error);
    if (validation - train <= limit) return null;
    return {
      category: 'data',
      severity: 'warning',
      message: t`Accuracy is ${percent(validation)} on the validation samples and ${percent(train)} on the training samples: do the parts share samples?`,
      blame: { setting: 'split' },
      sinceEpoch: end.bestEpoch,
      evidence: [
        evidence(
          'validation accuracy minus training accuracy',
          validation - train,
          'above',
          limit,
          {
            epoch: end.epoch,
            series: { kind: 'epochs', part: 'validation', metric: 'accuracy' },
          },
        ),
      ],
    };
  },
};
