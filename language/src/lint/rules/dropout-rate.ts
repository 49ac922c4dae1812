import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const { range, alphaRange } = TUNING_TABLE.dropout;

export const dropoutRate: Rule = {
  id: 'dropout-rate',
  severity: 'warning',
  category: 'regularization',
  topic: 'Tuning table: dropout rate',
  summary: 'A dropout rate lies outside the tuning table’s range.',
  documentation: {
    what: `The rate of a dropout layer lies outside ${formatRange(range)}; that of alpha_dropout outside ${formatRange(alphaRange)}. Above the range it is a warning, below it an information.`,
    why: 'Dropout multiplies each unit with 0 at the given rate. Above one half more of the signal is noise than not, and the network underfits; a rate near 0 regularises hardly at all.',
    source: CITATIONS.srivastava,
  },
  bad: [
    example({
      layers: [
        'dense(64, relu, init: he_normal)',
        'dropout(0.8)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
    example({
      layers: [
        'dense(64, relu, init: he_normal)',
        'dropout(0.05)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
  ],
  good: [
    example({
      layers: [
        'dense(64, relu, init: he_normal)',
        'dropout(0.3)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
  ],
  check({ specification }, report) {
    for (const layer of networksOf(specification).flatMap(({ layers }) => layers)) {
      if (layer.entry.family !== 'dropout') continue;
      const usual = layer.type === 'alpha_dropout' ? alphaRange : range;
      const rate = Number(layer.values.rate);
      if (isWithin(rate, usual)) continue;
      const nearest = formatNumber(rate > usual.high ? usual.high : usual.low);
      report({
        message: t`${layer.id} drops ${formatNumber(100 * rate)} % of the units: rates of ${formatRange(usual)} are usual.`,
        range: layer.arguments.rate?.range ?? layer.typeRange,
        severity: rate > usual.high ? 'warning' : 'information',
        fixes: [
          {
            title: t`Change the rate to ${nearest}`,
            edits: [setArgument(layer, 'rate', nearest)],
            preferred: rate > usual.high,
          },
        ],
      });
    }
  },
};
