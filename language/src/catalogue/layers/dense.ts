import { t } from '#l10n';
import { activationParameter, countParameter, KERNEL_PARAMETERS } from '../shared-parameters.ts';
import type { LayerEntry, Shape } from '../types.ts';
import { isEntryValue } from '../types.ts';
import { formatShape, mismatch, numberOf, sizeOf } from './shapes.ts';

const none = () => null;
const nothing = () => 0;

/** Learned slopes of a prelu, one a channel. */
export function activationParameterCount(activation: unknown, channels: number): number {
  return isEntryValue(activation as never) && (activation as { name: string }).name === 'prelu'
    ? channels
    : 0;
}

const input: LayerEntry = {
  kind: 'layer',
  family: 'input',
  name: 'input',
  summary: 'The shape of one sample.',
  documentation:
    'Stands first in a model. Channels come last: `input(64)` for 64 features, `input(8, 8, 1)` for a grey image, ' +
    '`input(50, 3)` for 50 time steps of 3 features.',
  parameters: [
    {
      name: 'shape',
      type: 'shape',
      rest: true,
      range: { minimum: 1 },
      documentation: 'Size of each axis, without the batch.',
    },
  ],
  snippet: 'input(${1:64})',
  hasKernel: false,
  shape: ({ shape }) => (Array.isArray(shape) ? (shape as Shape) : []),
  parameterCount: nothing,
  fans: none,
  operations: nothing,
};

const dense: LayerEntry = {
  kind: 'layer',
  family: 'dense',
  name: 'dense',
  summary: 'Fully connected layer.',
  documentation:
    'Every unit sees every input. On a sequence it is applied to each time step with the same weights.',
  formula: 'y = f(x·W + b)',
  source:
    'Rosenblatt 1962, Principles of neurodynamics; Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors',
  parameters: [
    { ...countParameter('units', 'Number of neurons.'), tuning: 'neuronsPerLayer' },
    activationParameter('linear'),
    ...KERNEL_PARAMETERS,
  ],
  snippet: 'dense(${1:32}, ${2:relu})',
  hasKernel: true,
  shape(values, input) {
    if (input.length === 0) return mismatch(t`needs a vector, but a single number arrives`);
    if (input.length > 2) {
      return {
        rule: 'missing-flatten',
        message: t`needs a vector, but ${formatShape(input)} arrives`,
      };
    }
    return [...input.slice(0, -1), numberOf(values, 'units')];
  },
  parameterCount(values, input) {
    const units = numberOf(values, 'units');
    const bias = values.bias === false ? 0 : units;
    return (input.at(-1) ?? 0) * units + bias + activationParameterCount(values.activation, units);
  },
  fans: (values, input) => ({ fanIn: input.at(-1) ?? 1, fanOut: numberOf(values, 'units') }),
  operations: (_values, input, output) => 2 * sizeOf(output) * (input.at(-1) ?? 0),
};

const embedding: LayerEntry = {
  kind: 'layer',
  family: 'embedding',
  name: 'embedding',
  summary: 'A learned vector for each whole number.',
  documentation:
    'Turns a sequence of token numbers (0 to vocabulary − 1) into a sequence of vectors: `(steps)` becomes `(steps, dimensions)`.',
  formula: 'y[t] = E[x[t]]',
  source: 'Bengio et al. 2003, A neural probabilistic language model',
  parameters: [
    countParameter('vocabulary', 'Number of different tokens.'),
    countParameter('dimensions', 'Length of the vector of each token.'),
    {
      name: 'init',
      type: 'initializer',
      default: 'random_uniform',
      documentation: 'How the vectors start.',
    },
  ],
  snippet: 'embedding(${1:1000}, ${2:16})',
  hasKernel: false,
  shape(values, input) {
    const steps = input.length === 2 && input[1] === 1 ? input.slice(0, 1) : input;
    if (steps.length !== 1) {
      return mismatch(
        t`needs a sequence of token numbers (steps), but ${formatShape(input)} arrives`,
      );
    }
    return [...steps, numberOf(values, 'dimensions')];
  },
  parameterCount: (values) => numberOf(values, 'vocabulary') * numberOf(values, 'dimensions'),
  fans: none,
  operations: nothing,
};

const activation: LayerEntry = {
  kind: 'layer',
  family: 'activation',
  name: 'activation',
  summary: 'An activation as a layer of its own.',
  documentation:
    'For an activation after something else than a layer with weights, such as `batch_norm` or a residual block.',
  formula: 'y = f(x)',
  parameters: [
    { name: 'activation', type: 'activation', documentation: 'Applied to every element.' },
  ],
  snippet: 'activation(${1:relu})',
  hasKernel: false,
  shape: (_values, input) => input,
  parameterCount: (values, input) => activationParameterCount(values.activation, input.at(-1) ?? 0),
  fans: none,
  operations: (_values, input) => sizeOf(input),
};

export const DENSE_LAYERS: readonly LayerEntry[] = [input, dense, embedding, activation];
