import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import { optimizersOf, setOptimizerArgument } from '../optimizers.ts';
import type { Rule } from '../rule.ts';

/** Below it, a step of single precision numbers can be anything (Kingma & Ba propose 1e-8). */
const SMALLEST = 1e-10;
const USUAL = '1e-7';
const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const epsilon: Rule = {
  id: 'epsilon',
  severity: 'warning',
  category: 'optimization',
  topic: 'Optimizers',
  summary: 'The optimizer’s epsilon is too small.',
  documentation: {
    what: `An epsilon below ${formatNumber(SMALLEST)}.`,
    why: 'The step is rate · m/(√v + ε). Where gradients are nearly 0, so is √v, and ε alone keeps the quotient bounded. Single precision has seven digits: an ε of 1e-16 vanishes beside them.',
    source: CITATIONS.kingma,
  },
  bad: [
    example({
      train: ['optimizer adam(learning_rate: 1e-3, epsilon: 1e-16)', ...STOPPING],
    }),
  ],
  good: [example({ train: ['optimizer adam(learning_rate: 1e-3, epsilon: 1e-7)', ...STOPPING] })],
  check({ specification, text }, report) {
    for (const optimizer of optimizersOf(specification)) {
      const value = optimizer.value.arguments.epsilon;
      if (typeof value !== 'number' || value >= SMALLEST) continue;
      report({
        message: t`An epsilon of ${formatNumber(value)} is too small to keep the steps of ${optimizer.value.name} bounded: ${USUAL} is usual.`,
        range: optimizer.value.places.epsilon?.range ?? optimizer.range,
        fixes: [
          {
            title: t`Set epsilon: ${USUAL}`,
            edits: [setOptimizerArgument(text, optimizer, 'epsilon', USUAL)],
            preferred: true,
          },
        ],
      });
    }
  },
};
