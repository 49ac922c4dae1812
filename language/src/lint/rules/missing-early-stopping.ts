import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const { patience } = TUNING_TABLE.earlyStopping;

export const missingEarlyStopping: Rule = {
  id: 'missing-early-stopping',
  severity: 'information',
  category: 'regularization',
  topic: 'Tuning table: early stopping',
  summary: 'Early stopping is recommended.',
  documentation: {
    what: `A train block of more than ${patience.start} epochs has no early_stopping.`,
    why: 'The validation loss falls, reaches its minimum and rises again while the training loss goes on falling: the model learns the samples by heart. Stopping there costs nothing, and the weights of the best epoch are put back.',
    source: CITATIONS.prechelt,
  },
  bad: [example({ train: ['epochs 50'] })],
  good: [example({ train: ['epochs 50', 'early_stopping(patience: 5)'] })],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      if (train.earlyStopping || train.phases.length > 0) continue;
      if (train.epochs.value <= patience.start) continue;
      if (train.data && train.data.split.validation.value === 0) continue;
      const statement = `early_stopping(patience: ${patience.start})`;
      report({
        message: t`All ${train.epochs.value} epochs are trained even if the validation loss rises: add early_stopping.`,
        range: train.epochs.written ? train.epochs.range : train.keywordRange,
        fixes: [
          {
            title: t`Add ${statement}`,
            edits: [setSetting(text, train, 'early_stopping', statement)],
            preferred: true,
          },
        ],
      });
    }
  },
};
