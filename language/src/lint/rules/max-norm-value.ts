import { t } from '#l10n';
import { CITATIONS, MAX_NORM_RANGE } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const maxNormValue: Rule = {
  id: 'max-norm-value',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: max-norm',
  summary: 'A max-norm bound is unusual.',
  documentation: {
    what: `A layer’s max_norm lies outside ${formatRange(MAX_NORM_RANGE)}.`,
    why: 'After each step every unit’s incoming weights are shortened to at most this length: w · min(1, c/‖w‖). He’s initialisation gives them a length of about √2, so a bound below 1 cuts from the start, and one far above never acts.',
    source: CITATIONS.srivastava,
  },
  bad: [example({ layers: ['dense(32, relu, init: he_normal, max_norm: 0.1)', HEAD] })],
  good: [example({ layers: ['dense(32, relu, init: he_normal, max_norm: 3)', HEAD] })],
  check({ specification }, report) {
    for (const { layer } of networksOf(specification).flatMap(({ units }) => units)) {
      const bound = layer.values.max_norm;
      if (typeof bound !== 'number' || isWithin(bound, MAX_NORM_RANGE)) continue;
      const start = String(MAX_NORM_RANGE.start);
      report({
        message: t`${layer.id} has max_norm ${formatNumber(bound)}: ${formatRange(MAX_NORM_RANGE)} is usual.`,
        range: layer.arguments.max_norm?.range ?? layer.typeRange,
        fixes: [
          {
            title: t`Change max_norm to ${start}`,
            edits: [setArgument(layer, 'max_norm', start)],
            preferred: true,
          },
        ],
      });
    }
  },
};
