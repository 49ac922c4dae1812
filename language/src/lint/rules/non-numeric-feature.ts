import { t } from '#l10n';
import { columnRule } from '../column-rule.ts';
import { example } from '../examples.ts';
import { encodeText, isUnreadable } from '../preparing.ts';
import type { Rule } from '../rule.ts';

const PATIENTS = ['source "data/patients.csv"', 'target ill', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

export const nonNumericFeature: Rule = columnRule({
  id: 'non-numeric-feature',
  severity: 'error',
  category: 'data',
  summary: 'A feature column holds text.',
  documentation: {
    what: 'A feature column has a cell that is not a decimal number. The message names the first one.',
    why: 'A network multiplies its inputs with weights: text must become numbers first: with `encode one_hot`, a column of zeros and ones for each of its values. A single stray cell (a unit, a thousands separator) makes a column of numbers a column of text.',
    source: 'Hastie, Tibshirani & Friedman 2009, The elements of statistical learning, section 2.2',
  },
  bad: [example({ data: [...PATIENTS, 'features exclude(pressure)'], layers: LAYERS })],
  good: [
    example({
      data: [
        ...['source "data/shops.csv"', 'target open', 'scale standardize'],
        ...['features exclude(street)', 'encode one_hot'],
      ],
      layers: LAYERS,
      input: '4',
    }),
    example({
      data: [...PATIENTS, 'features exclude(pressure, name)'],
      layers: LAYERS,
      input: '1',
    }),
  ],
  fault: ({ column: { name, firstText }, isTarget, prepared }, data) =>
    !firstText ||
    isTarget ||
    (prepared ? prepared.categories : data.preparation.encode) ||
    isUnreadable(data, 'encode')
      ? null
      : t`Column ${name} holds text ("${firstText.value}" in row ${firstText.row}), but features must be numbers.`,
  fixes: encodeText,
});
