import type { FinishedEvent, Metrics, StartedEvent } from '../events.ts';
import type { Progress } from '../progress.ts';
import type { NamedArray } from './pytorch-layout.ts';

/** All that is needed to continue a training bit for bit: plain data, arrays by their names. */
export interface Checkpoint {
  readonly progress: Progress;
  /** After the last step. */
  readonly weights: readonly NamedArray[];
  /** The best epoch's; null before the first. */
  readonly best: readonly NamedArray[] | null;
  /** Of the last whole epoch, which a divergence goes back to; null where they are `weights`. */
  readonly lastGood: readonly NamedArray[] | null;
  readonly optimizer: {
    readonly moments: readonly (readonly NamedArray[])[];
    readonly state: readonly number[];
  };
  /** Gradients that wait for an update, from so many steps. */
  readonly collected: { readonly gradients: readonly NamedArray[]; readonly steps: number };
  /** Outputs of the epoch so far; empty between epochs. */
  readonly outputs: Float32Array;
  /** Best value and epochs without improvement, of early stopping and of a plateau. */
  readonly patience: { readonly stopping: readonly number[]; readonly plateau: readonly number[] };
  readonly metrics: { readonly train: Metrics; readonly validation: Metrics | null };
  /** Null before the first step. */
  readonly started: StartedEvent | null;
  /** How the training ended; null while it goes on, and after a divergence. */
  readonly finished: FinishedEvent | null;
}
