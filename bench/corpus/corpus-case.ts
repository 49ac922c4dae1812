import type { CauseCategory, SymptomId } from '#diagnosis';

/** What is wrong with a faulty specification. */
export interface Expectation {
  /** Categories that name the cause rightly; the sources often give several. */
  readonly categories: readonly CauseCategory[];
  /** Parts of the lines that may be blamed. */
  readonly lines: readonly string[];
  /** Symptoms that show it while training; empty where the text alone gives it away, or where nobody said. */
  readonly symptoms: readonly SymptomId[];
  /** Rules that see it before training; null where each that speaks of a blamed line counts. */
  readonly rules: readonly string[] | null;
  /** Rules that may speak of a blamed line, but not of what is wrong with it. */
  readonly beside?: readonly string[];
}

/** A faulty specification of the literature, `cases/<id>.nnspec`, with what is wrong with it. */
export interface CorpusCase extends Expectation {
  readonly id: string;
  readonly rules: readonly string[];
  /** The healthy specification whose metric a repair should reach; null where the source has none. */
  readonly healthy: string | null;
}
