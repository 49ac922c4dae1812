import { t } from '#l10n';
import { columnRule } from '../column-rule.ts';
import { example } from '../examples.ts';
import { hasManyCategories } from '../preparing.ts';
import type { Rule } from '../rule.ts';

const SHOPS = ['source "data/shops.csv"', 'target open', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

export const manyCategories: Rule = columnRule({
  id: 'many-categories',
  severity: 'warning',
  category: 'data',
  summary: 'A column that is encoded has many different values.',
  documentation: {
    what: 'A column of `encode one_hot` has more than 50 different values, or most of them occur once.',
    why: 'Each value becomes an input of its own, and its weights learn from the rows alone that hold it. A name or a number that is different in each row tells nothing of the next one: the network learns the rows by heart.',
    source: 'Kuhn & Johnson 2019, Feature engineering and selection, section 5.2',
  },
  bad: [example({ data: [...SHOPS, 'encode one_hot'], layers: LAYERS, input: '52' })],
  good: [
    example({
      data: [...SHOPS, 'features exclude(street)', 'encode one_hot'],
      layers: LAYERS,
      input: '4',
    }),
  ],
  fault: ({ column, prepared }, { summary }) =>
    prepared?.categories && hasManyCategories(column, summary?.rows ?? 0)
      ? t`Column ${column.name} has ${column.distinct} different values in ${summary?.rows ?? 0} rows: each becomes an input of its own, and few rows teach it.`
      : null,
});
