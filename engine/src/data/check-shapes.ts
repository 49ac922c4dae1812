import { t } from '#l10n';
import type { Plan } from '#plan';
import { PlanError } from '../plan-error.ts';
import { DataError } from './data-error.ts';
import type { DataSet } from './dataset.ts';
import { sizeOf } from './raw-data.ts';

const PARTS = ['train', 'validation', 'test'] as const;

/**
 * Whether data and plan agree in every length that kernels rely on: a kernel reads as many numbers as
 * the plan says, whatever is there.
 * @throws DataError, PlanError with both numbers
 */
export function checkShapes(plan: Plan, data: DataSet): void {
  const { inputShape } = plan.model;
  const width = sizeOf(inputShape);
  const place = { file: data.name };
  if (sizeOf(data.inputShape) !== width) {
    const found = data.inputShape.join('×');
    const message = t`a sample is ${found}, the model takes ${inputShape.join('×')}.`;
    throw new DataError(message, place);
  }
  for (const name of PARTS) {
    const { count, inputs, targets } = data[name];
    requireLength(data.name, t`${name} inputs`, inputs.length, count, width);
    requireLength(data.name, t`${name} targets`, targets.length, count, sizeOf(data.targetShape));
  }
  checkClassIndices(plan, data);
  checkClassWeights(plan);
}

function requireLength(file: string, what: string, found: number, count: number, size: number) {
  if (found === count * size) return;
  const message = t`${found} numbers of ${what}, ${count} samples of ${size} make ${count * size}.`;
  throw new DataError(message, { file });
}

/** A class index chooses one of the outputs. */
function checkClassIndices(plan: Plan, data: DataSet): void {
  const outputs = outputsOf(plan);
  if (plan.data.target.encoding !== 'class_index' || outputs === 1) return;
  const size = sizeOf(data.targetShape);
  for (const name of PARTS) {
    const { targets } = data[name];
    const at = targets.findIndex((index) => !isPlace(index, outputs));
    if (at < 0) continue;
    const sample = Math.floor(at / size) + 1;
    const message = t`the target of sample ${sample} of the ${name} part is ${targets[at] ?? ''}, a class is a whole number from 0 to ${outputs - 1}.`;
    throw new DataError(message, { file: data.name });
  }
}

function isPlace(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

/** One weight a class; yes and no are two. */
function checkClassWeights(plan: Plan): void {
  const { classWeights, loss } = plan.train;
  if (classWeights === null || classWeights === 'balanced') return;
  const classes = loss.name === 'binary_cross_entropy' ? 2 : Math.max(2, outputsOf(plan));
  if (classWeights.length === classes) return;
  throw new PlanError(
    t`class_weights has ${classWeights.length} numbers where there are ${classes} classes: write one number a class.`,
  );
}

function outputsOf({ model }: Plan): number {
  return (model.layers.at(-1)?.outputShape ?? model.inputShape).at(-1) ?? 1;
}

/**
 * The number of samples that an array of scaled inputs holds.
 * @throws PlanError where it holds no whole number of them
 */
export function countSamples({ model }: Plan, inputs: Float32Array): number {
  const size = sizeOf(model.inputShape);
  if (inputs.length % size === 0) return inputs.length / size;
  throw new PlanError(
    t`${inputs.length} numbers are no whole number of samples: '${model.name}' takes ${model.inputShape.join('×')} = ${size} a sample.`,
  );
}
