import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(64, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const stackedDropout: Rule = {
  id: 'stacked-dropout',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: dropout',
  summary: 'Dropout right after dropout is one dropout of a higher rate.',
  documentation: {
    what: 'Two dropout layers follow each other with nothing between them.',
    why: 'A unit passes both with the chance (1 − p)(1 − q): two rates of 0.4 drop 64 %. One layer says what is meant.',
    source: CITATIONS.srivastava,
  },
  bad: [example({ layers: [HIDDEN, 'dropout(0.4)', 'dropout(0.4)', HEAD] })],
  good: [example({ layers: [HIDDEN, 'dropout(0.4)', HEAD] })],
  check({ specification, text }, report) {
    for (const { layers } of networksOf(specification)) {
      for (const [index, layer] of layers.entries()) {
        const before = layers[index - 1];
        if (layer.entry.family !== 'dropout' || before?.entry.family !== 'dropout') continue;
        if (before.parent !== layer.parent) continue;
        const passed = (1 - Number(before.values.rate)) * (1 - Number(layer.values.rate));
        report({
          message: `${before.id} and ${layer.id} together drop ${formatNumber(100 * (1 - passed))} % of the units.`,
          range: layer.typeRange,
          fixes: [
            {
              title: `Remove ${layer.id}`,
              edits: [removeStatement(text, layer.range)],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
