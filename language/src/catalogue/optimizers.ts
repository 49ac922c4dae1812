import { epsilonParameter } from './shared-parameters.ts';
import { CITATIONS, LEARNING_RATES } from './tuning-table.ts';
import type { Entry, Parameter } from './types.ts';

function learningRate(optimizer: keyof typeof LEARNING_RATES): Parameter {
  return {
    name: 'learning_rate',
    type: 'number',
    default: LEARNING_RATES[optimizer].start,
    documentation: 'Length of a step along the (adapted) gradient.',
    tuning: 'learningRate',
  };
}

/** A share that is kept from step to step. */
function decay(name: string, byDefault: number, documentation: string): Parameter {
  const range = { minimum: 0, maximum: 1, openMaximum: true };
  return { name, type: 'number', default: byDefault, range, documentation };
}

const BETAS: readonly Parameter[] = [
  decay('beta1', 0.9, 'Share of the mean gradient that is kept at each step.'),
  decay('beta2', 0.999, 'Share of the mean squared gradient that is kept at each step.'),
];

type Words = Omit<Entry, 'kind' | 'snippet'>;

const ENTRIES: readonly Words[] = [
  {
    name: 'sgd',
    summary: 'Stochastic gradient descent, with momentum where wanted.',
    documentation:
      'With `momentum` it keeps a velocity; with `nesterov: true` the gradient is taken a step ahead (NAG).',
    formula: 'v = momentum·v + g;  w = w − learning_rate·v',
    source: CITATIONS.sutskever,
    parameters: [
      learningRate('sgd'),
      decay('momentum', 0, 'Share of the velocity that is kept at each step; 0 is plain descent.'),
      {
        name: 'nesterov',
        type: 'boolean',
        default: false,
        documentation: 'Nesterov’s accelerated gradient; needs momentum.',
      },
    ],
  },
  {
    name: 'adagrad',
    summary: 'A learning rate of its own for each weight, which only shrinks.',
    documentation:
      'For sparse data and simple models; in long training its rate decays to nothing.',
    formula: 's = s + g²;  w = w − learning_rate·g / (√s + ε)',
    source: CITATIONS.duchi,
    parameters: [learningRate('adagrad'), epsilonParameter(1e-7)],
  },
  {
    name: 'adadelta',
    summary: 'AdaGrad with a moving window and steps in the units of the weights.',
    documentation: 'Written for a learning rate of 1.',
    formula:
      's = ρ·s + (1 − ρ)·g²;  Δ = √(d + ε)/√(s + ε)·g;  d = ρ·d + (1 − ρ)·Δ²;  w = w − learning_rate·Δ',
    source: CITATIONS.zeiler,
    parameters: [
      learningRate('adadelta'),
      decay('rho', 0.95, 'Share of the averages that is kept at each step.'),
      epsilonParameter(1e-6),
    ],
  },
  {
    name: 'rmsprop',
    summary: 'Divides by the root of a moving mean of squared gradients.',
    documentation: 'Usual for recurrent networks.',
    formula: 's = ρ·s + (1 − ρ)·g²;  w = w − learning_rate·g / (√s + ε)',
    source: CITATIONS.tieleman,
    parameters: [
      learningRate('rmsprop'),
      decay('rho', 0.9, 'Share of the mean squared gradient that is kept at each step.'),
      decay('momentum', 0, 'Share of the velocity that is kept at each step.'),
      epsilonParameter(1e-7),
    ],
  },
  {
    name: 'adam',
    summary: 'Momentum and RMSProp together, with their starts corrected.',
    documentation: 'The usual choice.',
    formula: 'm = β₁·m + (1 − β₁)·g;  v = β₂·v + (1 − β₂)·g²;  w = w − learning_rate·m̂ / (√v̂ + ε)',
    source: CITATIONS.kingma,
    parameters: [learningRate('adam'), ...BETAS, epsilonParameter(1e-7)],
  },
  {
    name: 'adamax',
    summary: 'Adam with the largest gradient instead of the mean square.',
    documentation: 'Steadier than Adam where gradients are sparse, as with embeddings.',
    formula: 'u = max(β₂·u, |g|);  w = w − learning_rate·m̂ / (u + ε)',
    source: CITATIONS.kingma,
    parameters: [learningRate('adamax'), ...BETAS, epsilonParameter(1e-7)],
  },
  {
    name: 'nadam',
    summary: 'Adam with Nesterov’s look ahead.',
    documentation: 'Often a little faster than Adam.',
    formula: 'w = w − learning_rate·(β₁·m̂ + (1 − β₁)·ĝ) / (√v̂ + ε)',
    source: CITATIONS.dozat,
    parameters: [learningRate('nadam'), ...BETAS, epsilonParameter(1e-7)],
  },
  {
    name: 'adamw',
    summary: 'Adam with weights that decay directly.',
    documentation:
      'Decays weights independently of their gradients’ size, as L2 with Adam does not.',
    formula: 'w = w − learning_rate·(m̂ / (√v̂ + ε) + weight_decay·w)',
    source: CITATIONS.loshchilov,
    parameters: [
      learningRate('adamw'),
      ...BETAS,
      epsilonParameter(1e-7),
      {
        name: 'weight_decay',
        type: 'number',
        default: 0.01,
        range: { minimum: 0 },
        documentation: 'Share of each weight that is taken off, times the learning rate.',
      },
    ],
  },
];

/** Every optimizer. */
export const OPTIMIZERS: readonly Entry[] = ENTRIES.map((entry) => ({
  ...entry,
  kind: 'optimizer',
  snippet: `${entry.name}(learning_rate: \${1:${entry.parameters[0]?.default}})`,
}));
