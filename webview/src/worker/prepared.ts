import type { DataSet, Kernels, NamedArray } from '#engine';
import type { FromWorker } from '../protocol.ts';

/** Tells the page; the buffers move instead of being copied. */
export type Send = (message: FromWorker, transfer?: Transferable[]) => void;

/** What a training works with, besides its plan. */
export interface Prepared {
  readonly data: DataSet;
  readonly kernels: Kernels;
  /** The weights that the plan's model starts from; null where it starts from none. */
  readonly startWeights: readonly NamedArray[] | null;
}
