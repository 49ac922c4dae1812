import { CITATIONS, LEARNING_RATES } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Epochs after which AdaGrad's rate has fallen far. */
const LONG = 50;
const ADAM = `adam(learning_rate: ${formatNumber(LEARNING_RATES.adam.start)})`;
const STOPPING = 'early_stopping(patience: 5)';

export const adagradDeep: Rule = {
  id: 'adagrad-deep',
  severity: 'information',
  category: 'optimization',
  topic: 'Optimizers: AdaGrad',
  summary: 'AdaGrad’s learning rate decays to nothing in a long training.',
  documentation: {
    what: `adagrad trains for more than ${LONG} epochs.`,
    why: 'Its step is rate · g/√(Σ g²) with a sum over all steps so far, which only grows: after n steps the rate has fallen like 1/√n. RMSProp and Adam take a moving average instead.',
    source: CITATIONS.duchi,
  },
  bad: [example({ train: ['optimizer adagrad(learning_rate: 0.01)', 'epochs 200', STOPPING] })],
  good: [example({ train: ['optimizer adagrad(learning_rate: 0.01)', 'epochs 30', STOPPING] })],
  check({ specification }, report) {
    for (const { optimizer, epochs } of specification.trains) {
      if (optimizer.value.name !== 'adagrad' || epochs.value <= LONG) continue;
      report({
        message: `The rate of adagrad falls all the time, and ${epochs.value} epochs are many: adam’s does not.`,
        range: optimizer.range,
        fixes: [
          {
            title: `Change to ${ADAM}`,
            edits: [replaceRange(optimizer.range, ADAM)],
            preferred: false,
          },
        ],
      });
    }
  },
};
