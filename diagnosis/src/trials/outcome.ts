import type { RunRecord } from '../types.ts';
import type { TrialOutcome } from './standing.ts';

/** What a finished run gave: the metrics of the weights that the model ended with. */
export function outcomeOf({ end }: RunRecord): TrialOutcome {
  if (end?.type !== 'finished') return { train: null, validation: null };
  return { train: end.train, validation: end.validation };
}
