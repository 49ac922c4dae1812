import { t } from '#l10n';
import type { Plan } from '#plan';
import { countSamples } from './data/check-shapes.ts';
import type { Phase } from './phase.ts';
import { PlanError } from './plan-error.ts';
import type { Task } from './task.ts';
import type { WeightArray } from './trainer.ts';

interface GradientsOptions {
  readonly plan: Plan;
  readonly phase: Phase;
  readonly task: Task;
  /** Of the training: dropout draws the masks of its next step. */
  readonly step: number;
}

/**
 * Loss (penalties included) and gradients of one batch; weights and running statistics stay as they are.
 * @throws PlanError where there are more samples than a batch has, or not as many targets
 */
export function gradientsOf(
  { plan, phase, task, step }: GradientsOptions,
  inputs: Float32Array,
  targets: Float32Array,
): { readonly loss: number; readonly gradients: readonly WeightArray[] } {
  const { session, stepper } = phase;
  const { model } = session;
  const rows = countSamples(plan, inputs);
  if (rows > session.batchSize) {
    throw new PlanError(
      t`Gradients of ${rows} samples were asked for; a batch has ${session.batchSize}.`,
    );
  }
  const wanted = rows * task.givenTargetSize;
  if (targets.length !== wanted) {
    throw new PlanError(t`${rows} samples have ${wanted} target numbers, not ${targets.length}.`);
  }
  const program = model.program(rows, 'training');
  model.memory.floats.set(inputs, model.inputs / 4);
  model.memory.floats.set(task.prepare(targets), model.targets / 4);
  session.seedMasks(step);
  phase.preservingStatistics(() => stepper.differentiate(program));
  return { loss: stepper.loss, gradients: phase.gradients() };
}
