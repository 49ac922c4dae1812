import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { reportMismatches } from '../initialization.ts';
import type { Rule } from '../rule.ts';

const SELU: ReadonlySet<string> = new Set(['selu']);

export const seluWithoutLecun: Rule = {
  id: 'selu-without-lecun',
  severity: 'warning',
  category: 'initialization',
  topic: 'Initialisation: LeCun for SELU',
  summary: 'A hidden SELU layer should start with LeCun initialisation.',
  documentation: {
    what: 'A hidden layer with selu has an initialiser that is neither LeCun’s nor He’s. He’s, which the tuning table allows, is a hint.',
    why: 'SELU’s constants are chosen such that inputs of mean 0 and variance 1 give outputs of mean 0 and variance 1 if Var(W) = 1/fan_in: the network normalises itself. Any other variance breaks that.',
    source: CITATIONS.klambauer,
  },
  bad: [
    example({
      data: ['source spirals(classes: 3)', 'scale standardize'],
      layers: ['dense(32, selu)', 'dense(3, softmax, init: glorot_uniform)'],
    }),
  ],
  good: [
    example({
      data: ['source spirals(classes: 3)', 'scale standardize'],
      layers: ['dense(32, selu, init: lecun_normal)', 'dense(3, softmax, init: glorot_uniform)'],
    }),
  ],
  check(context, report) {
    reportMismatches(context, report, SELU, ({ init }) =>
      init.startsWith('he_') ? 'hint' : 'warning',
    );
  },
};
