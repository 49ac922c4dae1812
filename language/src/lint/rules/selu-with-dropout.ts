import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf, precedingUnit } from '../network.ts';
import type { Rule } from '../rule.ts';

const DATA = ['source spirals(classes: 3)', 'scale standardize'];

export const seluWithDropout: Rule = {
  id: 'selu-with-dropout',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: alpha dropout',
  summary: 'After SELU, alpha dropout belongs in the place of dropout.',
  documentation: {
    what: 'A dropout layer follows a layer with selu.',
    why: 'Dropout sets units to 0 and scales the others, which changes mean and variance, the two numbers that SELU keeps at 0 and 1. Alpha dropout sets units to SELU’s lower limit −λα and rescales, so that both stay.',
    source: CITATIONS.klambauer,
  },
  bad: [
    example({
      data: DATA,
      layers: [
        'dense(32, selu, init: lecun_normal)',
        'dropout(0.2)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
  ],
  good: [
    example({
      data: DATA,
      layers: [
        'dense(32, selu, init: lecun_normal)',
        'alpha_dropout(0.1)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
  ],
  check({ specification }, report) {
    for (const network of networksOf(specification)) {
      for (const layer of network.layers.filter(({ type }) => type === 'dropout')) {
        const before = precedingUnit(network, layer);
        if (before?.activation?.value.name !== 'selu') continue;
        report({
          message: t`${layer.id} breaks the self-normalisation of ${before.layer.id} (selu): use alpha_dropout.`,
          range: layer.typeRange,
          fixes: [
            {
              title: t`Change to alpha_dropout`,
              edits: [replaceRange(layer.typeRange, 'alpha_dropout')],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
