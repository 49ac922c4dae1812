import type { EarlyStoppingPlan, MonitorName } from '#plan';
import type { Metrics } from './events.ts';

/** Metrics of which more is better; of losses and errors, less. */
const HIGHER_IS_BETTER = /^(val_)?(accuracy|top_\d+|precision|recall|f1|auc|r2)$/;

/**
 * The value of a monitored quantity: `val_…` of the validation part, else of the training part.
 * Falls back to the training part where there is no validation; null where it is not measured.
 */
export function monitored(
  monitor: MonitorName,
  train: Metrics,
  validation: Metrics | null,
): number | null {
  const plain = monitor.replace(/^val_/, '');
  const part = monitor.startsWith('val_') ? (validation ?? train) : train;
  return part[plain] ?? null;
}

/** Best value of a monitored quantity so far, and for how many epochs it has not improved. */
export interface Patience {
  /** Takes an epoch's value (null: not measured) and says whether it is the best so far. */
  improves(value: number | null): boolean;
  readonly waited: number;
  reset(): void;
  state(): readonly number[];
  restore(state: readonly number[]): void;
}

/** Counts epochs without an improvement of more than `minDelta`. */
export function createPatience(monitor: MonitorName, minDelta: number): Patience {
  const sign = HIGHER_IS_BETTER.test(monitor) ? -1 : 1;
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  return {
    improves(value) {
      if (value !== null && sign * value < best - minDelta) {
        best = sign * value;
        waited = 0;
        return true;
      }
      waited += 1;
      return false;
    },
    get waited() {
      return waited;
    },
    reset() {
      waited = 0;
    },
    state: () => [best, waited],
    restore([first = Number.POSITIVE_INFINITY, second = 0]) {
      best = first;
      waited = second;
    },
  };
}

/**
 * The patience of an early stopping; without one the best epoch is still known by its validation
 * loss.
 */
export function stoppingPatience(plan: EarlyStoppingPlan | null): Patience {
  return createPatience(plan?.monitor ?? 'val_loss', plan?.minDelta ?? 0);
}
