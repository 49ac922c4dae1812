import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const LONGEST = 20;
const TRAIN = ['epochs 50', 'clip_norm 1', 'early_stopping(patience: 5)'];
const HEAD = 'dense(1, linear, init: glorot_uniform)';
const LONG = { data: ['source adding(length: 60)'], input: '60, 2', train: TRAIN };
const SHORT = { data: ['source adding(length: 10)'], input: '10, 2', train: TRAIN };

export const simpleRnnLongSequence: Rule = {
  id: 'simple-rnn-long-sequence',
  severity: 'warning',
  category: 'recurrent',
  topic: 'Vanishing gradients',
  summary: 'A simple recurrent layer forgets within some twenty steps.',
  documentation: {
    what: `A simple_rnn reads sequences of more than ${LONGEST} steps.`,
    why: 'The gradient of step t from step T is a product of T − t Jacobians diag(tanh′)·U. It shrinks like a power of T − t, so what happened long ago is not learned. The cell of an lstm or gru passes it on nearly unchanged.',
    source: `Bengio, Simard & Frasconi 1994, Learning long-term dependencies with gradient descent is difficult; ${CITATIONS.hochreiter}`,
  },
  bad: [example({ ...LONG, layers: ['simple_rnn(32)', HEAD] })],
  good: [
    example({ ...LONG, layers: ['gru(32)', HEAD] }),
    example({ ...SHORT, layers: ['simple_rnn(32)', HEAD] }),
  ],
  check({ specification }, report) {
    for (const layer of networksOf(specification).flatMap(({ layers }) => layers)) {
      const steps = layer.input?.[0] ?? 0;
      if (layer.type !== 'simple_rnn' || steps <= LONGEST) continue;
      report({
        message: t`${layer.id} reads ${steps} steps, of which a simple recurrent layer remembers about ${LONGEST}: use lstm or gru.`,
        range: layer.typeRange,
        fixes: ['gru', 'lstm'].map((type, index) => ({
          title: t`Change to ${type}`,
          edits: [replaceRange(layer.typeRange, type)],
          preferred: index === 0,
        })),
      });
    }
  },
};
