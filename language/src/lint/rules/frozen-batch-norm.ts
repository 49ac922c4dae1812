import { t } from '#l10n';
import { plainLayers } from '../../semantics/model.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const LAYERS = [
  'dense(32, relu, init: he_normal)',
  'batch_norm',
  'dense(3, softmax, init: glorot_uniform)',
];

export const frozenBatchNorm: Rule = {
  id: 'frozen-batch-norm',
  severity: 'information',
  category: 'transfer',
  topic: 'Transfer learning: frozen layers',
  summary: 'A frozen batch normalisation keeps its stored statistics.',
  documentation: {
    what: 'A batch_norm layer is frozen. It then works as it does in use, with the mean and variance that were stored when it was trained.',
    why: 'New batches with another mean would shift what all layers above have learned to expect. Where the new data is very different, unfreeze the layer so that it learns the new statistics.',
    source: 'Ioffe & Szegedy 2015, Batch normalization, section 3.1',
  },
  bad: [example({ layers: [...LAYERS, 'freeze first 2'] })],
  good: [example({ layers: [...LAYERS, 'freeze first 1'] })],
  check({ specification }, report) {
    for (const model of specification.models) {
      const frozen = plainLayers(model.layers).filter(
        ({ type, frozen }) => frozen && type === 'batch_norm',
      );
      const [first] = frozen;
      const [freeze] = model.freezes;
      if (!first || !freeze) continue;
      report({
        message: t`${first.id} is frozen: it keeps the mean and variance stored with it.`,
        range: freeze.range,
      });
    }
  },
};
