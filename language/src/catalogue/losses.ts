import type { Entry } from './types.ts';

type Words = Omit<Entry, 'kind' | 'parameters' | 'snippet'> & Partial<Entry>;

const ENTRIES: readonly Words[] = [
  {
    name: 'cross_entropy',
    summary: 'For one class of several, with a softmax head.',
    documentation: 'The chosen loss for classes. At the start it should be about ln(classes).',
    formula: 'L = −ln p[class]',
    source:
      'Bridle 1990, Probabilistic interpretation of feedforward classification network outputs',
  },
  {
    name: 'binary_cross_entropy',
    summary: 'For yes or no, with a sigmoid head.',
    documentation: 'One unit for a question, or one unit for each of several questions.',
    formula: 'L = −(y·ln p + (1 − y)·ln(1 − p))',
    source: 'Cox 1958, The regression analysis of binary sequences',
  },
  {
    name: 'mse',
    summary: 'Mean squared error.',
    documentation: 'The chosen loss for real targets. Outliers weigh heavily.',
    formula: 'L = mean (ŷ − y)²',
    source: 'Gauss 1809, Theoria motus: least squares',
  },
  {
    name: 'mae',
    summary: 'Mean absolute error.',
    documentation: 'For real targets with outliers: predicts the median.',
    formula: 'L = mean |ŷ − y|',
    source: 'Laplace 1793, Sur quelques points du système du monde: least absolute deviations',
  },
  {
    name: 'huber',
    summary: 'Squared near zero, absolute beyond.',
    documentation: 'For real targets with some outliers.',
    formula: 'L = ½e² for |e| ≤ delta, delta·(|e| − ½delta) beyond',
    source: 'Huber 1964, Robust estimation of a location parameter',
    parameters: [
      {
        name: 'delta',
        type: 'number',
        default: 1,
        range: { minimum: 0, openMinimum: true },
        documentation: 'Where the loss turns from squared to absolute.',
      },
    ],
    snippet: 'huber(delta: ${1:1})',
  },
  {
    name: 'hinge',
    summary: 'For two classes with a margin, with a linear or tanh head.',
    documentation: 'The loss of support vector machines, on targets −1 and 1.',
    formula: 'L = max(0, 1 − y·ŷ)',
    source: 'Cortes & Vapnik 1995, Support-vector networks',
  },
  {
    name: 'kl_divergence',
    summary: 'Distance of one distribution from another.',
    documentation: 'For targets that are probabilities, with a softmax head.',
    formula: 'L = Σ y·ln(y / p)',
    source: 'Kullback & Leibler 1951, On information and sufficiency',
  },
];

/** Every loss. */
export const LOSSES: readonly Entry[] = ENTRIES.map((entry) => ({
  parameters: [],
  snippet: entry.name,
  ...entry,
  kind: 'loss',
}));
