import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { example } from '../examples.ts';
import { reportMismatches } from '../initialization.ts';
import type { Rule } from '../rule.ts';

const S_CURVES: ReadonlySet<string> = new Set(['sigmoid', 'hard_sigmoid', 'tanh', 'softsign']);

/** Within this factor of the wanted variance the choice is a matter of taste: a hint. */
const TOLERATED = 2;

export const sigmoidWithoutXavier: Rule = {
  id: 'sigmoid-without-xavier',
  severity: 'warning',
  category: 'initialization',
  topic: 'Initialisation: Glorot for S-curves',
  summary: 'A hidden layer with an S-curve should start with Glorot (Xavier) initialisation.',
  documentation: {
    what: 'A hidden layer with sigmoid, hard_sigmoid, tanh or softsign has an initialiser that is not Glorot’s. Where its variance is within a factor of 2 of Glorot’s, or a normalisation follows, this is a hint.',
    why: 'S-curves are nearly straight around 0 and flat outside. Glorot’s variance 2/(fan_in + fan_out) keeps both the signals and the gradients at about the same size from layer to layer; a smaller one makes them fade, a larger one pushes the units into the flat parts.',
    source: CITATIONS.glorot,
  },
  bad: [example({ layers: ['dense(32, tanh)', 'dense(3, softmax, init: glorot_uniform)'] })],
  good: [
    example({
      layers: ['dense(32, tanh, init: glorot_uniform)', 'dense(3, softmax, init: glorot_uniform)'],
    }),
  ],
  check(context, report) {
    reportMismatches(context, report, S_CURVES, ({ unit, ratio }) =>
      unit.normalized || (ratio >= 1 / TOLERATED && ratio <= TOLERATED) ? 'hint' : 'warning',
    );
  },
};
