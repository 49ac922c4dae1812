import { t } from '#l10n';
import { LEARNING_RATES, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import { optimizersOf } from '../optimizers.ts';
import type { Rule } from '../rule.ts';

const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];
const ADAM = `adam(learning_rate: ${formatNumber(LEARNING_RATES.adam.start)})`;

export const optimizerChoice: Rule = {
  id: 'optimizer-choice',
  severity: 'hint',
  category: 'optimization',
  topic: 'Tuning table: optimizer',
  summary: `The tuning table says ${TUNING_TABLE.optimizer.usual}.`,
  documentation: {
    what: 'The optimizer is sgd without momentum.',
    why: 'Plain gradient descent takes the same rate for every weight, so the steepest direction bounds it and flat ones are crossed in tiny steps. Momentum adds up steps of the same direction; Adam divides by each weight’s own gradient size √v.',
    source: 'Kingma & Ba 2015, Adam: a method for stochastic optimization',
  },
  bad: [example({ train: ['optimizer sgd(learning_rate: 0.01)', ...STOPPING] })],
  good: [
    example({ train: [`optimizer ${ADAM}`, ...STOPPING] }),
    example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.9)', ...STOPPING] }),
  ],
  check({ specification }, report) {
    for (const { value, range } of optimizersOf(specification)) {
      const { momentum, nesterov } = value.arguments;
      if (value.name !== 'sgd' || momentum !== 0 || nesterov === true) continue;
      report({
        message: t`sgd without momentum learns slowly: adam is the usual choice.`,
        range,
        fixes: [
          { title: t`Change to ${ADAM}`, edits: [replaceRange(range, ADAM)], preferred: false },
        ],
      });
    }
  },
};
