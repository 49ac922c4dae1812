import { plural, t } from '#l10n';
import { TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const { range } = TUNING_TABLE.hiddenLayers;
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const HIDDEN = 'dense(32, relu, init: he_normal)';

export const hiddenLayers: Rule = {
  id: 'hidden-layers',
  severity: 'information',
  category: 'size',
  topic: 'Tuning table: hidden layers',
  summary: 'The number of hidden layers is unusual.',
  documentation: {
    what: `A model of dense layers alone has fewer or more hidden layers than the tuning table’s ${formatRange(range)}.`,
    why: 'One hidden layer can represent every continuous function, but may need very many units; two to five do with few. More of them ask for normalisation or residual blocks. Underfitting: add layers. Overfitting: remove some.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 6.4',
  },
  bad: [
    example({ layers: [HIDDEN, HEAD] }),
    example({ layers: [...Array.from({ length: 6 }, () => HIDDEN), HEAD] }),
  ],
  good: [example({ layers: [HIDDEN, HIDDEN, HEAD] })],
  check({ specification }, report) {
    for (const { hidden, layers, model } of networksOf(specification)) {
      const isDense = hidden.every(({ layer }) => layer.entry.family === 'dense');
      const hasBlocks = layers.some(({ parent }) => parent !== undefined);
      if (!isDense || hasBlocks || model.base || isWithin(hidden.length, range)) continue;
      report({
        message: t`${model.name} has ${plural(hidden.length, t`{0} hidden layer`, t`{0} hidden layers`)}: ${formatRange(range)} are usual.`,
        range: model.nameRange,
      });
    }
  },
};
