import { t } from '#l10n';
import { epsilonParameter } from '../shared-parameters.ts';
import { CITATIONS } from '../tuning-table.ts';
import type { LayerEntry, Parameter } from '../types.ts';
import { formatShape, mismatch, sizeOf } from './shapes.ts';

const RATE: Parameter = {
  name: 'rate',
  type: 'number',
  range: { minimum: 0, maximum: 1, openMaximum: true },
  documentation: 'Share of the units that is dropped at each training step.',
  tuning: 'dropout',
};

/** What is common to layers that change values and not shapes. */
const KEEPS_SHAPE = {
  kind: 'layer',
  hasKernel: false,
  shape: (_values: unknown, input: readonly number[]) => input,
  fans: () => null,
  operations: (_values: unknown, input: readonly number[]) => sizeOf(input),
} as const;

export const NORMALIZATION_LAYERS: readonly LayerEntry[] = [
  {
    ...KEEPS_SHAPE,
    family: 'normalization',
    name: 'batch_norm',
    summary: 'Batch normalisation.',
    documentation:
      'Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it by learned numbers. ' +
      'Stabilises the inputs of the next layer, speeds training up and regularises a little. In evaluation the running statistics are used.',
    formula: 'y = γ·(x − μ) / √(σ² + ε) + β',
    source: CITATIONS.ioffe,
    parameters: [
      {
        name: 'momentum',
        type: 'number',
        default: 0.9,
        range: { minimum: 0, maximum: 1, openMaximum: true },
        documentation: 'Share of the running statistics that is kept at each step.',
      },
      epsilonParameter(1e-5),
    ],
    snippet: 'batch_norm',
    parameterCount: (_values, input) => 2 * (input.at(-1) ?? 0),
  },
  {
    ...KEEPS_SHAPE,
    family: 'normalization',
    name: 'layer_norm',
    summary: 'Layer normalisation.',
    documentation:
      'Brings the channels of each position of each sample to mean 0 and variance 1: independent of the batch, usable in recurrent networks.',
    formula: 'y = γ·(x − μ) / √(σ² + ε) + β',
    source: 'Ba, Kiros & Hinton 2016, Layer normalization',
    parameters: [epsilonParameter(1e-5)],
    snippet: 'layer_norm',
    parameterCount: (_values, input) => 2 * (input.at(-1) ?? 0),
  },
  {
    ...KEEPS_SHAPE,
    family: 'dropout',
    name: 'dropout',
    summary: 'Dropout.',
    documentation:
      'Sets a random share of the units to zero at each training step and scales the others up; does nothing in evaluation.',
    formula: 'y = m⊙x / (1 − rate),  m ~ Bernoulli(1 − rate)',
    source: CITATIONS.srivastava,
    parameters: [RATE],
    snippet: 'dropout(${1:0.3})',
    parameterCount: () => 0,
  },
  {
    ...KEEPS_SHAPE,
    family: 'dropout',
    name: 'alpha_dropout',
    summary: 'Dropout that keeps SELU networks self-normalising.',
    documentation:
      'Sets dropped units to SELU’s negative limit α′ and then restores mean and variance. For `selu` alone.',
    formula: 'y = a·(m⊙x + (1 − m)·α′) + b',
    source: CITATIONS.klambauer,
    parameters: [RATE],
    snippet: 'alpha_dropout(${1:0.1})',
    parameterCount: () => 0,
  },
];

export const SHAPE_LAYERS: readonly LayerEntry[] = [
  {
    kind: 'layer',
    family: 'shape',
    name: 'flatten',
    summary: 'Turns any shape into a vector.',
    documentation: 'Between convolutions and the first `dense` layer.',
    formula: 'y[(i·width + j)·channels + k] = x[i, j, k]',
    parameters: [],
    snippet: 'flatten',
    hasKernel: false,
    shape: (_values, input) => [sizeOf(input)],
    parameterCount: () => 0,
    fans: () => null,
    operations: () => 0,
  },
  {
    kind: 'layer',
    family: 'shape',
    name: 'reshape',
    summary: 'The same numbers in another shape.',
    documentation: 'Row by row; the product of the sizes stays the same: `reshape(8, 8, 1)`.',
    formula: 'y[0 … n − 1] = x[0 … n − 1], row by row',
    parameters: [
      {
        name: 'shape',
        type: 'shape',
        rest: true,
        range: { minimum: 1 },
        documentation: 'Size of each axis, without the batch.',
      },
    ],
    snippet: 'reshape(${1:8}, ${2:8}, ${3:1})',
    hasKernel: false,
    shape({ shape }, input) {
      const wanted = Array.isArray(shape) ? (shape as readonly number[]) : [];
      const given = sizeOf(input);
      if (sizeOf(wanted) === given) return wanted;
      return mismatch(
        t`makes ${formatShape(wanted)}, which holds ${sizeOf(wanted)} numbers, but ${formatShape(input)} with ${given} arrives`,
      );
    },
    parameterCount: () => 0,
    fans: () => null,
    operations: () => 0,
  },
];
