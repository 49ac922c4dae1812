import type { Parameter } from './types.ts';

/** Arguments of every layer with a kernel. */
export const KERNEL_PARAMETERS: readonly Parameter[] = [
  {
    name: 'init',
    type: 'initializer',
    default: 'default',
    documentation: 'How the kernel starts.',
    tuning: 'initialization',
  },
  {
    name: 'bias',
    type: 'boolean',
    default: true,
    documentation: 'Whether a bias is added to each unit.',
  },
  {
    name: 'bias_init',
    type: 'initializer',
    default: 'zeros',
    documentation: 'How the bias starts.',
  },
  {
    name: 'l1',
    type: 'number',
    default: 0,
    range: { minimum: 0 },
    documentation: 'Adds l1·Σ|w| of the kernel to the loss; 0 is off.',
    tuning: 'penalty',
  },
  {
    name: 'l2',
    type: 'number',
    default: 0,
    range: { minimum: 0 },
    documentation: 'Adds l2·Σw² of the kernel to the loss; 0 is off.',
    tuning: 'penalty',
  },
  {
    name: 'max_norm',
    type: 'number',
    default: null,
    range: { minimum: 0, openMinimum: true },
    documentation:
      "Upper bound of the norm of each unit's incoming weights, kept after every update; off when left out.",
  },
];

export function activationParameter(byDefault: string): Parameter {
  return {
    name: 'activation',
    type: 'activation',
    default: byDefault,
    documentation: 'Applied to the output of each unit.',
    tuning: 'activation',
  };
}

/** How many of something there are: a whole number of at least 1. */
export function countParameter(name: string, documentation: string, byDefault?: number): Parameter {
  const base: Parameter = { name, type: 'integer', range: { minimum: 1 }, documentation };
  return byDefault === undefined ? base : { ...base, default: byDefault };
}

export const PADDING_PARAMETER: Parameter = {
  name: 'padding',
  type: 'choice',
  default: 'valid',
  documentation: 'What happens at the border.',
  choices: [
    { name: 'valid', documentation: 'No padding: the output is smaller by kernel − 1.' },
    { name: 'same', documentation: 'Zeros around the input: with stride 1 the size is kept.' },
  ],
};

export const EPSILON_RANGE = { minimum: 0, openMinimum: true } as const;

export function epsilonParameter(byDefault: number): Parameter {
  return {
    name: 'epsilon',
    type: 'number',
    default: byDefault,
    range: EPSILON_RANGE,
    documentation: 'Added to the denominator so that it is never zero.',
  };
}
