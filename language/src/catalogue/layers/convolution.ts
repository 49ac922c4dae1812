import { t } from '#l10n';
import {
  activationParameter,
  countParameter,
  KERNEL_PARAMETERS,
  PADDING_PARAMETER,
} from '../shared-parameters.ts';
import type { LayerEntry, Parameter } from '../types.ts';
import { activationParameterCount } from './dense.ts';
import {
  formatShape,
  mismatch,
  numberOf,
  pairOf,
  sizeOf,
  tooLarge,
  windowCount,
} from './shapes.ts';

const FILTERS = countParameter(
  'filters',
  'Number of kernels, which is the number of output channels.',
);

const SOURCE = 'LeCun et al. 1998, Gradient-based learning applied to document recognition';

const MAX_POOL = 'Ranzato et al. 2007, Unsupervised learning of invariant feature hierarchies';
const GLOBAL_POOL = 'Lin, Chen & Yan 2014, Network in network';

function sizeParameter(name: string, documentation: string, byDefault?: number): Parameter {
  const base: Parameter = { name, type: 'size', range: { minimum: 1 }, documentation };
  return byDefault === undefined ? base : { ...base, default: byDefault };
}

const conv1d: LayerEntry = {
  kind: 'layer',
  family: 'convolution',
  name: 'conv1d',
  summary: 'Convolution over time.',
  documentation: 'Slides kernels of a few steps over a sequence `(steps, channels)`.',
  formula: 'y[t] = f(Σᵢ x[t·stride + i]·W[i] + b)',
  source: SOURCE,
  parameters: [
    FILTERS,
    countParameter('kernel', 'Steps that a kernel covers.'),
    activationParameter('linear'),
    countParameter('stride', 'Steps between two positions of a kernel.', 1),
    PADDING_PARAMETER,
    ...KERNEL_PARAMETERS,
  ],
  snippet: 'conv1d(${1:16}, ${2:3}, ${3:relu})',
  hasKernel: true,
  shape(values, input) {
    const [steps, channels] = input;
    if (input.length !== 2 || steps === undefined || channels === undefined) {
      return mismatch(t`needs a sequence (steps, channels), but ${formatShape(input)} arrives`);
    }
    const kernel = numberOf(values, 'kernel');
    const count = windowCount(steps, kernel, numberOf(values, 'stride'), values.padding ?? null);
    if (count < 1) return tooLarge('kernel', [kernel], input, 'kernel');
    return [count, numberOf(values, 'filters')];
  },
  parameterCount(values, input) {
    const filters = numberOf(values, 'filters');
    const weights = numberOf(values, 'kernel') * (input[1] ?? 0) * filters;
    const bias = values.bias === false ? 0 : filters;
    return weights + bias + activationParameterCount(values.activation, filters);
  },
  fans: (values, input) => ({
    fanIn: numberOf(values, 'kernel') * (input[1] ?? 1),
    fanOut: numberOf(values, 'kernel') * numberOf(values, 'filters'),
  }),
  operations: (values, input, output) =>
    2 * sizeOf(output) * numberOf(values, 'kernel') * (input[1] ?? 0),
};

const conv2d: LayerEntry = {
  kind: 'layer',
  family: 'convolution',
  name: 'conv2d',
  summary: 'Convolution over an image.',
  documentation: 'Slides small kernels over an image `(height, width, channels)`.',
  formula: 'y[r, c] = f(Σᵢⱼ x[r·stride + i, c·stride + j]·W[i, j] + b)',
  source: SOURCE,
  parameters: [
    FILTERS,
    sizeParameter('kernel', 'Height and width of a kernel: `3` or `(3, 5)`.'),
    activationParameter('linear'),
    sizeParameter('stride', 'Rows and columns between two positions of a kernel.', 1),
    PADDING_PARAMETER,
    ...KERNEL_PARAMETERS,
  ],
  snippet: 'conv2d(${1:16}, ${2:3}, ${3:relu})',
  hasKernel: true,
  shape(values, input) {
    const [height, width, channels] = input;
    if (height === undefined || width === undefined || channels === undefined) {
      return mismatch(
        t`needs an image (height, width, channels), but ${formatShape(input)} arrives`,
      );
    }
    if (input.length !== 3) return mismatch(t`needs three axes, but ${formatShape(input)} arrives`);
    const kernel = pairOf(values.kernel);
    const stride = pairOf(values.stride);
    const padding = values.padding ?? null;
    const rows = windowCount(height, kernel[0], stride[0], padding);
    const columns = windowCount(width, kernel[1], stride[1], padding);
    if (rows < 1 || columns < 1) return tooLarge('kernel', kernel, input, 'kernel');
    return [rows, columns, numberOf(values, 'filters')];
  },
  parameterCount(values, input) {
    const filters = numberOf(values, 'filters');
    const bias = values.bias === false ? 0 : filters;
    const weights = sizeOf(pairOf(values.kernel)) * (input[2] ?? 0) * filters;
    return weights + bias + activationParameterCount(values.activation, filters);
  },
  fans: (values, input) => ({
    fanIn: sizeOf(pairOf(values.kernel)) * (input[2] ?? 1),
    fanOut: sizeOf(pairOf(values.kernel)) * numberOf(values, 'filters'),
  }),
  operations: (values, input, output) =>
    2 * sizeOf(output) * sizeOf(pairOf(values.kernel)) * (input[2] ?? 0),
};

