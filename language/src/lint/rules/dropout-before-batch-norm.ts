import { t } from '#l10n';
import { insertBefore } from '../../semantics/edits.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(32, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const dropoutBeforeBatchNorm: Rule = {
  id: 'dropout-before-batch-norm',
  severity: 'warning',
  category: 'normalization',
  topic: 'Tuning table: batch normalisation',
  summary: 'Dropout right before batch normalisation shifts its statistics.',
  documentation: {
    what: 'A batch_norm layer follows a dropout layer directly.',
    why: 'With a share p dropped and the rest scaled by 1/(1 − p), the variance in training is larger than in use, where nothing is dropped. Batch normalisation stores the training variance and then divides by the wrong number.',
    source:
      'Li et al. 2019, Understanding the disharmony between dropout and batch normalization by variance shift',
  },
  bad: [example({ layers: [HIDDEN, 'dropout(0.3)', 'batch_norm', HEAD] })],
  good: [example({ layers: [HIDDEN, 'batch_norm', 'dropout(0.3)', HEAD] })],
  check({ specification, text }, report) {
    for (const { layers } of networksOf(specification)) {
      for (const [index, layer] of layers.entries()) {
        const before = layers[index - 1];
        if (layer.type !== 'batch_norm' || before?.entry.family !== 'dropout') continue;
        if (before.parent !== layer.parent) continue;
        const written = text.slice(layer.range.start, layer.range.end);
        report({
          message: t`${before.id} shifts the variance that ${layer.id} stores: put it after.`,
          range: before.typeRange,
          fixes: [
            {
              title: t`Put dropout after batch_norm`,
              edits: [
                insertBefore(text, before.range, written),
                removeStatement(text, layer.range),
              ],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
