import type { Entry, Parameter } from './types.ts';

/** What stands behind the `=` of a constant: a number, or a range to sweep. */
export const CONSTANT_VALUE: Parameter = {
  name: 'value',
  type: 'sweep',
  documentation: 'A number, or the values that a sweep tries.',
};

function bounds(type: 'integer' | 'number', range?: Parameter['range']): readonly Parameter[] {
  const bound = (name: string, documentation: string): Parameter => ({
    name,
    type,
    documentation,
    ...(range && { range }),
  });
  return [bound('low', 'The least value.'), bound('high', 'The greatest value.')];
}

/** Ranges of values that a constant may be given instead of one number: what a sweep tries. */
export const SWEEPS: readonly Entry[] = [
  {
    kind: 'sweep',
    name: 'choice',
    summary: 'One of several values.',
    documentation:
      '`let width = choice(32, 64, 128)`: a sweep tries these values. Elsewhere the first one holds.',
    formula: 'value ∈ {v₁, …, vₙ}, each 1/n',
    source: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
    parameters: [
      { name: 'values', type: 'number', rest: true, documentation: 'The values, the usual first.' },
    ],
    snippet: 'choice(${1:32}, ${2:64}, ${3:128})',
  },
  {
    kind: 'sweep',
    name: 'uniform',
    summary: 'Any number of a range, each as likely as another.',
    documentation:
      '`let rate = uniform(0.1, 0.5)`: a sweep draws from the range. Elsewhere its middle holds.',
    formula: 'value ~ U(low, high)',
    source: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
    parameters: bounds('number'),
    snippet: 'uniform(${1:0.1}, ${2:0.5})',
  },
  {
    kind: 'sweep',
    name: 'log_uniform',
    summary: 'Any number of a range, each order of magnitude as likely as another.',
    documentation:
      '`let rate = log_uniform(1e-4, 1e-2)`: for learning rates and penalties. Elsewhere its geometric middle holds, √(low · high).',
    formula: 'ln value ~ U(ln low, ln high)',
    source: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
    parameters: bounds('number', { minimum: 0, openMinimum: true }),
    snippet: 'log_uniform(${1:1e-4}, ${2:1e-2})',
  },
  {
    kind: 'sweep',
    name: 'int_uniform',
    summary: 'Any whole number of a range, both ends included.',
    documentation:
      '`let units = int_uniform(16, 128)`: a sweep draws from the range. Elsewhere its rounded middle holds.',
    formula: 'value ∈ {low, …, high}, each as likely',
    source: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
    parameters: bounds('integer'),
    snippet: 'int_uniform(${1:16}, ${2:128})',
  },
];
