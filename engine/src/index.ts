/**
 * The training engine: a plan and data in, events out. The same in a worker, in a page and in Node:
 * the host hands in the kernels' bytes and calls `advance` between turns of its event loop.
 */

export { DataError, type DataPlace } from './data/data-error.ts';
export type { DataPart, DataSet, Scaling } from './data/dataset.ts';
export { loadData, type ReadFile } from './data/load.ts';
export { scaleInput, unscale } from './data/scaling.ts';
export { type EngineEntries, engineEntries } from './entries.ts';
export type * from './events.ts';
export { type KernelBytes, type Kernels, loadKernels } from './kernels.ts';
export { PlanError } from './plan-error.ts';
export {
  type Checkpoint,
  createTrainer,
  type Trainer,
  type TrainerOptions,
  type WeightArray,
} from './trainer.ts';
