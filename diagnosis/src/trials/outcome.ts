import type { RunRecord } from '../types.ts';
import type { TrialOutcome } from './standing.ts';

/** What a finished run gave: the metrics of the weights that the model ended with. Null: it could not be trained. */
export function outcomeOf(run: RunRecord | null): TrialOutcome {
  const end = run?.end;
  if (end?.type !== 'finished') return { train: null, validation: null };
  return { train: end.train, validation: end.validation };
}
