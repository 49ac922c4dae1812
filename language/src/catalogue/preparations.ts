import type { Entry, Parameter } from './types.ts';

function columns(defaultText: string): Parameter {
  return {
    name: 'columns',
    type: 'column',
    rest: true,
    default: null,
    defaultText,
    documentation: 'Names of feature columns.',
  };
}

/** What `encode` takes. */
export const ENCODINGS: readonly Entry[] = [
  {
    kind: 'encoding',
    name: 'one_hot',
    summary: 'A column of zeros and ones for each value.',
    documentation:
      'The usual choice for values without an order, such as cities. A value that the training part lacks is 0 in all of its columns. Numbers that are names, such as postal codes, are encoded where they are named: `one_hot(zip)`.',
    formula: 'xᵥ = 1 where the cell holds v, else 0',
    source: 'Hastie, Tibshirani & Friedman 2009, The elements of statistical learning, section 2.2',
    parameters: [columns('all feature columns that hold text')],
    snippet: 'one_hot',
  },
];

const SOURCE = 'Little & Rubin 2019, Statistical analysis with missing data, section 4.2';
const REST = columns('all that no other filling names');

/** What `fill` takes. */
export const FILLINGS: readonly Entry[] = [
  {
    kind: 'filling',
    name: 'median',
    summary: 'With the median of the column.',
    documentation:
      'The usual choice for numbers: a few far values do not move it. Gaps in text are filled with the most frequent value. It comes from the training part alone.',
    formula: 'half of the values are smaller, half are larger',
    source: SOURCE,
    parameters: [REST],
    snippet: 'median',
  },
  {
    kind: 'filling',
    name: 'mean',
    summary: 'With the mean of the column.',
    documentation:
      'It keeps the column’s mean as it is. Gaps in text are filled with the most frequent value. It comes from the training part alone.',
    formula: 'x̄ = Σ x / n',
    source: SOURCE,
    parameters: [REST],
    snippet: 'mean',
  },
  {
    kind: 'filling',
    name: 'most_frequent',
    summary: 'With the most frequent value of the column.',
    documentation:
      'For text, and for numbers of a few values. Of values that occur equally often it is the smallest, or the first in the alphabet. It comes from the training part alone.',
    formula: 'argmaxᵥ #{x = v}',
    source: SOURCE,
    parameters: [REST],
    snippet: 'most_frequent',
  },
  {
    kind: 'filling',
    name: 'constant',
    summary: 'With a value that is written here.',
    documentation:
      'Where a gap has a meaning: `constant(0)` for none, `constant("unknown", city)` for a value of its own. A number fills columns of numbers, a word columns of text.',
    formula: 'x = value',
    source: SOURCE,
    parameters: [
      { name: 'value', type: 'class', documentation: 'A number, a word, or text in quotes.' },
      REST,
    ],
    snippet: 'constant(${1:0})',
  },
];
