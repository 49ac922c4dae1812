import { t } from '#l10n';
import { excludeColumns } from '../columns.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const SENSORS = ['source "data/sensors.csv"', 'target state', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

export const targetAmongFeatures: Rule = {
  id: 'target-among-features',
  severity: 'error',
  category: 'data',
  summary: 'The target is one of the inputs.',
  documentation: {
    what: 'A column is listed in features include(…) and is the target too.',
    why: 'The model then reads the answer off its input: it is perfect on all parts of the data, and useless where the answer is not known.',
    source: 'Kaufman et al. 2012, Leakage in data mining',
  },
  bad: [example({ data: [...SENSORS, 'features include(heat, state)'], layers: LAYERS })],
  good: [example({ data: [...SENSORS, 'features include(heat, noise)'], layers: LAYERS })],
  check(context, report) {
    for (const data of context.specification.data) {
      if (data.features?.mode !== 'include') continue;
      const targets = new Set(data.target.map(({ value }) => value));
      for (const { value, range } of data.features.columns) {
        if (!targets.has(value)) continue;
        const fixes = excludeColumns(context, data, [value]);
        report({
          message: t`${value} is the target of ${data.name} and one of its features: the model would read off the answer.`,
          range,
          fixes: fixes.map((fix) => ({ ...fix, preferred: true })),
        });
      }
    }
  },
};
