import { t } from '#l10n';
import { columnRule } from '../column-rule.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const SENSORS = ['source "data/sensors.csv"', 'target state', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

/** In a table wider than this, such as one of pixels, constant columns are no accident. */
const WIDE = 50;

export const constantFeature: Rule = columnRule({
  id: 'constant-feature',
  severity: 'warning',
  category: 'data',
  summary: 'A feature has the same value in every row.',
  documentation: {
    what: `A feature column holds one value only. Tables of more than ${WIDE} columns (pixels) are left out.`,
    why: 'What never varies tells nothing, and its deviation of 0 cannot be divided by. Often a column was read from the wrong place, or the rows were filtered by it.',
    source: 'Kuhn & Johnson 2013, Applied predictive modeling, section 3.5',
  },
  bad: [example({ data: SENSORS, layers: LAYERS, input: '3' })],
  good: [example({ data: [...SENSORS, 'features exclude(version)'], layers: LAYERS })],
  widest: WIDE,
  fault: ({ column: { name, distinct, missing, classes }, isTarget }) =>
    distinct !== 1 || isTarget || missing > 0
      ? null
      : t`Column ${name} is ${classes?.[0]?.label ?? ''} in every row: it tells nothing.`,
});
