import { t } from '#l10n';
import { activationParameter, countParameter, KERNEL_PARAMETERS } from '../shared-parameters.ts';
import { CITATIONS } from '../tuning-table.ts';
import type { LayerEntry, Parameter } from '../types.ts';
import { formatShape, mismatch, numberOf } from './shapes.ts';

const RETURN_SEQUENCES: Parameter = {
  name: 'return_sequences',
  type: 'boolean',
  default: false,
  documentation: 'Whether the output has every time step, or the last one alone.',
};

const BIDIRECTIONAL: Parameter = {
  name: 'bidirectional',
  type: 'boolean',
  default: false,
  documentation: 'Reads the sequence in both directions and concatenates the two outputs.',
};

const RECURRENT_PARAMETERS: readonly Parameter[] = [
  {
    name: 'recurrent_init',
    type: 'initializer',
    default: 'orthogonal',
    documentation: 'How the recurrent kernel starts.',
  },
  {
    name: 'recurrent_dropout',
    type: 'number',
    default: 0,
    range: { minimum: 0, maximum: 1, openMaximum: true },
    documentation: 'Share of the recurrent state that is dropped, the same units at every step.',
  },
];

const RECURRENT_ACTIVATION: Parameter = {
  name: 'recurrent_activation',
  type: 'activation',
  default: 'sigmoid',
  documentation: 'Activation of the gates.',
};

interface RecurrentWords {
  readonly name: string;
  readonly summary: string;
  readonly documentation: string;
  readonly formula: string;
  readonly source: string;
  /** Kernels side by side: one for a simple network, one a gate and one for the candidate otherwise. */
  readonly kernels: number;
}

function recurrent(words: RecurrentWords): LayerEntry {
  const { kernels, ...text } = words;
  const gates = kernels > 1 ? [RECURRENT_ACTIVATION] : [];
  return {
    kind: 'layer',
    family: 'recurrent',
    ...text,
    parameters: [
      countParameter('units', 'Size of the state.'),
      activationParameter('tanh'),
      ...gates,
      RETURN_SEQUENCES,
      BIDIRECTIONAL,
      ...KERNEL_PARAMETERS,
      ...RECURRENT_PARAMETERS,
    ],
    snippet: `${words.name}(\${1:32})`,
    hasKernel: true,
    shape(values, input) {
      if (input.length === 1) {
        return {
          rule: 'return-sequences',
          message: t`needs a sequence (steps, features), but the vector ${formatShape(input)} arrives`,
        };
      }
      const [steps] = input;
      if (input.length !== 2 || steps === undefined) {
        return mismatch(t`needs a sequence (steps, features), but ${formatShape(input)} arrives`);
      }
      const width = numberOf(values, 'units') * (values.bidirectional === true ? 2 : 1);
      return values.return_sequences === true ? [steps, width] : [width];
    },
    parameterCount(values, input) {
      const units = numberOf(values, 'units');
      const bias = values.bias === false ? 0 : units;
      const oneWay = kernels * ((input[1] ?? 0) * units + units * units + bias);
      return oneWay * (values.bidirectional === true ? 2 : 1);
    },
    fans: (values, input) => ({
      fanIn: input[1] ?? 1,
      fanOut: kernels * numberOf(values, 'units'),
    }),
    operations(values, input) {
      const units = numberOf(values, 'units');
      const oneStep = 2 * kernels * units * ((input[1] ?? 0) + units);
      return (input[0] ?? 0) * oneStep * (values.bidirectional === true ? 2 : 1);
    },
  };
}

export const RECURRENT_LAYERS: readonly LayerEntry[] = [
  recurrent({
    name: 'simple_rnn',
    summary: 'Recurrent layer without gates.',
    documentation:
      'Reads a sequence `(steps, features)` step by step. Forgets within some twenty steps: `lstm` and `gru` remember longer.',
    formula: 'h[t] = f(x[t]·W + h[t−1]·U + b)',
    source: 'Elman 1990, Finding structure in time',
    kernels: 1,
  }),
  recurrent({
    name: 'lstm',
    summary: 'Long short-term memory.',
    documentation:
      'A recurrent layer whose cell keeps what the gates let it keep. The forget gate’s bias starts at 1.',
    formula: 'i, f, o = σ(x·W + h·U + b);  g = tanh(x·W + h·U + b);  c = f⊙c + i⊙g;  h = o⊙tanh(c)',
    source: CITATIONS.hochreiter,
    kernels: 4,
  }),
  recurrent({
    name: 'gru',
    summary: 'Gated recurrent unit.',
    documentation: 'A recurrent layer with two gates: about as able as `lstm`, a quarter smaller.',
    formula: 'z, r = σ(x·W + h·U + b);  g = tanh(x·W + r⊙(h·U) + b);  h = z⊙h + (1 − z)⊙g',
    source: 'Cho et al. 2014, Learning phrase representations using RNN encoder-decoder',
    kernels: 3,
  }),
];
