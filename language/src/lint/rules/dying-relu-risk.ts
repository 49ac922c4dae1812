import { CITATIONS } from '../../catalogue/tuning-table.ts';
import type { Fix } from '../../findings.ts';
import { setActivation, setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { plainChains } from '../gain.ts';
import { activationName, networksOf, type Unit } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Report, Rule } from '../rule.ts';

/** From this depth on narrow layers are counted together; shallower stacks are retrained quickly. */
const DEEP = 5;
/** Chance that the network is dead before training. */
const LARGEST_CHANCE = 0.1;
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const NARROW = Array.from({ length: 8 }, () => 'dense(4, relu, init: he_normal)');

export const dyingReluRisk: Rule = {
  id: 'dying-relu-risk',
  severity: 'warning',
  category: 'activation',
  topic: 'Activations: ReLU can die',
  summary: 'ReLU units of this layer are likely to die.',
  documentation: {
    what: `A relu layer starts with a negative bias; or ${DEEP} or more relu layers follow each other that are so narrow that one of them is dead from the start with a chance of more than ${100 * LARGEST_CHANCE} %.`,
    why: 'Where a unit’s input is negative for all samples, its output and its gradient are 0, and no step brings it back. With random weights each unit of a layer is negative with a chance of ½; all n of them with 2⁻ⁿ, and one such layer cuts the network in two: 1 − Π(1 − 2⁻ⁿ).',
    source: `Lu et al. 2020, Dying ReLU and initialization; ${CITATIONS.maas}`,
  },
  bad: [
    example({ layers: [...NARROW, HEAD] }),
    example({ layers: ['dense(32, relu, init: he_normal, bias_init: constant(-1))', HEAD] }),
  ],
  good: [
    example({ layers: [...NARROW.map((layer) => layer.replace('(4, relu', '(4, elu')), HEAD] }),
    example({}),
  ],
  check({ specification }, report) {
    for (const { hidden } of networksOf(specification)) {
      for (const unit of hidden) if (activationName(unit) === 'relu') checkBias(unit, report);
      for (const chain of plainChains(hidden)) checkChain(chain, report);
    }
  },
};

function checkBias({ layer }: Unit, report: Report): void {
  const bias = layer.values.bias_init;
  const argument = layer.arguments.bias_init;
  if (typeof bias !== 'object' || bias === null || !('name' in bias)) return;
  const value = Number(bias.arguments.value);
  if (bias.name !== 'constant' || !(value < 0)) return;
  report({
    message: `The units of ${layer.id} (relu) start with a bias of ${formatNumber(value)}, below which their gradient is 0.`,
    range: argument?.range ?? layer.typeRange,
    fixes: [
      {
        title: 'Use bias_init: zeros',
        edits: [setArgument(layer, 'bias_init', 'zeros')],
        preferred: true,
      },
    ],
  });
}

function checkChain(chain: readonly Unit[], report: Report): void {
  const rectified = chain.filter((unit) => activationName(unit) === 'relu');
  const [first] = rectified;
  const alive = rectified.reduce((product, { layer }) => {
    return product * (1 - 2 ** -(layer.output?.at(-1) ?? 64));
  }, 1);
  if (!first || rectified.length < DEEP || 1 - alive <= LARGEST_CHANCE) return;
  report({
    message: `${first.layer.id} begins a stack of ${rectified.length} narrow relu layers, which is dead from the start with a chance of ${formatNumber(Math.round(100 * (1 - alive)))} %.`,
    range: first.layer.typeRange,
    fixes: ['elu', 'leaky_relu'].map((name, index): Fix => {
      const edits = rectified
        .filter(({ layer }) => layer.copy === 0)
        .map(({ activationLayer }) => setActivation(activationLayer, name));
      return { title: `Change these layers to ${name}`, edits, preferred: index === 0 };
    }),
  });
}
