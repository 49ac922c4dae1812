import { plural, t } from '#l10n';
import { columnRule } from '../column-rule.ts';
import { example } from '../examples.ts';
import { fillGaps, isUnreadable } from '../preparing.ts';
import type { Rule } from '../rule.ts';

const PATIENTS = ['source "data/patients.csv"', 'target ill', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

export const missingValues: Rule = columnRule({
  id: 'missing-values',
  severity: 'error',
  category: 'data',
  summary: 'A column that is used has missing values.',
  documentation: {
    what: 'A feature or target column has cells that are empty, or hold NA, NaN, null, None or a question mark.',
    why: 'A missing number is NaN, and NaN spreads: through the sum of a unit to the loss, from there to every gradient and every weight. `fill median` puts something usual into the gaps of features; where they are many, or have a reason, leave the column out.',
    source: 'Little & Rubin 2019, Statistical analysis with missing data',
  },
  bad: [example({ data: [...PATIENTS, 'features exclude(name)'], layers: LAYERS })],
  good: [
    example({ data: [...PATIENTS, 'features exclude(name)', 'fill median'], layers: LAYERS }),
    example({
      data: [...PATIENTS, 'features exclude(pressure, name)'],
      layers: LAYERS,
      input: '1',
    }),
  ],
  fault: ({ column: { name, missing, firstMissingRow }, isTarget, prepared }, data) =>
    missing === 0 || prepared?.filling || (!isTarget && isUnreadable(data, 'fill'))
      ? null
      : t`Column ${name} misses ${plural(missing, t`{0} value`, t`{0} values`)}, the first in row ${firstMissingRow ?? ''}: fill the gaps or leave it out.`,
  fixes: fillGaps,
});
