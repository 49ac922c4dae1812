import { t } from '#l10n';
import { replaceRange } from '../edits.ts';
import { transferExample } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** How much lower the rate of fine-tuning should be than that of the new head. */
const LOWER = 10;

export const fineTuneLearningRate: Rule = {
  id: 'fine-tune-learning-rate',
  severity: 'warning',
  category: 'transfer',
  topic: 'Transfer learning: fine-tuning',
  summary: 'Fine-tuning wants a much lower learning rate.',
  documentation: {
    what: `A later phase that unfreezes layers has a learning rate that is not at least ${LOWER} times lower than the first phase’s.`,
    why: 'The unfrozen layers hold what was learned before. Steps as large as those of the new, random head wipe it out within a few batches.',
    source: 'Howard & Ruder 2018, Universal language model fine-tuning',
  },
  bad: [transferExample('optimizer adam(learning_rate: 1e-3)')],
  good: [transferExample('optimizer adam(learning_rate: 1e-5)')],
  check({ specification }, report) {
    for (const { phases } of specification.trains) {
      const [first, ...later] = phases;
      const before = Number(first?.optimizer.value.arguments.learning_rate);
      for (const { name, optimizer, selections } of later) {
        const rate = Number(optimizer.value.arguments.learning_rate);
        const unfreezes = selections.some(({ action }) => action === 'unfreeze');
        // Rounding must not make a tenth of 1e-3 more than 1e-4.
        if (!unfreezes || rate * LOWER <= before * 1.001) continue;
        const place = optimizer.value.places.learning_rate;
        const better = formatNumber(before / LOWER);
        report({
          message: t`Phase ${name} unfreezes layers at a rate of ${formatNumber(rate)}: at most ${better}, a ${LOWER}th of the first phase’s, keeps what they know.`,
          range: place?.range ?? optimizer.range,
          fixes: place?.written
            ? [
                {
                  title: t`Change the learning rate to ${better}`,
                  edits: [replaceRange(place.range, better)],
                  preferred: true,
                },
              ]
            : [],
        });
      }
    }
  },
};
