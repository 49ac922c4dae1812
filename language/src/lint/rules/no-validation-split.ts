import { t } from '#l10n';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const SOURCE = 'source spirals(classes: 3)';

/** Of the training part, what is set aside for validation. */
const SHARE = 0.2;

/** Fewer samples than this cannot be split sensibly. */
const FEW = 20;

export const noValidationSplit: Rule = {
  id: 'no-validation-split',
  severity: 'warning',
  category: 'data',
  summary: 'No part of the data is set aside for validation.',
  documentation: {
    what: `The split has no validation part. Data sets of fewer than ${FEW} samples are left out.`,
    why: 'The training loss falls even when a model learns its samples by heart. Only samples that it has not seen tell overfitting from learning; early stopping and every comparison of two models need them.',
    source: 'Bishop 2006, Pattern recognition and machine learning, section 1.3',
  },
  bad: [example({ data: [SOURCE, 'split train 80%, test 20%'] })],
  good: [example({ data: [SOURCE, 'split train 70%, validation 15%, test 15%'] })],
  check({ specification, text }, report) {
    for (const data of specification.data) {
      const { train, validation, test } = data.split;
      if (!data.split.written || validation.value > 0 || (data.rows ?? FEW) < FEW) continue;
      const kept = Math.round(100 * train.value * (1 - SHARE));
      const tested = Math.round(100 * test.value);
      const parts = [`train ${kept}%`, `validation ${100 - kept - tested}%`];
      if (tested > 0) parts.push(`test ${tested}%`);
      const statement = `split ${parts.join(', ')}`;
      report({
        message: t`${data.name} has no validation part: overfitting will not be seen.`,
        range: data.split.range,
        fixes: [
          {
            title: t`Change to ${statement}`,
            edits: [setSetting(text, data, 'split', statement)],
            preferred: true,
          },
        ],
      });
    }
  },
};
