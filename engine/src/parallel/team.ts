import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from '../data/dataset.ts';
import type { Kernels } from '../kernels.ts';
import type { Session } from '../session.ts';
import { Stepper } from '../stepper.ts';
import type { Task } from '../task.ts';
import type { LendOpening, OpenCommon, ShareOpening, ThreadPort } from './threads.ts';

/** One phase's training and the threads that are to make its steps. */
export interface Team {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  readonly task: Task;
  readonly data: DataSet;
  readonly session: Session;
  /** The session's. */
  readonly kernels: Kernels;
  /** Lines to the other threads, at least as many as the session has. */
  readonly ports: readonly ThreadPort[];
}

/** A stepper whose steps other threads share. */
export abstract class TeamStepper extends Stepper {
  constructor({ plan, phase, session }: Team) {
    super(plan, phase, session);
  }

  /** Tells each of the other threads what it takes part in; returns what they were told. */
  protected open<O extends ShareOpening | LendOpening>(
    { plan, phase, data, session, kernels, ports }: Team,
    opening: O,
  ): readonly (OpenCommon & O)[] {
    const { batches, classWeights } = session;
    const common = { plan, phase, data: outlineOf(data), classWeights, kernels, batches };
    return ports.slice(0, batches.threads - 1).map((port, index) => {
      const message = { ...common, thread: index + 1, ...opening };
      port.post(message);
      return message;
    });
  }
}

/** A data set as far as models depend on it. */
function outlineOf(data: DataSet): DataSet {
  const none = { count: 0, inputs: new Float32Array(), targets: new Float32Array() };
  return { ...data, train: none, validation: none, test: none };
}
