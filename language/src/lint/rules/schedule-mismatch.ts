import { t } from '#l10n';
import type { EntryValue } from '../../catalogue/types.ts';
import type { Fix } from '../../findings.ts';
import type { Resolved, ResolvedPhase, ResolvedTrain } from '../../semantics/model.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** A warm-up of more than half of the training leaves less time for learning than for getting ready. */
const LONGEST_WARMUP = 0.5;
const USUAL_WARMUP = 0.05;
const STOPPING = 'early_stopping(patience: 5)';

export const scheduleMismatch: Rule = {
  id: 'schedule-mismatch',
  severity: 'warning',
  category: 'optimization',
  topic: 'Tuning table: learning rate',
  summary: 'The schedule does not fit the length of the training.',
  documentation: {
    what: `The first step of a step schedule comes after the last epoch, the patience of reduce_on_plateau is not shorter than the training, or the warm-up takes more than ${100 * LONGEST_WARMUP} % of it.`,
    why: 'The rate of a step schedule is learning_rate · factor^⌊epoch / every⌋. With every: 50 in a training of 20 epochs the exponent stays 0: the schedule never acts.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 8.3.1',
  },
  bad: [
    example({ train: ['schedule step(every: 50, factor: 0.5)', 'epochs 20', STOPPING] }),
    example({ train: ['schedule cosine(warmup: 80%)', 'epochs 50', STOPPING] }),
  ],
  good: [
    example({ train: ['schedule step(every: 10, factor: 0.5)', 'epochs 40', STOPPING] }),
    example({ train: ['schedule cosine(warmup: 5%)', 'epochs 50', STOPPING] }),
  ],
  check({ specification }, report) {
    const places = specification.trains.flatMap((train): (ResolvedTrain | ResolvedPhase)[] =>
      train.phases.length > 0 ? [...train.phases] : [train],
    );
    for (const { schedule, epochs } of places) {
      const fault = schedule.written ? faultOf(schedule, epochs.value) : undefined;
      if (!fault) continue;
      const place = schedule.value.places[fault.argument];
      const fixes: Fix[] = place?.written
        ? [
            {
              title: t`Change ${fault.argument} to ${fault.better}`,
              edits: [replaceRange(place.range, fault.better)],
              preferred: true,
            },
          ]
        : [];
      report({
        message: fault.message,
        range: place?.written ? place.range : schedule.range,
        fixes,
      });
    }
  },
};

interface Fault {
  readonly message: string;
  readonly argument: string;
  readonly better: string;
}

function faultOf({ value }: Resolved<EntryValue>, epochs: number): Fault | undefined {
  const { every, patience, warmup } = value.arguments;
  if (typeof every === 'number' && every >= epochs && epochs > 1) {
    const message = t`The first step comes after ${every} epochs, but training ends after ${epochs}.`;
    return { message, argument: 'every', better: String(Math.max(1, Math.floor(epochs / 4))) };
  }
  if (value.name === 'reduce_on_plateau' && Number(patience) >= epochs && epochs > 1) {
    const message = t`The rate falls after ${Number(patience)} epochs without improvement, but training ends after ${epochs}.`;
    return { message, argument: 'patience', better: String(Math.max(1, Math.floor(epochs / 5))) };
  }
  if (typeof warmup === 'number' && warmup > LONGEST_WARMUP) {
    const message = t`The warm-up takes ${formatNumber(100 * warmup)} % of the training.`;
    return { message, argument: 'warmup', better: `${100 * USUAL_WARMUP}%` };
  }
  return undefined;
}
