import { t } from '#l10n';
import { CITATIONS, LEARNING_RATES } from '../../catalogue/tuning-table.ts';
import type { ResolvedModel } from '../../semantics/model.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import type { Group } from '../groups.ts';
import { networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Epochs after which AdaGrad's rate has fallen far. */
const LONG = 50;
/** Hidden layers from which on a network has no time to lose. */
const DEEP = 4;
const ADAM = `adam(learning_rate: ${formatNumber(LEARNING_RATES.adam.start)})`;
const TRAIN = [
  'optimizer adagrad(learning_rate: 0.01)',
  'epochs 200',
  'early_stopping(patience: 5)',
];
const HIDDEN = 'dense(32, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const STOPPING = 'early_stopping(patience: 5)';

export const adagradDeep: Rule = {
  id: 'adagrad-deep',
  severity: 'warning',
  category: 'optimization',
  topic: 'Optimizers: AdaGrad',
  summary: 'AdaGrad’s learning rate decays to nothing in a long training.',
  documentation: {
    what: `adagrad trains for more than ${LONG} epochs: a warning for networks of ${DEEP} or more hidden layers, else information.`,
    why: 'Its step is rate · g/√(Σ g²) with a sum over all steps so far, which only grows: after n steps the rate has fallen like 1/√n. RMSProp and Adam take a moving average instead.',
    source: CITATIONS.duchi,
  },
  bad: [
    example({ train: TRAIN }),
    example({ train: TRAIN, layers: [...Array.from({ length: DEEP }, () => HIDDEN), HEAD] }),
  ],
  good: [example({ train: ['optimizer adagrad(learning_rate: 0.01)', 'epochs 30', STOPPING] })],
  check({ specification }, report) {
    for (const { optimizer, epochs, model } of specification.trains) {
      if (optimizer.value.name !== 'adagrad' || epochs.value <= LONG) continue;
      report({
        message: t`The rate of adagrad falls all the time, and ${epochs.value} epochs are many: adam’s does not.`,
        range: optimizer.range,
        severity: hiddenLayers(specification, model) >= DEEP ? 'warning' : 'information',
        fixes: [
          {
            title: t`Change to ${ADAM}`,
            edits: [replaceRange(optimizer.range, ADAM)],
            preferred: false,
          },
        ],
      });
    }
  },
};

function hiddenLayers(specification: Group, model: ResolvedModel | undefined): number {
  const network = networksOf(specification).find((one) => one.model === model);
  return network?.hidden.length ?? 0;
}
