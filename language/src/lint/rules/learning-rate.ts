import { t } from '#l10n';
import { CITATIONS, LEARNING_RATES } from '../../catalogue/tuning-table.ts';
import type { EntryValue } from '../../catalogue/types.ts';
import type { Severity } from '../../findings.ts';
import type { Resolved, ResolvedTrain } from '../../semantics/model.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber, formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** "sgd works from 1e-3 to 0.3, usual is 0.01 to 0.1; adagrad …" */
function listRanges(): string {
  const ranges = Object.entries(LEARNING_RATES).map(
    ([name, { usual, workable }]) =>
      `${name} works from ${formatRange(workable)}, usual is ${formatRange(usual)}`,
  );
  return `${ranges.join('; ')}.`;
}

/** A one-cycle schedule is at its rate for a moment only and takes rates this much larger (Smith 2017). */
const ONE_CYCLE = 10;

export const learningRate: Rule = {
  id: 'learning-rate',
  severity: 'warning',
  category: 'optimization',
  topic: 'Tuning table: learning rate',
  summary: 'The learning rate lies outside the range in which its optimizer usually works.',
  documentation: {
    what: `The learning rate is compared with the range of its optimizer: for Adam and its kin the tuning table’s, for the others that of their papers. Outside of what works it is a warning; between what works and what is usual a hint; 0 or less is an error. Phases after the first may be as low as they like. ${listRanges()}`,
    why: 'A step is Δw = −rate · g for SGD and about rate · sign(g) for Adam, whatever the gradient’s size. Too large, the steps jump out of the valley and the loss grows or becomes NaN; too small, nothing is learned within the epochs given.',
    source: `${CITATIONS.bengio}; ${CITATIONS.kingma}`,
  },
  bad: [
    example({
      train: ['optimizer adam(learning_rate: 0.1)', 'epochs 50', 'early_stopping(patience: 5)'],
    }),
    example({
      train: [
        'optimizer sgd(learning_rate: 1e-5, momentum: 0.9)',
        'epochs 50',
        'early_stopping(patience: 5)',
      ],
    }),
    example({
      train: ['optimizer adam(learning_rate: 0)', 'epochs 50', 'early_stopping(patience: 5)'],
    }),
  ],
  good: [
    example({
      train: ['optimizer adam(learning_rate: 1e-3)', 'epochs 50', 'early_stopping(patience: 5)'],
    }),
  ],
  check({ specification }, report) {
    for (const { optimizer, schedule, mayBeLow } of specification.trains.flatMap(ratesOf)) {
      const judged = judge(optimizer, schedule.value.name === 'one_cycle' ? ONE_CYCLE : 1);
      const place = optimizer.value.places.learning_rate;
      if (!judged || !place?.written || (judged.side === 'low' && mayBeLow)) continue;
      const { name } = optimizer.value;
      const start = formatNumber(judged.start);
      report({
        message: t`The learning rate ${formatNumber(judged.rate)} ${FAULTS[judged.side](name)}: ${formatRange(judged.usual)} is usual.`,
        range: place.range,
        severity: SEVERITIES[judged.side] ?? (judged.works ? 'hint' : 'warning'),
        fixes: [
          {
            title: t`Change the learning rate to ${start}`,
            edits: [replaceRange(place.range, start)],
            preferred: !judged.works,
          },
        ],
      });
    }
  },
};

type Side = 'none' | 'negative' | 'low' | 'high';

const FAULTS: Readonly<Record<Side, (optimizer: string) => string>> = {
  none: () => t`changes no weight`,
  negative: () => t`climbs where it should descend`,
  low: (optimizer) => t`is low for ${optimizer}`,
  high: (optimizer) => t`is high for ${optimizer}`,
};

const SEVERITIES: Readonly<Partial<Record<Side, Severity>>> = { none: 'error', negative: 'error' };

interface Rate {
  readonly optimizer: Resolved<EntryValue>;
  readonly schedule: Resolved<EntryValue>;
  /** Fine-tuning wants low rates. */
  readonly mayBeLow: boolean;
}

function ratesOf(train: ResolvedTrain): Rate[] {
  const { optimizer, schedule, phases, model } = train;
  if (phases.length === 0) return [{ optimizer, schedule, mayBeLow: model?.base !== undefined }];
  return phases.map((phase, index) => ({
    optimizer: phase.optimizer,
    schedule: phase.schedule,
    mayBeLow: index > 0,
  }));
}

/** What is to be said of an optimizer's rate; undefined where it is usual. */
function judge(optimizer: Resolved<EntryValue>, tolerance: number) {
  const rate = Number(optimizer.value.arguments.learning_rate);
  const family = LEARNING_RATES[optimizer.value.name as keyof typeof LEARNING_RATES];
  const usual = { low: family.usual.low, high: family.usual.high * tolerance };
  if (Number.isNaN(rate) || isWithin(rate, usual)) return undefined;
  const workable = { low: family.workable.low, high: family.workable.high * tolerance };
  const side = sideOf(rate, usual.low);
  return { rate, side, works: isWithin(rate, workable), usual: family.usual, start: family.start };
}

function sideOf(rate: number, low: number): Side {
  if (rate <= 0) return rate < 0 ? 'negative' : 'none';
  return rate < low ? 'low' : 'high';
}
