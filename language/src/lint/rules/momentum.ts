import { t } from '#l10n';
import { CITATIONS, MOMENTUM_RANGE } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import { optimizersOf, setOptimizerArgument } from '../optimizers.ts';
import type { Rule } from '../rule.ts';

const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const momentum: Rule = {
  id: 'momentum',
  severity: 'warning',
  category: 'optimization',
  topic: 'Optimizers: momentum',
  summary: 'The momentum is unusual.',
  documentation: {
    what: `A momentum that is not 0 lies outside ${formatRange(MOMENTUM_RANGE)}. Below it is an information.`,
    why: 'v ← μ·v − rate·g averages about 1/(1 − μ) gradients: 10 at 0.9, 100 at 0.99. Below 0.8 it hardly does anything; above 0.99 the weights run past the minimum for hundreds of steps.',
    source: CITATIONS.sutskever,
  },
  bad: [
    example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.999)', ...STOPPING] }),
    example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.11)', ...STOPPING] }),
  ],
  good: [example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.9)', ...STOPPING] })],
  check({ specification, text }, report) {
    for (const optimizer of optimizersOf(specification)) {
      const value = optimizer.value.arguments.momentum;
      if (typeof value !== 'number' || value === 0 || isWithin(value, MOMENTUM_RANGE)) continue;
      const start = String(MOMENTUM_RANGE.start);
      report({
        message: t`A momentum of ${formatNumber(value)} is unusual: ${formatRange(MOMENTUM_RANGE)} is common.`,
        range: optimizer.value.places.momentum?.range ?? optimizer.range,
        severity: value > MOMENTUM_RANGE.high ? 'warning' : 'information',
        fixes: [
          {
            title: t`Set momentum: ${start}`,
            edits: [setOptimizerArgument(text, optimizer, 'momentum', start)],
            preferred: value > MOMENTUM_RANGE.high,
          },
        ],
      });
    }
  },
};
