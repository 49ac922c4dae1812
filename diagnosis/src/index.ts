/** Diagnosis: what is wrong with a run, which edits of the text may cure it, and which of them do. */
export { diagnose, SYMPTOMS } from './diagnose.ts';
export type * from './types.ts';
