import { t } from '#l10n';
import { useRelu } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const FEED_FORWARD: ReadonlySet<string> = new Set(['dense', 'convolution']);

export const linearStack: Rule = {
  id: 'linear-stack',
  severity: 'warning',
  category: 'activation',
  topic: 'Tuning table: activation',
  summary: 'Hidden layers without an activation add nothing.',
  documentation: {
    what: 'No hidden layer of the model has an activation.',
    why: '(x·W₁ + b₁)·W₂ + b₂ = x·(W₁W₂) + (b₁W₂ + b₂): layers without a non-linearity between them are one linear layer, however many there are.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 6.1',
  },
  bad: [
    example({
      layers: ['dense(32, init: glorot_uniform)', 'dense(16, init: glorot_uniform)', HEAD],
    }),
  ],
  good: [example({})],
  check({ specification }, report) {
    for (const { hidden, layers } of networksOf(specification)) {
      const isLinear = hidden.every(
        (unit) => activationName(unit) === 'linear' && FEED_FORWARD.has(unit.layer.entry.family),
      );
      const curves = layers.some(({ type }) => type === 'max_pool2d' || type === 'max_pool1d');
      const [first] = hidden;
      if (!first || !isLinear || curves || first.layer.parent) continue;
      const edits = hidden
        .filter(({ layer }) => layer.copy === 0)
        .flatMap(({ layer, activationLayer }) => useRelu(layer, activationLayer));
      report({
        message: t`${first.layer.id} and the layers after it have no activation: together they are one linear layer.`,
        range: first.layer.typeRange,
        fixes: [
          {
            title: t`Use relu with He initialisation in the hidden layers`,
            edits,
            preferred: true,
          },
        ],
      });
    }
  },
};
