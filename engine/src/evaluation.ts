import type { MetricPlan } from '#plan';
import type { DataPart } from './data/dataset.ts';
import type { Metrics } from './events.ts';
import { measure } from './metrics.ts';
import type { Model } from './model.ts';
import { sizeOf } from './program/build.ts';
import type { Session } from './session.ts';
import type { Task } from './task.ts';

/** What an evaluation needs: a compiled model, and how many samples it takes at a time. */
export interface EvaluationHost {
  readonly model: Model;
  readonly evaluationRows: number;
}

/**
 * The model's outputs for samples, and the mean loss without penalties.
 * @param mode with `sampling`, dropout draws from the key that `beforeBatch` has set
 */
export function evaluate(
  { model, evaluationRows }: EvaluationHost,
  task: Task,
  inputShape: readonly number[],
  part: DataPart,
  mode: 'evaluation' | 'sampling' = 'evaluation',
  beforeBatch: (index: number) => void = () => {},
): { readonly loss: number; readonly outputs: Float32Array } {
  const width = sizeOf(inputShape);
  const outputs = new Float32Array(part.count * task.outputSize);
  const targets = task.prepare(part.targets);
  let total = 0;
  for (let first = 0; first < part.count; first += evaluationRows) {
    const rows = Math.min(evaluationRows, part.count - first);
    const program = model.program(rows, mode);
    beforeBatch(first / evaluationRows);
    const { memory } = model;
    memory.floats.set(
      part.inputs.subarray(first * width, (first + rows) * width),
      model.inputs / 4,
    );
    const chosen = targets.subarray(first * task.targetSize, (first + rows) * task.targetSize);
    memory.floats.set(chosen, model.targets / 4);
    for (const call of program.calls) call();
    total += rows * (memory.doubles[model.shared.loss.address / 8] as number);
    outputs.set(memory.range(program.outputs, rows * task.outputSize), first * task.outputSize);
  }
  return { loss: total / part.count, outputs };
}

/** Loss (plus `penalty`) and the plan's metrics of one part; null where the part is empty. */
export function evaluatePart(
  session: Session,
  task: Task,
  inputShape: readonly number[],
  part: DataPart,
  plans: readonly MetricPlan[],
  penalty: number,
): Metrics | null {
  if (part.count === 0) return null;
  const { loss, outputs } = evaluate(session, task, inputShape, part);
  const predictions = task.predictions(outputs, task.prepare(part.targets));
  return { loss: loss + penalty, ...measure(plans, predictions) };
}
