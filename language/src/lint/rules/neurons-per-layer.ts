import { plural, t } from '#l10n';
import { TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const { range } = TUNING_TABLE.neuronsPerLayer;
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const neuronsPerLayer: Rule = {
  id: 'neurons-per-layer',
  severity: 'information',
  category: 'size',
  topic: 'Tuning table: neurons per layer',
  summary: 'The number of neurons of a hidden layer is unusual.',
  documentation: {
    what: `A hidden dense layer has fewer or more units than the tuning table’s ${formatRange(range)}.`,
    why: 'A narrow layer is a bottleneck that what follows cannot undo, and in a narrow ReLU layer a few dead units are many. A wide one has fan_in · units parameters to learn by heart with. Underfitting: add neurons. Overfitting: remove some.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 5.2',
  },
  bad: [
    example({ layers: ['dense(4, relu, init: he_normal)', HEAD] }),
    example({ layers: ['dense(2000, relu, init: he_normal)', HEAD] }),
  ],
  good: [example({})],
  check({ specification }, report) {
    for (const { layer } of networksOf(specification).flatMap(({ hidden }) => hidden)) {
      const units = Number(layer.values.units);
      if (layer.entry.family !== 'dense' || isWithin(units, range)) continue;
      const nearest = formatNumber(units < range.low ? range.low : range.high);
      report({
        message: t`${layer.id} has ${plural(units, t`{0} neuron`, t`{0} neurons`)}: ${formatRange(range)} are usual.`,
        range: layer.arguments.units?.range ?? layer.typeRange,
        fixes: [
          {
            title: t`Change to ${nearest} neurons`,
            edits: [setArgument(layer, 'units', nearest)],
            preferred: false,
          },
        ],
      });
    }
  },
};
