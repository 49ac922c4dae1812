import type { Plan } from '#plan';
import type { DataPart, DataSet } from './data/dataset.ts';
import { evaluate } from './evaluation.ts';
import type { FinalChecks } from './events.ts';
import type { Phase } from './phase.ts';
import { sizeOf } from './program/build.ts';
import type { Task } from './task.ts';

/** Samples whose losses are taken one by one. */
const SAMPLES = 64;

/** Asks the finished model; running statistics and weights stay as they are. */
export function checkFinished(plan: Plan, phase: Phase, task: Task, data: DataSet): FinalChecks {
  const lossOf = (part: DataPart) =>
    evaluate(phase.session, task, plan.model.inputShape, part).loss;
  const batch = samplesOf(data.train, 0, Math.min(plan.train.batchSize, data.train.count));
  const count = Math.min(SAMPLES, data.train.count);
  const singles = Array.from({ length: count }, (_, index) =>
    samplesOf(data.train, Math.floor((index * data.train.count) / count), 1),
  );
  return {
    modes: { training: trainingLoss(plan, phase, task, batch), evaluation: lossOf(batch) },
    inputs: {
      given: singles.map(lossOf),
      zeroed: singles.map((single) =>
        lossOf({ ...single, inputs: new Float32Array(sizeOf(plan.model.inputShape)) }),
      ),
    },
  };
}

/** With dropout and the batch's own statistics, the penalties taken off. */
function trainingLoss(plan: Plan, phase: Phase, task: Task, batch: DataPart): number {
  const { session, stepper } = phase;
  const { model } = session;
  const program = model.program(batch.count, 'training');
  model.memory.floats.set(batch.inputs, model.inputs / 4);
  model.memory.floats.set(task.prepare(batch.targets), model.targets / 4);
  session.seedMasks(plan.train.seed);
  phase.preservingStatistics(() => stepper.differentiate(program));
  return stepper.loss - stepper.penalty();
}

function samplesOf({ inputs, targets, count }: DataPart, first: number, rows: number): DataPart {
  const cut = (values: Float32Array) => {
    const width = values.length / count;
    return values.subarray(first * width, (first + rows) * width);
  };
  return { count: rows, inputs: cut(inputs), targets: cut(targets) };
}
