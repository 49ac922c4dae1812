import { t } from '#l10n';
import { setActivation } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const softmaxHidden: Rule = {
  id: 'softmax-hidden',
  severity: 'warning',
  category: 'activation',
  topic: 'Tuning table: activation',
  summary: 'Softmax belongs to the output, not into the network.',
  documentation: {
    what: 'A hidden layer has softmax as its activation.',
    why: 'Softmax makes the units of a layer compete: their outputs add up to 1, so wide layers pass on tiny numbers, and the Jacobian diag(p) − p·pᵀ is singular. Used a second time at the output it flattens the probabilities.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2.3',
  },
  bad: [example({ layers: ['dense(32, softmax, init: he_normal)', HEAD] })],
  good: [example({})],
  check({ specification }, report) {
    for (const unit of networksOf(specification).flatMap(({ hidden }) => hidden)) {
      if (activationName(unit) !== 'softmax') continue;
      report({
        message: t`${unit.layer.id} is a hidden layer with softmax, which makes its ${unit.layer.output?.at(-1) ?? ''} units compete: use relu.`,
        range: unit.activation?.range ?? unit.layer.typeRange,
        fixes: [
          {
            title: t`Change to relu`,
            edits: [setActivation(unit.activationLayer, 'relu')],
            preferred: true,
          },
        ],
      });
    }
  },
};
