import type { Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { flagsOf } from './data/table.ts';
import { probeData } from './data-probe.ts';
import { evaluate } from './evaluation.ts';
import type { StartedEvent } from './events.ts';
import { expectedLossOf } from './expected-loss.ts';
import { probeInputs } from './input-probe.ts';
import type { Phase } from './phase.ts';
import type { Task } from './task.ts';

/** Training samples on which the untrained model's loss and the inputs' spread are measured. */
const INITIAL_SAMPLES = 1024;

/** What is known before the first step; `parameters` and `epochs` are the whole training's. */
export function startedEvent(
  plan: Plan,
  data: DataSet,
  task: Task,
  phase: Phase,
  { parameters, epochs }: { readonly parameters: number; readonly epochs: number },
): StartedEvent {
  const { train, validation, test } = data;
  const { session, stepper, probes } = phase;
  const { inputShape } = plan.model;
  const count = Math.min(train.count, INITIAL_SAMPLES);
  const { loss } = evaluate(session, task, inputShape, { ...train, count });
  if (probes) phase.preservingStatistics(() => differentiateFirstBatch(phase));
  const penalty = stepper.penalty();
  return {
    type: 'started',
    parameters,
    memoryBytes: session.model.memoryBytes,
    samples: { train: train.count, validation: validation.count, test: test.count },
    classes: data.classes,
    stepsPerEpoch: session.stepsPerEpoch,
    epochs,
    data: probeData(data),
    ...(data.notes.length > 0 && { notes: data.notes }),
    initial: {
      loss: loss + penalty,
      penalty,
      expectedLoss: expectedLossOf(plan, data),
      inputs: probeInputs(
        train,
        count,
        inputShape.at(-1) ?? 1,
        inputShape.length === 1 ? flagsOf(data.columns) : [],
      ),
      layers: probes?.measure(0) ?? [],
    },
  };
}

/** For the initial probe's gradients. */
function differentiateFirstBatch({ session, stepper }: Phase): void {
  session.beginEpoch(0);
  stepper.differentiate(session.prepareBatch(0, 0));
}
