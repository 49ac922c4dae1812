import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { insertAfter } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const { fromHiddenLayers } = TUNING_TABLE.batchNorm;
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const HIDDEN = ['dense(32, relu, init: he_normal)', 'dense(32, relu, init: he_normal)'];
const MORE = [...HIDDEN, 'dense(32, relu, init: he_normal)'];

export const missingBatchNorm: Rule = {
  id: 'missing-batch-norm',
  severity: 'information',
  category: 'normalization',
  topic: 'Tuning table: batch normalisation',
  summary: 'Deeper networks should normalise between their layers.',
  documentation: {
    what: `A model of ${fromHiddenLayers} or more hidden layers has neither batch_norm nor layer_norm. SELU networks, which normalise themselves, recurrent and residual ones are left out.`,
    why: 'batch_norm gives each unit’s output mean 0 and variance 1 over the batch, y = γ·(x − μ)/√(σ² + ε) + β. Layers then learn without running after the changes of those before them, larger learning rates work, and the noise of the batches regularises a little.',
    source: CITATIONS.ioffe,
  },
  bad: [example({ layers: [...MORE, HEAD] })],
  good: [
    example({ layers: [...HIDDEN, HEAD] }),
    example({ layers: MORE.flatMap((layer) => [layer, 'batch_norm']).concat(HEAD) }),
  ],
  check({ specification, text }, report) {
    for (const { hidden, layers, model } of networksOf(specification)) {
      const exempt = hidden.some(
        (unit) =>
          activationName(unit) === 'selu' ||
          unit.layer.entry.family === 'recurrent' ||
          unit.layer.parent !== undefined,
      );
      const normalizes = layers.some(({ entry }) => entry.family === 'normalization');
      if (exempt || normalizes || hidden.length < fromHiddenLayers) continue;
      const edits = hidden
        .filter(({ layer }) => layer.copy === 0)
        .map(({ activationLayer }) => insertAfter(text, activationLayer.range, 'batch_norm'));
      report({
        message: t`${model.name} has ${hidden.length} hidden layers and no batch_norm.`,
        range: model.nameRange,
        fixes: [{ title: t`Insert batch_norm after each hidden layer`, edits, preferred: false }],
      });
    }
  },
};
