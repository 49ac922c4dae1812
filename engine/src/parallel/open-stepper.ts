import { Stepper } from '../stepper.ts';
import { MessageStepper } from './message-stepper.ts';
import { SharedStepper } from './shared-stepper.ts';
import type { Team } from './team.ts';

/** Steps of a phase, made by as many threads as its session is for. */
export function openStepper(team: Team): Stepper {
  const { plan, phase, session, kernels } = team;
  if (session.batches.threads === 1) return new Stepper(plan, phase, session);
  return kernels.sharesMemory ? new SharedStepper(team) : new MessageStepper(team);
}
