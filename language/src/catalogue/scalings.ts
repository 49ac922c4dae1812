import type { Entry } from './types.ts';

/** What `scale` and `scale_target` take. */
export const SCALINGS: readonly Entry[] = [
  {
    kind: 'scaling',
    name: 'none',
    summary: 'As it is.',
    documentation: 'For features that are already of about the same size.',
    formula: 'x',
    parameters: [],
    snippet: 'none',
  },
  {
    kind: 'scaling',
    name: 'standardize',
    summary: 'To mean 0 and variance 1, column by column.',
    documentation: 'The usual choice. Mean and deviation come from the training part alone.',
    formula: '(x − mean) / std',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.3',
    parameters: [],
    snippet: 'standardize',
  },
  {
    kind: 'scaling',
    name: 'min_max',
    summary: 'To 0…1, column by column.',
    documentation: 'Smallest and largest value come from the training part alone.',
    formula: '(x − min) / (max − min)',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.3',
    parameters: [],
    snippet: 'min_max',
  },
  {
    kind: 'scaling',
    name: 'divide',
    summary: 'Divided by a number.',
    documentation: 'For images: `divide(255)`.',
    formula: 'x / by',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.3',
    parameters: [
      {
        name: 'by',
        type: 'number',
        range: { minimum: 0, openMinimum: true },
        documentation: 'The divisor.',
      },
    ],
    snippet: 'divide(${1:255})',
  },
];

/** What `features` takes. */
export const SELECTIONS: readonly Entry[] = [
  {
    kind: 'selection',
    name: 'include',
    summary: 'These columns alone.',
    documentation: '`features include(age, bmi)`',
    parameters: [
      { name: 'columns', type: 'column', rest: true, documentation: 'Names of columns.' },
    ],
    snippet: 'include(${1:column})',
  },
  {
    kind: 'selection',
    name: 'exclude',
    summary: 'All columns but these and the target.',
    documentation: '`features exclude(id)`',
    parameters: [
      { name: 'columns', type: 'column', rest: true, documentation: 'Names of columns.' },
    ],
    snippet: 'exclude(${1:column})',
  },
];
