/** What diagnosis is shown of the epochs: all of them by number, but of long trainings not all in memory. */
import type { EpochRecord } from '#engine';
import { withoutHistograms } from '../histograms.ts';

/** So many epochs at the end, and at the beginning, have a record of their own. */
const OWN_RECORDS = 1000;
/** Between them, so many epochs in a row share the record of the first. */
const SHARED_BY = 64;

/**
 * Appends an epoch without its histograms, which diagnosis does not read. The list keeps its length, and with it every
 * epoch its place; epochs far back share records, so that each takes little more than a reference.
 */
export function appendEpoch(epochs: EpochRecord[], record: EpochRecord): void {
  epochs.push(withoutHistograms(record));
  const old = epochs.length - 1 - OWN_RECORDS;
  if (old < OWN_RECORDS) return;
  const first = epochs[old - (old % SHARED_BY)];
  if (first) epochs[old] = first;
}
