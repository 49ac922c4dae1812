import { CITATIONS } from './tuning-table.ts';
import type { Entry } from './types.ts';

const GLOROT_TEXT =
  'From fan-in and fan-out: keeps the variance of signals and gradients through sigmoid, tanh and softsign.';
const HE_TEXT =
  'From fan-in alone, doubled because half of a ReLU’s outputs are zero. For the ReLU family.';
const LECUN_TEXT = 'From fan-in alone. What SELU needs to stay self-normalising.';
const CONSTANT_TEXT = 'For biases. In a kernel it makes all units of a layer learn the same thing.';

type Words = Omit<Entry, 'kind' | 'snippet' | 'parameters'> & Partial<Entry>;

const ENTRIES: readonly Words[] = [
  {
    name: 'default',
    summary: 'Uniform, within 1/√fan-in.',
    documentation: 'What is used when nothing is said, as in PyTorch’s Linear.',
    formula: 'W ~ U(−1/√fan_in, 1/√fan_in)',
    source: 'LeCun et al. 1998, Efficient BackProp; as PyTorch’s Linear does it',
  },
  {
    name: 'glorot_uniform',
    summary: 'Glorot (Xavier), uniform.',
    documentation: GLOROT_TEXT,
    formula: 'W ~ U(±√(6 / (fan_in + fan_out)))',
    source: CITATIONS.glorot,
  },
  {
    name: 'glorot_normal',
    summary: 'Glorot (Xavier), normal.',
    documentation: GLOROT_TEXT,
    formula: 'W ~ N(0, 2 / (fan_in + fan_out))',
    source: CITATIONS.glorot,
  },
  {
    name: 'he_uniform',
    summary: 'He, uniform.',
    documentation: HE_TEXT,
    formula: 'W ~ U(±√(6 / fan_in))',
    source: CITATIONS.he,
  },
  {
    name: 'he_normal',
    summary: 'He, normal.',
    documentation: HE_TEXT,
    formula: 'W ~ N(0, 2 / fan_in)',
    source: CITATIONS.he,
  },
  {
    name: 'lecun_uniform',
    summary: 'LeCun, uniform.',
    documentation: LECUN_TEXT,
    formula: 'W ~ U(±√(3 / fan_in))',
    source: CITATIONS.lecun,
  },
  {
    name: 'lecun_normal',
    summary: 'LeCun, normal.',
    documentation: LECUN_TEXT,
    formula: 'W ~ N(0, 1 / fan_in)',
    source: CITATIONS.klambauer,
  },
  {
    name: 'orthogonal',
    summary: 'A random orthogonal matrix.',
    documentation: 'Keeps the norm of what it is multiplied with: usual for recurrent kernels.',
    formula: 'WᵀW = I',
    source: 'Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning',
  },
  {
    name: 'random_normal',
    summary: 'Normal with a standard deviation of your own.',
    documentation: 'Does not adapt to the size of the layer.',
    formula: 'W ~ N(0, std²)',
    source:
      'Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks: N(0, 0.01²)',
    parameters: [
      {
        name: 'std',
        type: 'number',
        default: 0.05,
        range: { minimum: 0, openMinimum: true },
        documentation: 'Standard deviation.',
      },
    ],
    snippet: 'random_normal(${1:0.05})',
  },
  {
    name: 'random_uniform',
    summary: 'Uniform with a limit of your own.',
    documentation: 'Does not adapt to the size of the layer.',
    formula: 'W ~ U(−limit, limit)',
    source:
      'Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors',
    parameters: [
      {
        name: 'limit',
        type: 'number',
        default: 0.05,
        range: { minimum: 0, openMinimum: true },
        documentation: 'Largest absolute value.',
      },
    ],
    snippet: 'random_uniform(${1:0.05})',
  },
  { name: 'zeros', summary: 'All zero.', documentation: CONSTANT_TEXT, formula: 'W = 0' },
  { name: 'ones', summary: 'All one.', documentation: CONSTANT_TEXT, formula: 'W = 1' },
  {
    name: 'constant',
    summary: 'All the same number.',
    documentation: CONSTANT_TEXT,
    formula: 'W = value',
    parameters: [{ name: 'value', type: 'number', documentation: 'The number.' }],
    snippet: 'constant(${1:0.1})',
  },
];

/** Every initialiser. */
export const INITIALIZERS: readonly Entry[] = ENTRIES.map((entry) => ({
  parameters: [],
  snippet: entry.name,
  ...entry,
  kind: 'initializer',
}));
