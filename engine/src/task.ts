import { t } from '#l10n';
import type { Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { losses, type TargetKind } from './losses.ts';
import type { Predictions } from './metrics.ts';
import { PlanError } from './plan-error.ts';
import { sizeOf } from './program/build.ts';

/** How a model's outputs meet the targets: decided once, from plan and data. */
export interface Task {
  /** Numbers in one sample's output. */
  readonly outputSize: number;
  /** Length of the output's last axis: classes, or values to predict. */
  readonly columns: number;
  readonly targetKind: TargetKind;
  /** Numbers in one sample's target as the kernels read it. */
  readonly targetSize: number;
  /** Numbers in one sample's target as the data has them. */
  readonly givenTargetSize: number;
  /** The data's targets in that form. */
  prepare(targets: Float32Array): Float32Array;
  /** What metrics are computed from. */
  predictions(outputs: Float32Array, targets: Float32Array): Predictions;
}

/** Throws a `PlanError` where targets and outputs cannot be compared. */
export function taskOf(
  plan: Plan,
  data: Pick<DataSet, 'name' | 'targetShape' | 'targetScaling'>,
): Task {
  const { loss } = plan.train;
  const shape = plan.model.layers.at(-1)?.outputShape ?? plan.model.inputShape;
  const outputSize = sizeOf(shape);
  const columns = shape.at(-1) ?? 1;
  const given = sizeOf(data.targetShape);
  const { encoding } = plan.data.target;
  // One output for a class index is compared with the index itself, as Keras would.
  const classes = encoding === 'class_index' && columns > 1;
  const expected = classes ? outputSize / columns : outputSize;
  if (given !== expected) {
    throw new PlanError(
      given === 1
        ? t`The model puts out ${describe(shape)} and the target of '${data.name}' has 1 number a sample where ${expected} would be needed: change the last layer or the target.`
        : t`The model puts out ${describe(shape)} and the target of '${data.name}' has ${given} numbers a sample where ${expected} would be needed: change the last layer or the target.`,
      plan.model.layers.at(-1)?.id ?? null,
    );
  }
  const expand = classes && !losses[loss.name].takesIndices;
  const indices = classes && !expand;
  const task =
    classes || (encoding === 'one_hot' && columns > 1)
      ? 'classes'
      : encoding === 'real'
        ? 'real'
        : 'binary';
  const units = Array.from(data.targetScaling.divisor);
  return {
    outputSize,
    columns,
    targetKind: indices ? 'index' : 'dense',
    targetSize: indices ? given : outputSize,
    givenTargetSize: given,
    prepare: (targets) => (expand ? unitVectors(targets, columns) : targets),
    predictions: (outputs, targets) => ({
      outputs,
      targets,
      columns,
      task,
      indices,
      threshold: loss.name === 'hinge' ? 0 : 0.5,
      units,
    }),
  };
}

function describe(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}

function unitVectors(indices: Float32Array, columns: number): Float32Array {
  const vectors = new Float32Array(indices.length * columns);
  for (const [row, index] of indices.entries()) vectors[row * columns + index] = 1;
  return vectors;
}

/** `balanced`: n / (classes · n_c) (scikit-learn); classes that do not occur count 0. */
export function classWeightsOf(
  setting: Plan['train']['classWeights'],
  targets: Float32Array,
  task: Task,
): readonly number[] | null {
  if (setting === null || setting !== 'balanced') return setting;
  const classes = task.columns === 1 ? 2 : task.columns;
  const counts = new Array<number>(classes).fill(0);
  const rows = task.columns === 1 || task.targetKind === 'index' ? targets.length : 0;
  for (let row = 0; row < rows; row++) {
    const index = targets[row] as number;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  if (rows === 0) {
    for (const [at, value] of targets.entries()) {
      if (value >= 0.5) counts[at % classes] = (counts[at % classes] ?? 0) + 1;
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 0 : total / (classes * count)));
}
