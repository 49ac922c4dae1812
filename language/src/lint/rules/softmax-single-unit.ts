import { t } from '#l10n';
import type { Fix } from '../../findings.ts';
import type { PlainLayer, ResolvedModel } from '../../semantics/model.ts';
import { setActivation } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const MOONS = { data: ['source moons()'] };
const HIDDEN = 'dense(32, relu, init: he_normal)';

export const softmaxSingleUnit: Rule = {
  id: 'softmax-single-unit',
  severity: 'error',
  category: 'head',
  topic: 'Tuning table: activation',
  summary: 'Softmax over a single unit is always 1.',
  documentation: {
    what: 'A layer with one unit has softmax as its activation.',
    why: 'softmax(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ. With one unit it is e^z / e^z = 1 for every input: the prediction is constant and the gradient zero.',
    source:
      'Bridle 1990, Probabilistic interpretation of feedforward classification network outputs',
  },
  bad: [
    example({
      ...MOONS,
      layers: [HIDDEN, 'dense(1, softmax, init: glorot_uniform)'],
    }),
  ],
  good: [example({ ...MOONS, layers: [HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'] })],
  check({ specification }, report) {
    for (const { model, units } of networksOf(specification)) {
      for (const { layer, activation, activationLayer } of units) {
        if (activation?.value.name !== 'softmax' || layer.output?.at(-1) !== 1) continue;
        report({
          message: t`${layer.id} has a single unit, and softmax over a single unit is always 1.`,
          range: activation.range,
          fixes: fixesFor(activationLayer, model),
        });
      }
    }
  },
};

/** A probability for classes, a number for real targets; both where nobody knows which it is. */
function fixesFor(layer: PlainLayer, model: ResolvedModel): Fix[] {
  const kinds = new Set(model.trains.map(({ data }) => data?.targetKind));
  const activations = kinds.has('classes')
    ? ['sigmoid']
    : kinds.has('real')
      ? ['linear']
      : ['sigmoid', 'linear'];
  return activations.map((name, index) => ({
    title: t`Change to ${name}`,
    edits: [setActivation(layer, name)],
    preferred: index === 0,
  }));
}
