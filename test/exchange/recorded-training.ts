/** Trainings of the built-in engine whose data, start and losses are written down for Python to repeat. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createTrainer,
  type DataPart,
  type DataSet,
  loadData,
  type Tensor,
  toPyTorch,
  writeSafetensors,
} from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import type { Plan } from '#plan';
import { kernelsOf } from '../engine/plans.ts';

const kernels = await kernelsOf();

/** Steps that are compared. */
const STEPS = 50;

export interface RecordedTraining {
  readonly plan: Plan;
  readonly data: DataSet;
  /** Of each step, penalties included. */
  readonly losses: readonly number[];
  /** PyTorch's `state_dict` before the first step. */
  readonly weights: readonly Tensor[];
}

/** The plan of a text's only training. */
export function planOf(text: string): Plan {
  const answer = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  if (answer.ok) return answer.plan;
  throw new Error(`${answer.findings.map(({ message }) => message).join('\n')}\n${text}`);
}

/** Trains at most fifty steps on samples in their order. */
export async function recordTraining(text: string, folder = '.'): Promise<RecordedTraining> {
  const plan = planOf(text);
  const data = await loadData(plan.data, plan.model.inputShape, (path) =>
    Promise.resolve(new Uint8Array(readFileSync(join(folder, path)))),
  );
  const trainer = createTrainer({ plan, data, kernels, shuffle: false, probes: false });
  const weights = toPyTorch(plan.model.layers, trainer.weights());
  const losses: number[] = [];
  while (!trainer.done && losses.length < STEPS) {
    for (const event of trainer.advance(0, 1)) {
      if (event.type === 'steps') losses.push(...event.points.map(({ loss }) => loss));
    }
  }
  return { plan, data, losses, weights };
}

/** Writes data and weights where the Python programs of the tests read them. */
export function writeRecord(
  { plan, data, weights }: RecordedTraining,
  weightsFile: string,
  dataFile: string,
): void {
  const parts = (['train', 'validation', 'test'] as const).flatMap((name) =>
    tensorsOf(name, data[name], plan, data),
  );
  const unit = Array.from(data.targetScaling.divisor);
  parts.push(tensor('unit', [Math.max(1, unit.length)], unit.length > 0 ? unit : [1]));
  writeFileSync(weightsFile, writeSafetensors({ tensors: weights, metadata: {} }));
  writeFileSync(dataFile, writeSafetensors({ tensors: parts, metadata: {} }));
}

function tensorsOf(name: string, part: DataPart, plan: Plan, data: DataSet): Tensor[] {
  return [
    tensor(`${name}.inputs`, [part.count, ...plan.model.inputShape], part.inputs),
    tensor(`${name}.targets`, [part.count, ...data.targetShape], part.targets),
  ];
}

function tensor(name: string, shape: readonly number[], values: ArrayLike<number>): Tensor {
  const numbers = Float32Array.from(values);
  return { name, type: 'F32', shape, bytes: new Uint8Array(numbers.buffer) };
}
