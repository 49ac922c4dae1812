import type { EntryValue, Value } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import type {
  ActivationPlan,
  InitializerPlan,
  LossPlan,
  MetricPlan,
  OptimizerPlan,
  ScalePlan,
  SchedulePlan,
} from '../plan.ts';

/** `learning_rate` as `learningRate`: the plan has the names of the code. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * A word of the catalogue with its arguments as the plan has it. The catalogue's parameters and the plan's fields are the same
 * but for their case, which a test holds true for every entry.
 */
function entryPlan({ name, arguments: values }: EntryValue): unknown {
  const fields = Object.entries(values).map(([key, value]) => [camelCase(key), value]);
  return { name, ...Object.fromEntries(fields) };
}

export function activationPlan(value: EntryValue): ActivationPlan {
  return entryPlan(value) as ActivationPlan;
}

export function initializerPlan(value: EntryValue): InitializerPlan {
  return entryPlan(value) as InitializerPlan;
}

export function optimizerPlan(value: EntryValue): OptimizerPlan {
  return entryPlan(value) as OptimizerPlan;
}

export function schedulePlan(value: EntryValue): SchedulePlan {
  return entryPlan(value) as SchedulePlan;
}

export function metricPlan(value: EntryValue): MetricPlan {
  return entryPlan(value) as MetricPlan;
}

/** The losses that take smoothed labels have it in their plan. */
export function lossPlan(value: EntryValue, labelSmoothing: number): LossPlan {
  const smoothed = value.name === 'cross_entropy' || value.name === 'binary_cross_entropy';
  const plan = entryPlan(value) as LossPlan;
  return smoothed ? ({ ...plan, labelSmoothing } as LossPlan) : plan;
}

export function scalePlan({ name, arguments: values }: EntryValue): ScalePlan {
  return { kind: name, ...values } as ScalePlan;
}

/** An argument that is a word of the catalogue; semantics has filled in a default. */
export function requireEntry(value: Value | undefined, name: string): EntryValue {
  if (isEntryValue(value)) return value;
  throw new Error(`The argument ${name} has no value of the catalogue.`);
}
