import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { setActivation, setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { gradientRatio, plainChains, throughTimeRatio } from '../gain.ts';
import { activationName, networksOf, type Unit } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Report, Rule } from '../rule.ts';
import { matchOf } from '../variance.ts';

/** So many times what it is behind the last layer, or what it would be with matching initialisers. */
export const EXPLODED = 1e3;

const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const explodingGradientRisk: Rule = {
  id: 'exploding-gradient-risk',
  severity: 'warning',
  category: 'activation',
  topic: 'Exploding gradients',
  summary: 'The gradient will grow from layer to layer.',
  documentation: {
    what: 'A hidden layer has the exponential activation; or hidden layers follow each other without normalisation, and the gradient that is predicted for the first of them is a thousand times larger than behind the last; or that of the steps of a simple_rnn’s sequence is in the mean, than that of its last.',
    why: 'Going back through a layer multiplies the gradient’s mean square by fan_out · Var(W) · E[f′(z)²]. Above 1 it grows with every layer until the weights overflow; going back through the steps of a sequence does the same with the recurrent kernel. The exponential is its own derivative and grows beyond every bound.',
    source: `${CITATIONS.pascanu}; Schoenholz et al. 2017, Deep information propagation`,
  },
  bad: [
    example({ layers: ['dense(16, exponential, init: he_normal)', HEAD] }),
    example({
      data: ['source sine(length: 20)'],
      input: '20, 1',
      layers: [
        'simple_rnn(64, init: glorot_uniform, recurrent_init: random_normal(std: 0.7))',
        'dense(1)',
      ],
      train: ['epochs 50', 'clip_norm 1.0', 'early_stopping(patience: 5)'],
    }),
  ],
  good: [
    example({
      layers: ['dense(16, elu, init: he_normal)', 'dense(16, elu, init: he_normal)', HEAD],
    }),
  ],
  check({ specification }, report) {
    for (const { hidden } of networksOf(specification)) {
      for (const unit of hidden) {
        reportExponential(unit, report);
        reportThroughTime(unit, report);
      }
      for (const chain of plainChains(hidden)) reportChain(chain, report);
    }
  },
};

function reportExponential(unit: Unit, report: Report): void {
  if (activationName(unit) !== 'exponential') return;
  report({
    message: t`${unit.layer.id} has the exponential activation, whose gradient grows without bound: use elu.`,
    range: unit.activation?.range ?? unit.layer.typeRange,
    fixes: ['elu', 'relu'].map((name, index) => ({
      title: t`Change to ${name}`,
      edits: [setActivation(unit.activationLayer, name)],
      preferred: index === 0,
    })),
  });
}

function reportChain(chain: readonly Unit[], report: Report): void {
  const ratio = gradientRatio(chain);
  const [first] = chain;
  if (!first || ratio === undefined || ratio <= EXPLODED) return;
  const edits = chain
    .filter(({ layer }) => layer.copy === 0)
    .map((unit) => setArgument(unit.layer, 'init', matchOf(activationName(unit)).init));
  report({
    message: t`The gradient of ${first.layer.id} will be ${formatNumber(ratio)} times larger than behind ${chain.at(-1)?.layer.id ?? ''}: the initialisers are too large.`,
    range: first.layer.typeRange,
    fixes: [{ title: t`Use the matching initialisers in these layers`, edits, preferred: true }],
  });
}

function reportThroughTime(unit: Unit, report: Report): void {
  const ratio = throughTimeRatio(unit);
  const { layer } = unit;
  if (ratio === undefined || ratio <= EXPLODED) return;
  report({
    message: t`Back through the ${layer.input?.[0] ?? ''} steps of ${layer.id} the gradient will grow ${formatNumber(ratio)}-fold: the recurrent kernel starts too large.`,
    range: layer.arguments.recurrent_init?.range ?? layer.typeRange,
    fixes: [
      {
        title: t`Use recurrent_init: orthogonal`,
        edits: [setArgument(layer, 'recurrent_init', 'orthogonal')],
        preferred: true,
      },
    ],
  });
}
