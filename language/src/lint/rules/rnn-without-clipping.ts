import { t } from '#l10n';
import { CITATIONS, CLIP_NORM } from '../../catalogue/tuning-table.ts';
import { plainLayers } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const SEQUENCES = {
  data: ['source adding(length: 20)'],
  input: '20, 2',
  layers: ['lstm(32, init: glorot_uniform)', 'dense(1, linear, init: glorot_uniform)'],
};

export const rnnWithoutClipping: Rule = {
  id: 'rnn-without-clipping',
  severity: 'warning',
  category: 'recurrent',
  topic: 'Gradient clipping',
  summary: 'A recurrent network should be trained with gradient clipping.',
  documentation: {
    what: 'The model has a recurrent layer, and its train block has neither clip_norm nor clip_value.',
    why: 'The gradient through T time steps holds the product of T Jacobians. Where their largest singular value exceeds 1 it grows like a power of T, and one such step throws the weights away. clip_norm bounds it: g · min(1, c/‖g‖), which keeps its direction.',
    source: CITATIONS.pascanu,
  },
  bad: [example(SEQUENCES)],
  good: [
    example({ ...SEQUENCES, train: ['epochs 50', 'clip_norm 1', 'early_stopping(patience: 5)'] }),
  ],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const recurrent = plainLayers(train.model?.layers ?? []).find(
        ({ entry }) => entry.family === 'recurrent',
      );
      if (!recurrent || train.clipNorm.value !== null || train.clipValue.value !== null) continue;
      const statement = `clip_norm ${CLIP_NORM.start}`;
      report({
        message: t`${recurrent.id} (${recurrent.type}) is trained without gradient clipping: add clip_norm ${CLIP_NORM.start}.`,
        range: train.keywordRange,
        fixes: [
          {
            title: t`Add ${statement}`,
            edits: [setSetting(text, train, 'clip_norm', statement)],
            preferred: true,
          },
        ],
      });
    }
  },
};
