/** Diagnosis: what is wrong with a run, which edits of the text may cure it, and which of them do. */
export type * from './types.ts';
