import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf, precedingUnit } from '../network.ts';
import type { Rule } from '../rule.ts';

const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const alphaDropoutWithoutSelu: Rule = {
  id: 'alpha-dropout-without-selu',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: alpha dropout',
  summary: 'Alpha dropout belongs after SELU only.',
  documentation: {
    what: 'An alpha_dropout layer follows a layer whose activation is not selu.',
    why: 'Alpha dropout sets units to −1.758, the lower limit of SELU, and rescales for SELU’s mean and variance. After ReLU, whose outputs are never negative, that is a value the next layer has never seen.',
    source: CITATIONS.klambauer,
  },
  bad: [example({ layers: ['dense(32, relu, init: he_normal)', 'alpha_dropout(0.2)', HEAD] })],
  good: [example({ layers: ['dense(32, relu, init: he_normal)', 'dropout(0.2)', HEAD] })],
  check({ specification }, report) {
    for (const network of networksOf(specification)) {
      for (const layer of network.layers.filter(({ type }) => type === 'alpha_dropout')) {
        const before = precedingUnit(network, layer);
        if (!before || activationName(before) === 'selu') continue;
        report({
          message: t`${layer.id} follows ${before.layer.id} (${activationName(before)}), but alpha dropout is made for selu: use dropout.`,
          range: layer.typeRange,
          fixes: [
            {
              title: t`Change to dropout`,
              edits: [replaceRange(layer.typeRange, 'dropout')],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
