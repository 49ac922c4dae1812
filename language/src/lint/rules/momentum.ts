import { t } from '#l10n';
import { CITATIONS, MOMENTUM_RANGE } from '../../catalogue/tuning-table.ts';
import type { EntryValue } from '../../catalogue/types.ts';
import type { Resolved } from '../../semantics/model.ts';
import { example } from '../examples.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import { optimizersOf, setOptimizerArgument } from '../optimizers.ts';
import type { Report, Rule } from '../rule.ts';

const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

/** Of Adam (Kingma & Ba 2015). */
const USUAL_MOMENTS = ['0.9', '0.999'] as const;

export const momentum: Rule = {
  id: 'momentum',
  severity: 'warning',
  category: 'optimization',
  topic: 'Optimizers: momentum',
  summary: 'The momentum is unusual.',
  documentation: {
    what: `A momentum that is not 0 lies outside ${formatRange(MOMENTUM_RANGE)}. Below it is an information. Or beta1² of an Adam is not below the root of beta2.`,
    why: 'v ← μ·v − rate·g averages about 1/(1 − μ) gradients: 10 at 0.9, 100 at 0.99. Below 0.8 it hardly does anything; above 0.99 the weights run past the minimum for hundreds of steps. Adam divides by the root of v, the mean of the squared gradients; where beta2 forgets them sooner than beta1 forgets their direction, steps are out of proportion.',
    source: `${CITATIONS.sutskever}; ${CITATIONS.kingma}, section 4`,
  },
  bad: [
    example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.999)', ...STOPPING] }),
    example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.11)', ...STOPPING] }),
    example({
      train: ['optimizer adam(learning_rate: 1e-3, beta1: 0.999, beta2: 0.9)', ...STOPPING],
    }),
  ],
  good: [example({ train: ['optimizer sgd(learning_rate: 0.01, momentum: 0.9)', ...STOPPING] })],
  check({ specification, text }, report) {
    for (const optimizer of optimizersOf(specification)) {
      checkMoments(text, optimizer, report);
      const value = optimizer.value.arguments.momentum;
      if (typeof value !== 'number' || value === 0 || isWithin(value, MOMENTUM_RANGE)) continue;
      const start = String(MOMENTUM_RANGE.start);
      report({
        message: t`A momentum of ${formatNumber(value)} is unusual: ${formatRange(MOMENTUM_RANGE)} is common.`,
        range: optimizer.value.places.momentum?.range ?? optimizer.range,
        severity: value > MOMENTUM_RANGE.high ? 'warning' : 'information',
        fixes: [
          {
            title: t`Set momentum: ${start}`,
            edits: [setOptimizerArgument(text, optimizer, 'momentum', start)],
            preferred: value > MOMENTUM_RANGE.high,
          },
        ],
      });
    }
  },
};

function checkMoments(text: string, optimizer: Resolved<EntryValue>, report: Report): void {
  const { beta1, beta2 } = optimizer.value.arguments;
  if (typeof beta1 !== 'number' || typeof beta2 !== 'number') return;
  if (beta1 ** 2 < Math.sqrt(beta2)) return;
  const [first, second] = USUAL_MOMENTS;
  report({
    message: t`With beta1 ${formatNumber(beta1)} and beta2 ${formatNumber(beta2)}, ${optimizer.value.name} forgets the gradients' size sooner than their direction: ${first} and ${second} are usual.`,
    range: optimizer.value.places.beta1?.written
      ? optimizer.value.places.beta1.range
      : optimizer.range,
    fixes: [
      {
        title: t`Set beta1: ${first}, beta2: ${second}`,
        edits: [
          setOptimizerArgument(text, optimizer, 'beta1', first),
          setOptimizerArgument(text, optimizer, 'beta2', second),
        ],
        preferred: true,
      },
    ],
  });
}
