import { t } from '#l10n';
import type { LayerPlan, Plan } from '#plan';
import type { DataSet } from '../data/dataset.ts';
import type { EpochRecord } from '../events.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { checksumOf, dataFingerprint, metadataOf, planText, readModelFile } from './model-file.ts';
import { parseNumbers, stringifyNumbers } from './number-json.ts';
import { floatsOf, floatTensor } from './numbers.ts';
import { whatDiffers } from './plan-difference.ts';
import { fromPyTorch, type NamedArray, toPyTorch } from './pytorch-layout.ts';
import { type Tensor, writeSafetensors } from './safetensors.ts';

/** What a training is made of. */
export interface CheckpointContext {
  readonly plan: Plan;
  readonly data: DataSet;
}

export interface SaveContext extends CheckpointContext {
  /** The specification's. */
  readonly text: string;
  /** Of the epochs so far: whoever resumes has all curves; their layers are left out. */
  readonly history: readonly EpochRecord[];
  /** That share a step: the order of sums depends on it. 1 unless said otherwise. */
  readonly threads?: number;
}

/** Folders of tensors; those without a folder are the weights that the model would have if training ended here. */
const LAST = 'last/';
const BEST = 'best/';
const LAST_GOOD = 'last_good/';
const MOMENTS = ['optimizer/moment_1/', 'optimizer/moment_2/'];
const GRADIENTS = 'gradients/';
const OUTPUTS = 'epoch/outputs';

/** What is kept as JSON: everything but arrays. Random numbers follow from seed, epoch and step. */
type State = Pick<Checkpoint, 'progress' | 'patience' | 'metrics' | 'started' | 'finished'> & {
  readonly optimizer: readonly number[];
  readonly collectedSteps: number;
};

/**
 * A checkpoint as a file in the safetensors format. Weights are named and laid out as PyTorch has them, so that a
 * `state_dict` can be made of it; the metadata has the text, the metrics, the scaling of the data and the state.
 */
export function saveCheckpoint(
  checkpoint: Checkpoint,
  { plan, data, text, history, threads = 1 }: SaveContext,
): Uint8Array {
  const { layers, name } = plan.model;
  const { progress, best, weights, lastGood, optimizer, collected, patience, metrics } = checkpoint;
  const { started, finished } = checkpoint;
  const state: State = {
    ...{ progress, patience, metrics, started, finished },
    optimizer: optimizer.state,
    collectedSteps: collected.steps,
  };
  const { inputShape, targetShape, classes, features, columns } = data;
  const { inputScaling, targetScaling } = data;
  const metadata = {
    ...metadataOf({
      model: name,
      epoch: progress.epoch,
      step: progress.step,
      text,
      threads,
      preprocessing: {
        ...{ name: data.name, inputShape, targetShape, classes, features },
        ...(columns && { columns }),
        ...{ inputScaling, targetScaling },
      },
      history: history.map((record) => ({ ...record, layers: [] })),
      metrics: {
        train: finished?.train ?? metrics.train,
        validation: finished?.validation ?? metrics.validation,
        test: finished?.test ?? null,
      },
    }),
    plan: planText(plan),
    data: dataFingerprint(data),
    state: stringifyNumbers(state),
  };
  // Weights that are the model's are not written a second time.
  const otherBest = sameArrays(best, weights) ? null : best;
  const bestIsModel =
    !progress.done && otherBest !== null && plan.train.earlyStopping?.restoreBest === true;
  const inFolder = (folder: string, arrays: readonly NamedArray[] | null) =>
    toPyTorch(layers, arrays ?? []).map((tensor) => ({ ...tensor, name: folder + tensor.name }));
  const tensors = [
    ...toPyTorch(layers, bestIsModel ? otherBest : weights),
    ...inFolder(LAST, bestIsModel ? weights : null),
    ...inFolder(BEST, bestIsModel ? null : otherBest),
    ...inFolder(LAST_GOOD, lastGood),
    // A training that is over needs no moments any more.
    ...(progress.done ? [] : MOMENTS).flatMap((folder, index) =>
      inFolder(folder, withoutZeros(optimizer.moments[index])),
    ),
    ...inFolder(GRADIENTS, collected.gradients),
    ...outputTensors(checkpoint.outputs),
  ];
  const content = { tensors, metadata };
  return writeSafetensors({
    tensors,
    metadata: { ...metadata, checksum: checksumOf(content) },
  });
}

/**
 * Reads what `saveCheckpoint` has written, for `Trainer.restore`.
 * @throws CheckpointError where the file is damaged, was not made by this engine, or belongs to another plan or other data
 */
export function loadCheckpoint(file: Uint8Array, { plan, data }: CheckpointContext): Checkpoint {
  const read = readModelFile(file);
  const { metadata, tensors } = read;
  if (!read.info || metadata.state === undefined || metadata.plan === undefined) {
    throw new CheckpointError(
      t`the file has weights but no state of a training: it can start a model (weights "…"), not resume a training.`,
    );
  }
  if (metadata.plan !== planText(plan)) {
    throw new CheckpointError(
      t`it is a checkpoint of another specification: ${whatDiffers(metadata.plan, planText(plan))}. Undo the change, or train anew instead of resuming.`,
    );
  }
  if (metadata.data !== dataFingerprint(data)) {
    throw new CheckpointError(
      t`the data of '${data.name}' is not what it was when training began. Bring the old files back, or train anew instead of resuming.`,
    );
  }
  return assemble(plan.model.layers, parseNumbers(metadata.state) as State, tensors);
}

function assemble(
  layers: readonly LayerPlan[],
  state: State,
  tensors: readonly Tensor[],
): Checkpoint {
  const { optimizer, collectedSteps, ...kept } = state;
  const own = fromPyTorch(layers, tensors);
  const folder = (prefix: string) =>
    fromPyTorch(
      layers,
      tensors.flatMap((tensor) =>
        tensor.name.startsWith(prefix)
          ? [{ ...tensor, name: tensor.name.slice(prefix.length) }]
          : [],
      ),
    );
  const orNull = (arrays: readonly NamedArray[]) => (arrays.length > 0 ? arrays : null);
  const last = orNull(folder(LAST));
  const outputs = tensors.find(({ name }) => name === OUTPUTS);
  return {
    ...kept,
    weights: last ?? own,
    best: last ? own : (orNull(folder(BEST)) ?? (state.progress.bestEpoch > 0 ? own : null)),
    lastGood: orNull(folder(LAST_GOOD)),
    optimizer: { moments: MOMENTS.map(folder), state: optimizer },
    collected: { gradients: folder(GRADIENTS), steps: collectedSteps },
    outputs: outputs ? floatsOf(outputs) : new Float32Array(),
  };
}

function sameArrays(left: readonly NamedArray[] | null, right: readonly NamedArray[]): boolean {
  return (
    left?.every(({ values }, index) =>
      values.every((value, at) => Object.is(value, right[index]?.values[at])),
    ) ?? false
  );
}

/** Moments that an optimizer does not use stay zero: they need no place in the file. */
function withoutZeros(arrays: readonly NamedArray[] = []): NamedArray[] {
  return arrays.filter(({ values }) => values.some((value) => !Object.is(value, 0)));
}

function outputTensors(outputs: Float32Array): Tensor[] {
  return outputs.length > 0 ? [floatTensor(OUTPUTS, [outputs.length], outputs)] : [];
}
