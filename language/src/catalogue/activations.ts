import { CITATIONS } from './tuning-table.ts';
import type { Entry, Parameter } from './types.ts';

export interface ActivationEntry extends Entry {
  readonly kind: 'activation';
  /** What it can give, both ends included or approached; absent where it can give any number. */
  readonly reach?: readonly [low: number, high: number];
}

type Words = Omit<ActivationEntry, 'kind' | 'parameters' | 'snippet'> & {
  readonly parameters?: readonly Parameter[];
  readonly snippet?: string;
};

const ENTRIES: readonly Words[] = [
  {
    name: 'linear',
    summary: 'No activation.',
    documentation: 'For the output of a regression.',
    formula: 'f(x) = x',
    source:
      'Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors',
  },
  {
    name: 'sigmoid',
    reach: [0, 1],
    summary: 'S-curve from 0 to 1.',
    documentation:
      'For the output of a yes-or-no question. In hidden layers it saturates: its derivative is at most ¼, so gradients vanish with depth.',
    formula: 'f(x) = 1 / (1 + e⁻ˣ)',
    source: CITATIONS.glorot,
  },
  {
    name: 'tanh',
    reach: [-1, 1],
    summary: 'S-curve from −1 to 1.',
    documentation: 'Saturates like `sigmoid`, but is centred on 0. Usual inside recurrent layers.',
    formula: 'f(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)',
    source: CITATIONS.lecun,
  },
  {
    name: 'relu',
    reach: [0, Number.POSITIVE_INFINITY],
    summary: 'Rectified linear unit.',
    documentation:
      'The usual choice for hidden layers: does not saturate for positive inputs. A unit whose input is negative for all samples is dead.',
    formula: 'f(x) = max(0, x)',
    source: 'Nair & Hinton 2010, Rectified linear units improve restricted Boltzmann machines',
  },
  {
    name: 'leaky_relu',
    summary: 'ReLU with a small slope for negative inputs.',
    documentation: 'Its units cannot die.',
    formula: 'f(x) = max(slope·x, x)',
    source: CITATIONS.maas,
    parameters: [
      {
        name: 'slope',
        type: 'number',
        default: 0.01,
        range: { minimum: 0, maximum: 1 },
        documentation: 'Slope for negative inputs.',
      },
    ],
    snippet: 'leaky_relu(${1:0.01})',
  },
  {
    name: 'prelu',
    summary: 'Leaky ReLU whose slope is learned, one a channel.',
    documentation: 'May overfit on small data sets.',
    formula: 'f(x) = max(0, x) + a·min(0, x)',
    source: CITATIONS.he,
    parameters: [
      {
        name: 'slope',
        type: 'number',
        default: 0.25,
        documentation: 'Where the learned slope starts.',
      },
    ],
  },
  {
    name: 'elu',
    summary: 'Exponential linear unit.',
    documentation: 'Smooth, with negative outputs down to −alpha, which bring the mean near 0.',
    formula: 'f(x) = x for x > 0, alpha·(eˣ − 1) otherwise',
    source: CITATIONS.clevert,
    parameters: [
      {
        name: 'alpha',
        type: 'number',
        default: 1,
        range: { minimum: 0, openMinimum: true },
        documentation: 'The limit for very negative inputs is −alpha.',
      },
    ],
  },
  {
    name: 'selu',
    summary: 'Scaled exponential linear unit.',
    documentation:
      'Keeps mean 0 and variance 1 through many layers, if the network is a plain stack of `dense` layers with `lecun_normal`, standardized inputs and `alpha_dropout`.',
    formula: 'f(x) = 1.0507·x for x > 0, 1.0507·1.6733·(eˣ − 1) otherwise',
    source: CITATIONS.klambauer,
  },
  {
    name: 'gelu',
    summary: 'Gaussian error linear unit.',
    documentation: 'A smooth ReLU, usual in transformers.',
    formula: 'f(x) = x·Φ(x)',
    source: 'Hendrycks & Gimpel 2016, Gaussian error linear units',
  },
  {
    name: 'swish',
    summary: 'x times its sigmoid (SiLU).',
    documentation: 'A smooth ReLU that is slightly negative for small negative inputs.',
    formula: 'f(x) = x / (1 + e⁻ˣ)',
    source: 'Ramachandran et al. 2017, Searching for activation functions',
  },
  {
    name: 'softplus',
    reach: [0, Number.POSITIVE_INFINITY],
    summary: 'Smooth ReLU that is always positive.',
    documentation: 'For outputs that must be positive.',
    formula: 'f(x) = ln(1 + eˣ)',
    source:
      'Dugas et al. 2001, Incorporating second-order functional knowledge for better option pricing',
  },
  {
    name: 'softsign',
    reach: [-1, 1],
    summary: 'S-curve from −1 to 1 with slow tails.',
    documentation: 'Saturates more slowly than `tanh`.',
    formula: 'f(x) = x / (1 + |x|)',
    source: CITATIONS.glorot,
  },
  {
    name: 'hard_sigmoid',
    reach: [0, 1],
    summary: 'Piecewise linear approximation of sigmoid.',
    documentation: 'Exactly 0 below −3 and 1 above 3, where nothing is learned.',
    formula: 'f(x) = min(1, max(0, x/6 + ½))',
    source: 'Courbariaux et al. 2015, BinaryConnect',
  },
  {
    name: 'exponential',
    reach: [0, Number.POSITIVE_INFINITY],
    summary: 'e to the power of x.',
    documentation: 'Grows without bound: rarely wise in hidden layers.',
    formula: 'f(x) = eˣ',
    source: 'The exponential family: Nelder & Wedderburn 1972, Generalized linear models',
  },
  {
    name: 'softmax',
    reach: [0, 1],
    summary: 'Probabilities that sum to 1.',
    documentation: 'For the output of a classification, with one unit a class.',
    formula: 'f(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)',
    source:
      'Bridle 1990, Probabilistic interpretation of feedforward classification network outputs',
  },
];

/** Every activation. */
export const ACTIVATIONS: readonly ActivationEntry[] = ENTRIES.map((entry) => ({
  kind: 'activation',
  parameters: [],
  snippet: entry.name,
  ...entry,
}));
