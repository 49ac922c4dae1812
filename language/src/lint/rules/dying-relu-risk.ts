import { t } from '#l10n';
import { CITATIONS, LEARNING_RATES } from '../../catalogue/tuning-table.ts';
import type { Place } from '../../catalogue/types.ts';
import type { Fix } from '../../findings.ts';
import { replaceRange, setActivation, setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { plainChains } from '../gain.ts';
import { activationName, type Network, networksOf, type Unit } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Report, Rule } from '../rule.ts';
import { fansOf } from '../variance.ts';

/** From this depth on narrow layers are counted together; shallower stacks are retrained quickly. */
const DEEP = 5;
/** Chance that the network is dead before training. */
const LARGEST_CHANCE = 0.1;
/** Optimizers whose first steps are as long as the rate, whatever the gradient's size (Kingma & Ba 2015, section 2.1). */
const ADAPTIVE = ['adam', 'adamw', 'adamax', 'nadam', 'rmsprop'] as const;
/** Mean over root mean square of what a relu layer gives: a normal variable cut off at 0. */
const RELU_MEAN = 1 / Math.sqrt(Math.PI);
/** Standard deviation of a unit's input under He initialisation, for inputs of mean square 1. */
const HE_STD = Math.SQRT2;
/** A step by so many of these takes nearly all samples across 0. */
const LONG_STEP = 2;

const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const WIDE = 'dense(700, relu, init: he_normal)';
const NARROW = Array.from({ length: 8 }, () => 'dense(4, relu, init: he_normal)');

export const dyingReluRisk: Rule = {
  id: 'dying-relu-risk',
  severity: 'warning',
  category: 'activation',
  topic: 'Activations: ReLU can die',
  summary: 'ReLU units of this layer are likely to die.',
  documentation: {
    what: `A relu layer starts with a negative bias; or ${DEEP} or more relu layers follow each other that are so narrow that one of them is dead from the start with a chance of more than ${100 * LARGEST_CHANCE} %; or an adaptive optimizer's rate is so high for a relu layer's width that one step moves its units by more than ${LONG_STEP} standard deviations.`,
    why: 'Where a unit’s input is negative for all samples, its output and its gradient are 0, and no step brings it back. With random weights each unit of a layer is negative with a chance of ½; all n of them with 2⁻ⁿ, and one such layer cuts the network in two: 1 − Π(1 − 2⁻ⁿ). Behind a relu layer all inputs x are positive, so that a step of Adam, rate · sign(g) for each weight, moves a unit the same way for all samples: by rate · Σx, about rate · n · √(1/π) for n inputs, where He initialisation gives it a standard deviation of √2.',
    source: `Lu et al. 2020, Dying ReLU and initialization; ${CITATIONS.maas}; ${CITATIONS.kingma}`,
  },
  bad: [
    example({ layers: [...NARROW, HEAD] }),
    example({ layers: ['dense(32, relu, init: he_normal, bias_init: constant(-1))', HEAD] }),
    example({
      layers: [WIDE, WIDE, HEAD],
      train: ['optimizer adam(learning_rate: 0.01)', 'epochs 50', 'early_stopping(patience: 5)'],
    }),
  ],
  good: [
    example({ layers: [...NARROW.map((layer) => layer.replace('(4, relu', '(4, elu')), HEAD] }),
    example({}),
  ],
  check({ specification }, report) {
    for (const network of networksOf(specification)) {
      const { hidden } = network;
      checkRates(network, report);
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
    message: t`The units of ${layer.id} (relu) start with a bias of ${formatNumber(value)}, below which their gradient is 0.`,
    range: argument?.range ?? layer.typeRange,
    fixes: [
      {
        title: t`Use bias_init: zeros`,
        edits: [setArgument(layer, 'bias_init', 'zeros')],
        preferred: true,
      },
    ],
  });
}

/** The widest relu layer behind another, against each rate that it is trained with. */
function checkRates({ model, hidden }: Network, report: Report): void {
  const isRelu = (unit: Unit | undefined) => unit && activationName(unit) === 'relu';
  const fed = hidden.filter((unit, i) => isRelu(unit) && !unit.normalized && isRelu(hidden[i - 1]));
  const [widest] = fed.sort((a, b) => inputsOf(b) - inputsOf(a));
  if (!widest) return;
  const longest = (LONG_STEP * HE_STD) / (RELU_MEAN * inputsOf(widest));
  const optimizers = model.trains.flatMap(({ phases, optimizer }) =>
    phases.length > 0 ? phases.map((phase) => phase.optimizer) : [optimizer],
  );
  for (const { value } of optimizers) {
    const { name, arguments: values, places } = value;
    const rate = Number(values.learning_rate);
    if (!isAdaptive(name) || rate <= longest) continue;
    const step = Number((RELU_MEAN * inputsOf(widest) * rate).toPrecision(2));
    report({
      message: t`A step of ${name} at a learning rate of ${formatNumber(rate)} moves each unit of ${widest.layer.id} (relu) by about ${formatNumber(step)} for all samples alike, which throws it below 0 for good.`,
      range: widest.layer.typeRange,
      fixes: [...lowerRate(name, places.learning_rate, longest), leakyInstead(hidden)],
    });
    return;
  }
}

function inputsOf({ layer }: Unit): number {
  return fansOf(layer)?.fanIn ?? 0;
}

function isAdaptive(name: string): name is (typeof ADAPTIVE)[number] {
  return ADAPTIVE.some((adaptive) => adaptive === name);
}

/** The optimizer's usual rate, or the power of ten under the longest that will do. */
function lowerRate(
  name: (typeof ADAPTIVE)[number],
  place: Place | undefined,
  longest: number,
): Fix[] {
  if (!place?.written) return [];
  const powerOfTen = 10 ** Math.floor(Math.log10(longest));
  const rate = formatNumber(Math.min(LEARNING_RATES[name].start, powerOfTen));
  const edits = [replaceRange(place.range, rate)];
  return [{ title: t`Change the learning rate to ${rate}`, edits, preferred: true }];
}

function leakyInstead(hidden: readonly Unit[]): Fix {
  const edits = hidden
    .filter((unit) => unit.layer.copy === 0 && activationName(unit) === 'relu')
    .map(({ activationLayer }) => setActivation(activationLayer, 'leaky_relu'));
  return { title: t`Change the relu layers to leaky_relu`, edits, preferred: false };
}

function checkChain(chain: readonly Unit[], report: Report): void {
  const rectified = chain.filter((unit) => activationName(unit) === 'relu');
  const [first] = rectified;
  const alive = rectified.reduce((product, { layer }) => {
    return product * (1 - 2 ** -(layer.output?.at(-1) ?? 64));
  }, 1);
  if (!first || rectified.length < DEEP || 1 - alive <= LARGEST_CHANCE) return;
  report({
    message: t`${first.layer.id} begins a stack of ${rectified.length} narrow relu layers, which is dead from the start with a chance of ${formatNumber(Math.round(100 * (1 - alive)))} %.`,
    range: first.layer.typeRange,
    fixes: ['elu', 'leaky_relu'].map((name, index): Fix => {
      const edits = rectified
        .filter(({ layer }) => layer.copy === 0)
        .map(({ activationLayer }) => setActivation(activationLayer, name));
      return { title: t`Change these layers to ${name}`, edits, preferred: index === 0 };
    }),
  });
}
