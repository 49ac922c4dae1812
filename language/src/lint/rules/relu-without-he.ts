import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { reportMismatches } from '../initialization.ts';
import type { Rule } from '../rule.ts';

const RELU_FAMILY: ReadonlySet<string> = new Set([
  'relu',
  'leaky_relu',
  'prelu',
  'elu',
  'gelu',
  'swish',
  'softplus',
]);

export const reluWithoutHe: Rule = {
  id: 'relu-without-he',
  severity: 'warning',
  category: 'initialization',
  topic: 'Initialisation: He for the ReLU family',
  summary: 'A hidden layer of the ReLU family should start with He initialisation.',
  documentation: {
    what: 'A hidden layer with relu, leaky_relu, prelu, elu, gelu, swish or softplus has an initialiser that is not He’s. Where a normalisation follows, which takes the size out again, this is a hint.',
    why: 'ReLU sets half of its inputs to 0 and so halves the second moment of what passes: E[relu(z)²] = ½ Var(z). He’s variance 2/fan_in makes up for it. With 1/(3·fan_in), which PyTorch’s layers start with, only a sixth of the signal’s power passes each layer.',
    source: CITATIONS.he,
  },
  bad: [
    example({ layers: ['dense(32, relu)', 'dense(3, softmax, init: glorot_uniform)'] }),
    example({
      layers: [
        'dense(32, init: glorot_uniform)',
        'activation(leaky_relu)',
        'dense(3, softmax, init: glorot_uniform)',
      ],
    }),
  ],
  good: [example({}), example({ layers: ['init auto', 'dense(32, relu)', 'dense(3, softmax)'] })],
  check(context, report) {
    reportMismatches(context, report, RELU_FAMILY, ({ unit }) =>
      unit.normalized ? 'hint' : 'warning',
    );
  },
};
