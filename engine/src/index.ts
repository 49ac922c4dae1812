/**
 * The training engine: a plan and data in, events out. The same in a worker, in a page and in Node:
 * the host hands in the kernels' bytes and calls `advance` between turns of its event loop.
 */

export type { Checkpoint } from './checkpoint/checkpoint.ts';
export { CheckpointError } from './checkpoint/checkpoint-error.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpoint/checkpoint-file.ts';
export { readHeaderOf } from './checkpoint/header-stream.ts';
export { type ModelFile, type ModelInfo, readModelFile } from './checkpoint/model-file.ts';
export { fromPyTorch, type NamedArray, toPyTorch } from './checkpoint/pytorch-layout.ts';
export {
  headerBytes,
  readSafetensors,
  readSafetensorsHeader,
  type Safetensors,
  type Tensor,
  writeSafetensors,
} from './checkpoint/safetensors.ts';
export { loadStartWeights, weightsOf } from './checkpoint/start-weights.ts';
export type { SafetensorsHeader, TensorEntry } from './checkpoint/tensor-types.ts';
export { createTrainer } from './create-trainer.ts';
export { DataError, type DataPlace } from './data/data-error.ts';
export type { DataPart, DataSet, Scaling } from './data/dataset.ts';
export { type InputColumns, parseSample, type RawInputs, readInputs } from './data/inputs.ts';
export { loadData, type ReadFile } from './data/load.ts';
export { scaleInput, unscale } from './data/scaling.ts';
export { type Cell, decodeInputs, encodeCells, type TableColumn } from './data/table.ts';
export { type EngineEntries, engineEntries } from './entries.ts';
export type * from './events.ts';
export { type KernelBytes, type Kernels, loadKernels, loadSharedKernels } from './kernels.ts';
export { threadsFor } from './parallel/choice.ts';
export { serveThread } from './parallel/serve.ts';
export type { ThreadPort, Threads } from './parallel/threads.ts';
export { PlanError } from './plan-error.ts';
export { createPredictor, type Predictor, type PredictorOptions } from './predictor.ts';
export type { Trainer, TrainerOptions, WeightArray } from './trainer.ts';
export {
  type Calibration,
  calibration,
  RELIABILITY_BINS,
  type ReliabilityBin,
} from './uncertainty/calibration.ts';
export {
  type OutputKind,
  type StochasticPredictions,
  summarizeUncertainty,
  type Uncertainty,
} from './uncertainty/summarize.ts';
export type { ClassUncertainty, UncertaintyReport } from './uncertainty/uncertainty-report.ts';
