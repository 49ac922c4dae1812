import { t } from '#l10n';
import { plainLayers } from '../../semantics/model.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(32, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const TRAIN = ['epochs 50', 'early_stopping(patience: 5)', 'uncertainty mc_dropout(samples: 50)'];

export const mcDropoutWithoutDropout: Rule = {
  id: 'mc-dropout-without-dropout',
  severity: 'error',
  category: 'regularization',
  topic: 'Regularisation: Monte Carlo dropout',
  summary: 'Monte Carlo dropout needs dropout.',
  documentation: {
    what: 'A train block has uncertainty mc_dropout, and the model has no dropout layer.',
    why: 'The uncertainty is the spread of many predictions, each with other units dropped. Without dropout all of them are the same, and the spread is 0.',
    source: 'Gal & Ghahramani 2016, Dropout as a Bayesian approximation',
  },
  bad: [example({ layers: [HIDDEN, HEAD], train: TRAIN })],
  good: [example({ layers: [HIDDEN, 'dropout(0.3)', HEAD], train: TRAIN })],
  check({ specification, text }, report) {
    for (const { model, mcDropoutSamples, settings } of specification.trains) {
      const setting = settings.get('uncertainty');
      if (!setting || !model?.complete || mcDropoutSamples.value === null) continue;
      const drops = plainLayers(model.layers).some(
        ({ entry, values }) => entry.family === 'dropout' || Number(values.recurrent_dropout) > 0,
      );
      if (drops) continue;
      report({
        message: t`${model.name} has no dropout layer, so its ${mcDropoutSamples.value} predictions are all the same.`,
        range: setting.range,
        fixes: [
          {
            title: t`Remove uncertainty`,
            edits: [removeStatement(text, setting.range)],
            preferred: false,
          },
        ],
      });
    }
  },
};
