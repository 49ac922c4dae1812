import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import type { EntryValue } from '../../catalogue/types.ts';
import type { Resolved } from '../../semantics/model.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import { optimizersOf, setOptimizerArgument } from '../optimizers.ts';
import type { Report, Rule } from '../rule.ts';

const { l1, l2 } = TUNING_TABLE.penalty;
const PENALTIES = [
  { name: 'l1', ...l1 },
  { name: 'l2', ...l2 },
] as const;
/** What a weight may grow to is one over it. */
const STRONG_DECAY = 1;
const USUAL_DECAY = '0.01';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const overRegularized: Rule = {
  id: 'over-regularized',
  severity: 'warning',
  category: 'regularization',
  topic: 'Tuning table: L1/L2',
  summary: 'A penalty is so strong that it drowns the data.',
  documentation: {
    what: `A layer has l1 of ${formatNumber(l1.strong)} or more, or l2 of ${formatNumber(l2.strong)} or more; or adamw has a weight decay of ${STRONG_DECAY} or more.`,
    why: 'The penalty’s gradient, l1·sign(w) or 2·l2·w, pulls every weight towards 0 at every step. Where it exceeds the gradient of the data the weights die away and the model answers the same to everything: it underfits. AdamW’s decay and its steps balance at weights of about 1 / decay.',
    source: CITATIONS.krogh,
  },
  bad: [
    example({ layers: ['dense(32, relu, init: he_normal, l2: 0.2)', HEAD] }),
    example({ layers: ['dense(32, relu, init: he_normal, l1: 0.05)', HEAD] }),
    example({
      train: [
        'optimizer adamw(learning_rate: 1e-3, weight_decay: 5)',
        'epochs 50',
        'early_stopping(patience: 5)',
      ],
    }),
  ],
  good: [example({ layers: ['dense(32, relu, init: he_normal, l2: 1e-4)', HEAD] })],
  check({ specification, text }, report) {
    for (const optimizer of optimizersOf(specification)) checkDecay(text, optimizer, report);
    for (const { layer } of networksOf(specification).flatMap(({ units }) => units)) {
      for (const { name, strong, start } of PENALTIES) {
        const value = Number(layer.values[name]);
        if (!(value >= strong)) continue;
        report({
          message: t`${layer.id} has ${name} ${formatNumber(value)}, which drowns the data: ${formatNumber(start)} is usual.`,
          range: layer.arguments[name]?.range ?? layer.typeRange,
          fixes: [
            {
              title: t`Change ${name} to ${formatNumber(start)}`,
              edits: [setArgument(layer, name, formatNumber(start))],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};

function checkDecay(text: string, optimizer: Resolved<EntryValue>, report: Report): void {
  const decay = optimizer.value.arguments.weight_decay;
  if (typeof decay !== 'number' || decay < STRONG_DECAY) return;
  report({
    message: t`A weight decay of ${formatNumber(decay)} keeps every weight under about ${formatNumber(1 / decay)}: ${USUAL_DECAY} is usual.`,
    range: optimizer.value.places.weight_decay?.range ?? optimizer.range,
    fixes: [
      {
        title: t`Set weight_decay: ${USUAL_DECAY}`,
        edits: [setOptimizerArgument(text, optimizer, 'weight_decay', USUAL_DECAY)],
        preferred: true,
      },
    ],
  });
}
