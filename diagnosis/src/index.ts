/** Diagnosis: what is wrong with a run, which edits of the text may cure it, and which of them do. */
export { diagnose, SYMPTOMS } from './diagnose.ts';
export { MOST_SUGGESTIONS, suggest } from './suggest.ts';
export { BATCH_SAMPLES, needsBatchTest, overfitBatch } from './trials/batch-test.ts';
export { confirmed } from './trials/confirm.ts';
export { outcomeOf } from './trials/outcome.ts';
export {
  REPAIR_RETRAINS,
  type RepairOptions,
  type RepairResult,
  type RepairStep,
  repair,
} from './trials/repair.ts';
export {
  runTrials,
  type TrainTrial,
  type TrialOptions,
  type TrialProgress,
} from './trials/run-trials.ts';
export type { TrialCandidate, TrialOutcome } from './trials/standing.ts';
export type * from './types.ts';
