import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(32, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const dropoutOnOutput: Rule = {
  id: 'dropout-on-output',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: dropout',
  summary: 'Dropout after the output deletes answers.',
  documentation: {
    what: 'A dropout layer stands behind the last layer with weights.',
    why: 'Dropout there sets predictions to 0 at random: the loss of a class whose unit was dropped is −ln 0, whatever the network has learned.',
    source: CITATIONS.srivastava,
  },
  bad: [example({ layers: [HIDDEN, HEAD, 'dropout(0.3)'] })],
  good: [example({ layers: [HIDDEN, 'dropout(0.3)', HEAD] })],
  check({ specification, text }, report) {
    for (const { layers, model } of networksOf(specification)) {
      const head = layers.findIndex(({ id }) => id === model.head?.id);
      if (head < 0) continue;
      for (const layer of layers.slice(head + 1)) {
        if (layer.entry.family !== 'dropout') continue;
        report({
          message: t`${layer.id} deletes outputs of ${layers[head]?.id ?? ''} at random: put it before that layer.`,
          range: layer.typeRange,
          fixes: [
            {
              title: t`Remove ${layer.type}`,
              edits: [removeStatement(text, layer.range)],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
