import { t } from '#l10n';
import { CITATIONS, CLIP_NORM } from '../../catalogue/tuning-table.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const clipValueDirection: Rule = {
  id: 'clip-value-direction',
  severity: 'hint',
  category: 'optimization',
  topic: 'Gradient clipping',
  summary: 'clip_value changes the direction of the gradient, clip_norm does not.',
  documentation: {
    what: 'A train block has clip_value and no clip_norm.',
    why: 'Bounding each element separately turns (0.9, 100) with a bound of 1 into (0.9, 1): a step along the second axis becomes one along the diagonal. clip_norm makes the whole vector shorter and keeps where it points.',
    source: CITATIONS.pascanu,
  },
  bad: [example({ train: ['clip_value 0.5', ...STOPPING] })],
  good: [example({ train: ['clip_norm 1', ...STOPPING] })],
  check({ specification }, report) {
    for (const { clipValue, clipNorm, settings } of specification.trains) {
      const setting = settings.get('clip_value');
      if (!setting || clipValue.value === null || clipNorm.value !== null) continue;
      const statement = `clip_norm ${CLIP_NORM.start}`;
      report({
        message: t`clip_value ${clipValue.value} changes the direction of the gradient: clip_norm keeps it.`,
        range: setting.range,
        fixes: [
          {
            title: t`Change to ${statement}`,
            edits: [replaceRange(setting.range, statement)],
            preferred: false,
          },
        ],
      });
    }
  },
};
