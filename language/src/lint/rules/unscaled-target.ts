import { t } from '#l10n';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Root of the second moment: about what the first predictions, near 0, are wrong by. */
const LARGEST = 10;
const SMALLEST = 0.01;

const HOUSES = ['source "data/houses.csv"', 'target price', 'scale standardize'];
const MODEL = {
  input: '3',
  layers: ['dense(32, relu, init: he_normal)', 'dense(1, linear, init: glorot_uniform)'],
};

export const unscaledTarget: Rule = {
  id: 'unscaled-target',
  severity: 'warning',
  category: 'data',
  summary: 'A real target far from the size of 1 should be scaled.',
  documentation: {
    what: `A real target without scale_target whose root mean square lies above ${LARGEST} or below ${SMALLEST}.`,
    why: 'A network starts with outputs of about the size of 1. To reach 300 000 its last weights must grow that far, step by small step; with mse the first gradients are as large as the target, and the first step throws the weights away. Metrics are reported in the target’s own units either way.',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.3',
  },
  bad: [example({ data: HOUSES, ...MODEL })],
  good: [example({ data: [...HOUSES, 'scale_target standardize'], ...MODEL })],
  check({ specification, text }, report) {
    for (const data of specification.data) {
      if (data.targetKind !== 'real' || data.targetScale.value.name !== 'none') continue;
      const names = new Set(data.target.map(({ value }) => value));
      const column = data.summary?.columns.find(({ name, mean, std }) => {
        const size = Math.hypot(mean, std);
        return names.has(name) && (size > LARGEST || (size > 0 && size < SMALLEST));
      });
      if (!column) continue;
      report({
        message: t`The target ${column.name} goes from ${formatNumber(column.min)} to ${formatNumber(column.max)} and is not scaled: add scale_target standardize.`,
        range: data.settings.get('target')?.range ?? data.nameRange,
        fixes: [
          {
            title: t`Add scale_target standardize`,
            edits: [setSetting(text, data, 'scale_target', 'scale_target standardize')],
            preferred: true,
          },
        ],
      });
    }
  },
};