const POOL_PARAMETERS_1D: readonly Parameter[] = [
  countParameter('pool', 'Steps of a window.', 2),
  { ...countParameter('stride', 'Steps between two windows.'), default: null, defaultText: 'pool' },
  PADDING_PARAMETER,
];

const POOL_PARAMETERS_2D: readonly Parameter[] = [
  sizeParameter('pool', 'Height and width of a window.', 2),
  {
    ...sizeParameter('stride', 'Rows and columns between two windows.'),
    default: null,
    defaultText: 'pool',
  },
  PADDING_PARAMETER,
];

interface PoolWords {
  readonly source: string;
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
}

function pool1d({ name, summary, formula, source }: PoolWords): LayerEntry {
  return {
    kind: 'layer',
    family: 'pooling',
    name,
    summary,
    documentation: 'Shortens a sequence `(steps, channels)`; windows do not overlap by default.',
    formula,
    source,
    parameters: POOL_PARAMETERS_1D,
    snippet: `${name}(\${1:2})`,
    hasKernel: false,
    shape(values, input) {
      const [steps, channels] = input;
      if (input.length !== 2 || steps === undefined || channels === undefined) {
        return mismatch(t`needs a sequence (steps, channels), but ${formatShape(input)} arrives`);
      }
      const pool = numberOf(values, 'pool');
      const stride = numberOf(values, 'stride') || pool;
      const count = windowCount(steps, pool, stride, values.padding ?? null);
      return count < 1 ? tooLarge('pool', [pool], input, 'pool') : [count, channels];
    },
    parameterCount: () => 0,
    fans: () => null,
    operations: (values, _input, output) => sizeOf(output) * numberOf(values, 'pool'),
  };
}

function pool2d({ name, summary, formula, source }: PoolWords): LayerEntry {
  return {
    kind: 'layer',
    family: 'pooling',
    name,
    summary,
    documentation:
      'Shrinks an image `(height, width, channels)`; windows do not overlap by default.',
    formula,
    source,
    parameters: POOL_PARAMETERS_2D,
    snippet: `${name}(\${1:2})`,
    hasKernel: false,
    shape(values, input) {
      const [height, width, channels] = input;
      if (height === undefined || width === undefined || channels === undefined) {
        return mismatch(
          t`needs an image (height, width, channels), but ${formatShape(input)} arrives`,
        );
      }
      if (input.length !== 3) {
        return mismatch(t`needs three axes, but ${formatShape(input)} arrives`);
      }
      const pool = pairOf(values.pool);
      const stride = pairOf(values.stride ?? values.pool);
      const rows = windowCount(height, pool[0], stride[0], values.padding ?? null);
      const columns = windowCount(width, pool[1], stride[1], values.padding ?? null);
      return rows < 1 || columns < 1
        ? tooLarge('pool', pool, input, 'pool')
        : [rows, columns, channels];
    },
    parameterCount: () => 0,
    fans: () => null,
    operations: (values, _input, output) => sizeOf(output) * sizeOf(pairOf(values.pool)),
  };
}

function globalPool({ name, summary, formula, source }: PoolWords): LayerEntry {
  return {
    kind: 'layer',
    family: 'pooling',
    name,
    summary,
    documentation:
      'One number a channel: turns an image or a sequence into a vector, without any weights.',
    formula,
    source,
    parameters: [],
    snippet: name,
    hasKernel: false,
    shape: (_values, input) =>
      input.length < 2
        ? mismatch(t`needs a sequence or an image, but ${formatShape(input)} arrives`)
        : input.slice(-1),
    parameterCount: () => 0,
    fans: () => null,
    operations: (_values, input) => sizeOf(input),
  };
}

export const CONVOLUTION_LAYERS: readonly LayerEntry[] = [
  conv1d,
  conv2d,
  pool1d({
    name: 'max_pool1d',
    summary: 'Largest of each window of steps.',
    formula: 'y[t] = max over i < pool of x[t·stride + i]',
    source: MAX_POOL,
  }),
  pool2d({
    name: 'max_pool2d',
    summary: 'Largest of each window of pixels.',
    formula: 'y[r, c] = max over i, j < pool of x[r·stride + i, c·stride + j]',
    source: MAX_POOL,
  }),
  pool1d({
    name: 'avg_pool1d',
    summary: 'Mean of each window of steps.',
    formula: 'y[t] = mean over i < pool of x[t·stride + i]',
    source: SOURCE,
  }),
  pool2d({
    name: 'avg_pool2d',
    summary: 'Mean of each window of pixels.',
    formula: 'y[r, c] = mean over i, j < pool of x[r·stride + i, c·stride + j]',
    source: SOURCE,
  }),
  globalPool({
    name: 'global_avg_pool',
    summary: 'Mean of each channel over all positions.',
    formula: 'y[c] = mean x[…, c]',
    source: GLOBAL_POOL,
  }),
  globalPool({
    name: 'global_max_pool',
    summary: 'Largest value of each channel over all positions.',
    formula: 'y[c] = max x[…, c]',
    source: GLOBAL_POOL,
  }),
];
