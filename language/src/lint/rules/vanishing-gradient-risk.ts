import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import type { Fix } from '../../findings.ts';
import { insertAfter, useRelu } from '../edits.ts';
import { example } from '../examples.ts';
import { gradientRatio, kernelGradientRatio, plainChains } from '../gain.ts';
import { networksOf, type Unit } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** The same share as the symptom `vanishing-gradient` calls vanished while training. */
export const VANISHED = 1e-3;

const DEEP = Array.from({ length: 8 }, () => 'dense(32, sigmoid, init: glorot_uniform)');
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const vanishingGradientRisk: Rule = {
  id: 'vanishing-gradient-risk',
  severity: 'warning',
  category: 'activation',
  topic: 'Vanishing gradients',
  summary: 'The gradient will hardly reach the first layers.',
  documentation: {
    what: 'Hidden layers follow each other without normalisation or residual block, and the gradient that is predicted for the first of them is a thousand times smaller than behind the last.',
    why: 'Going back through a layer multiplies the gradient’s mean square by fan_out · Var(W) · E[f′(z)²]. The derivative of a sigmoid is at most ¼, so each layer takes at least three quarters of the gradient away; too small an initialiser does the same to any activation. The first layers then learn nothing.',
    source: `${CITATIONS.glorot}; Schoenholz et al. 2017, Deep information propagation`,
  },
  bad: [example({ layers: [...DEEP, HEAD] })],
  good: [
    example({ layers: [...DEEP.map(() => 'dense(32, relu, init: he_normal)'), HEAD] }),
    example({ layers: [...DEEP.slice(0, 2), HEAD] }),
  ],
  check({ specification, text }, report) {
    for (const { hidden, units } of networksOf(specification)) {
      const head = units.find(({ isHead }) => isHead);
      for (const chain of plainChains(hidden)) {
        const ratio = predicted(chain, head);
        const [first] = chain;
        if (!first || ratio === undefined) continue;
        const last = chain.at(-1) as Unit;
        report({
          message: t`The gradient of ${first.layer.id} will be ${formatNumber(1 / ratio)} times smaller than behind ${last.layer.id}: ${chain.length} hidden layers without normalisation take it away.`,
          range: first.layer.typeRange,
          fixes: fixesFor(text, chain),
        });
      }
    }
  },
};

/** Of the kernels' gradients, as they are measured while training; of the errors alone where the signal fades as well. */
function predicted(chain: readonly Unit[], head: Unit | undefined): number | undefined {
  const ratios = [head && kernelGradientRatio(chain, head), gradientRatio(chain)];
  return ratios.find((ratio) => ratio !== undefined && ratio < VANISHED);
}

function fixesFor(text: string, chain: readonly Unit[]): Fix[] {
  const units = oncePerPlace(chain);
  return [
    {
      title: t`Use relu with He initialisation in these layers`,
      edits: units.flatMap(({ layer, activationLayer }) => useRelu(layer, activationLayer)),
      preferred: true,
    },
    {
      title: t`Insert batch_norm after these layers`,
      edits: units.map(({ layer }) => insertAfter(text, layer.range, 'batch_norm')),
      preferred: false,
    },
  ];
}

function oncePerPlace(chain: readonly Unit[]): Unit[] {
  return chain.filter(({ layer }) => layer.copy === 0);
}
