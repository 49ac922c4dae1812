import type { PhasePlan, SchedulePlan } from '#plan';
import { cosineDecay, power } from './numerics.ts';
import type { Progress } from './progress.ts';

export type ScheduleName = SchedulePlan['name'];

/** Where a phase stands: `step` counts from 0. */
export interface SchedulePosition {
  readonly step: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Product of the reductions that a plateau has caused so far. */
  readonly plateauFactor: number;
}

type Factor<N extends ScheduleName> = (
  plan: Extract<SchedulePlan, { name: N }>,
  position: SchedulePosition,
) => number;

/** How far the steps after the warm-up are, 0 to 1. */
function progressAfter(warmup: number, { step, steps }: SchedulePosition): number {
  const first = warmup * steps;
  return Math.min(1, Math.max(0, (step - first) / Math.max(1, steps - first)));
}

/**
 * Every schedule of the catalogue as a factor on the optimizer's learning rate, without the
 * warm-up.
 */
export const schedules: { readonly [N in ScheduleName]: Factor<N> } = {
  constant: () => 1,
  /** Times `factor` every `every` epochs. */
  step: ({ every, factor }, { step, stepsPerEpoch }) =>
    power(factor, Math.floor(step / stepsPerEpoch / every)),
  /** Times `decay` an epoch, step by step. */
  exponential: ({ decay }, { step, stepsPerEpoch }) => power(decay, step / stepsPerEpoch),
  /** Half a cosine wave from 1 to `minimum` (Loshchilov & Hutter 2017). */
  cosine: (plan, position) =>
    plan.minimum + (1 - plan.minimum) * cosineDecay(progressAfter(plan.warmup, position)),
  /**
   * Up from `startFactor` to 1 during the warm-up, down to `endFactor` after it (Smith & Topin
   * 2018).
   */
  one_cycle: (plan, position) => {
    const { warmup, startFactor, endFactor } = plan;
    const rising = position.step / Math.max(1, warmup * position.steps);
    if (rising < 1) return 1 + (startFactor - 1) * cosineDecay(rising);
    return endFactor + (1 - endFactor) * cosineDecay(progressAfter(warmup, position));
  },
  reduce_on_plateau: ({ minimum }, { plateauFactor }) => Math.max(minimum, plateauFactor),
};

/** The learning rate's factor at a step: the schedule's, and a linear warm-up from 0 before it. */
export function scheduleFactor(plan: SchedulePlan, position: SchedulePosition): number {
  const factor = (schedules[plan.name] as Factor<ScheduleName>)(plan, position);
  if (plan.name === 'one_cycle') return factor;
  const warmupSteps = Math.round(plan.warmup * position.steps);
  return position.step < warmupSteps ? (factor * (position.step + 1)) / warmupSteps : factor;
}

/** The rate of a phase's next update. */
export function learningRateAt(
  { optimizer, schedule, epochs }: PhasePlan,
  stepsPerEpoch: number,
  { phaseEpoch, batch, plateauFactor }: Progress,
): number {
  if (schedule.name === 'constant' && schedule.warmup === 0) return optimizer.learningRate;
  const factor = scheduleFactor(schedule, {
    step: phaseEpoch * stepsPerEpoch + batch,
    steps: epochs * stepsPerEpoch,
    stepsPerEpoch,
    plateauFactor,
  });
  return optimizer.learningRate * factor;
}
