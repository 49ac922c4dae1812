import type { CauseCategory, SymptomId } from '#diagnosis';

/** A faulty specification, `cases/<id>.nnspec`, with what is wrong with it. */
export interface CorpusCase {
  readonly id: string;
  /** Categories that name the cause rightly; the sources often give several. */
  readonly categories: readonly CauseCategory[];
  /** Parts of the lines that may be blamed. */
  readonly lines: readonly string[];
  /** Symptoms that show it while training; empty where the text alone gives it away. */
  readonly symptoms: readonly SymptomId[];
  /** Rules that see it before training. */
  readonly rules: readonly string[];
  /** The healthy specification whose metric a repair should reach; null where the source has none. */
  readonly healthy: string | null;
}
