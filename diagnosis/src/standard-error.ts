import type { RunRecord } from './types.ts';

/** Samples of each kind that are added to those counted: at shares of 0 and 1 the plain standard error is 0, however few they are. */
const ADDED = 2;

/** Of an accuracy on the validation samples, two right and two wrong ones added (Agresti & Coull 1998). */
export function standardErrorOf(accuracy: number, { started }: RunRecord): number {
  return shareError(accuracy, started.samples.validation);
}

/** Of a share of so many samples. */
export function shareError(share: number, samples: number): number {
  const count = samples + 2 * ADDED;
  const adjusted = (share * samples + ADDED) / count;
  return Math.sqrt((adjusted * (1 - adjusted)) / count);
}
