import type { SymptomReport } from './finding.ts';
import type { RunView } from './run-view.ts';
import type { SymptomId } from './types.ts';

/** One symptom: a pure question to a run. At most one report a call, or null where the run does not show it. */
export interface Symptom {
  readonly id: SymptomId;
  readonly detect: (view: RunView) => SymptomReport | null;
}
