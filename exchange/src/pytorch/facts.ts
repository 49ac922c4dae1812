import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import { changesRate } from '../schedules.ts';
import { classWeights } from './losses.ts';
import { constraintFunction, penaltyFunction } from './weights.ts';

/** What of a plan decides about the lines of the training loop. */
export interface Facts {
  readonly plan: Plan;
  readonly phases: readonly PhasePlan[];
  /** Phases that are written as such, each with an optimizer and layers of its own. */
  readonly phased: boolean;
  readonly scheduled: boolean;
  readonly plateau: boolean;
  readonly penalized: boolean;
  readonly constrained: boolean;
  readonly weighted: boolean;
  readonly validated: boolean;
  /** A monitor wants a metric of the training part. */
  readonly trainMetrics: boolean;
  readonly frozenNorms: boolean;
  /** `train` takes a function that is told each epoch's figures. */
  readonly reports: boolean;
}

export function factsOf(plan: Plan): Facts {
  const { phases } = plan.train;
  const parameters = flattenLayers(plan.model.layers);
  const validated = plan.data.split.validation > 0;
  const own = phases.some(({ trainableLayers }) => trainableLayers.length < parameters.length);
  const monitors = monitorsOf(plan, validated);
  return {
    plan,
    phases,
    phased: phases.length > 1 || own,
    scheduled: phases.some(({ schedule }) => changesRate(schedule)),
    plateau: phases.some(({ schedule }) => schedule.name === 'reduce_on_plateau'),
    penalized: penaltyFunction(plan) !== null,
    constrained: constraintFunction(plan) !== null,
    weighted: classWeights(plan) !== null,
    validated,
    trainMetrics: monitors.some((name) => name !== 'loss' && !name.startsWith('val_')),
    frozenNorms: own && parameters.some(({ type }) => type === 'batch_norm'),
    reports: false,
  };
}

function monitorsOf({ train }: Plan, validated: boolean): string[] {
  const names = train.phases.flatMap(({ schedule }) =>
    schedule.name === 'reduce_on_plateau' ? [schedule.monitor] : [],
  );
  if (train.earlyStopping) names.push(train.earlyStopping.monitor);
  return names.map((name) => available(name, validated));
}

/** A quantity of the validation part, or of the training part where there is none. */
export function available(monitor: string, validated: boolean): string {
  return validated ? monitor : monitor.replace(/^val_/, '');
}
