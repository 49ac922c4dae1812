import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { plainLayers } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const { smallestForBatchNorm, start } = TUNING_TABLE.batchSize;
const LAYERS = [
  'dense(32, relu, init: he_normal)',
  'batch_norm',
  'dense(3, softmax, init: glorot_uniform)',
];
const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const batchNormSmallBatch: Rule = {
  id: 'batch-norm-small-batch',
  severity: 'warning',
  category: 'normalization',
  topic: 'Tuning table: batch size',
  summary: 'Batch normalisation needs larger batches.',
  documentation: {
    what: `A model with batch_norm is trained in batches of fewer than ${smallestForBatchNorm} samples.`,
    why: 'Mean and variance are estimated from the batch; of n samples with an error of about σ/√n. From two or four samples they are mostly noise, and differ from the stored ones that are used afterwards. layer_norm does not depend on the batch.',
    source: CITATIONS.wu,
  },
  bad: [example({ layers: LAYERS, train: ['batch_size 4', ...STOPPING] })],
  good: [example({ layers: LAYERS, train: ['batch_size 32', ...STOPPING] })],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const norm = plainLayers(train.model?.layers ?? []).find(({ type }) => type === 'batch_norm');
      if (!norm || train.batchSize.value >= smallestForBatchNorm) continue;
      report({
        message: t`${norm.id} cannot estimate mean and variance from batches of ${train.batchSize.value}: use ${start}.`,
        range: train.batchSize.range,
        fixes: [
          {
            title: t`Change the batch size to ${start}`,
            edits: [setSetting(text, train, 'batch_size', `batch_size ${start}`)],
            preferred: true,
          },
        ],
      });
    }
  },
};
