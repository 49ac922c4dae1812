import { t } from '#l10n';
import { CITATIONS, MOMENTUM_RANGE } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { optimizersOf, setOptimizerArgument } from '../optimizers.ts';
import type { Rule } from '../rule.ts';

const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const nesterovWithoutMomentum: Rule = {
  id: 'nesterov-without-momentum',
  severity: 'error',
  category: 'optimization',
  topic: 'Optimizers: Nesterov',
  summary: 'Nesterov’s step needs a momentum.',
  documentation: {
    what: 'sgd has nesterov: true and a momentum of 0.',
    why: 'Nesterov takes the gradient at w + μ·v, where the momentum is about to carry the weights. With μ = 0 that is w itself: plain gradient descent.',
    source: CITATIONS.sutskever,
  },
  bad: [example({ train: ['optimizer sgd(learning_rate: 0.01, nesterov: true)', ...STOPPING] })],
  good: [
    example({
      train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.9, nesterov: true)', ...STOPPING],
    }),
  ],
  check({ specification, text }, report) {
    for (const optimizer of optimizersOf(specification)) {
      const { nesterov, momentum } = optimizer.value.arguments;
      if (nesterov !== true || momentum !== 0) continue;
      const value = String(MOMENTUM_RANGE.start);
      report({
        message: t`${optimizer.value.name} has nesterov but momentum 0, so it is plain gradient descent: add momentum ${value}.`,
        range: optimizer.value.places.nesterov?.range ?? optimizer.range,
        fixes: [
          {
            title: t`Set momentum: ${value}`,
            edits: [setOptimizerArgument(text, optimizer, 'momentum', value)],
            preferred: true,
          },
        ],
      });
    }
  },
};
