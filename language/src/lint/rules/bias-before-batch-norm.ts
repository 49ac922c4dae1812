import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { isLinear, networksOf, precedingUnit } from '../network.ts';
import type { Rule } from '../rule.ts';

const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const AFTER = ['batch_norm', 'activation(relu)', HEAD];

export const biasBeforeBatchNorm: Rule = {
  id: 'bias-before-batch-norm',
  severity: 'hint',
  category: 'normalization',
  topic: 'Tuning table: batch normalisation',
  summary: 'A bias right before batch normalisation has no effect.',
  documentation: {
    what: 'A layer with a bias and without an activation of its own is followed by batch_norm.',
    why: 'Batch normalisation takes the mean away, and with it any constant that was added: (x + b) − mean(x + b) = x − mean(x). Its own β does what the bias should.',
    source: `${CITATIONS.ioffe}, section 3.2`,
  },
  bad: [example({ layers: ['dense(32, init: he_normal)', ...AFTER] })],
  good: [example({ layers: ['dense(32, init: he_normal, bias: false)', ...AFTER] })],
  check({ specification }, report) {
    for (const network of networksOf(specification)) {
      for (const layer of network.layers.filter(({ type }) => type === 'batch_norm')) {
        const before = precedingUnit(network, layer)?.layer;
        const position = network.layers.indexOf(layer);
        if (!before || network.layers[position - 1] !== before) continue;
        if (!isLinear(before.activation) || before.values.bias !== true) continue;
        report({
          message: t`The bias of ${before.id} is taken away again by ${layer.id}.`,
          range: before.arguments.bias?.written ? before.arguments.bias.range : before.typeRange,
          tags: ['unnecessary'],
          fixes: [
            {
              title: t`Add bias: false`,
              edits: [setArgument(before, 'bias', 'false')],
              preferred: false,
            },
          ],
        });
      }
    }
  },
};
