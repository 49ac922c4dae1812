import type { EarlyStoppingPlan, LossPlan, Origin, PhasePlan, TrainPlan } from '../plan.ts';
import type {
  ResolvedLayer,
  ResolvedModel,
  ResolvedPhase,
  ResolvedTrain,
} from '../semantics/model.ts';
import { flattenResolved } from '../semantics/model.ts';
import type { Scope } from '../semantics/scope.ts';
import { selectLayers } from '../semantics/transfer.ts';
import { lossPlan, metricPlan, optimizerPlan, schedulePlan } from './entry-plans.ts';
import type { OriginOf } from './layer-plans.ts';

/** The plan of a train block's settings. */
export function trainPlan(
  train: ResolvedTrain,
  loss: LossPlan,
  phases: readonly PhasePlan[],
  originOf: OriginOf,
): TrainPlan {
  return {
    loss,
    batchSize: train.batchSize.value,
    accumulate: train.accumulate.value,
    clipNorm: train.clipNorm.value,
    clipValue: train.clipValue.value,
    earlyStopping: earlyStoppingPlan(train),
    metrics: train.metrics.map(({ value }) => metricPlan(value)),
    seed: train.seed.value,
    phases,
    classWeights: train.classWeights.value,
    mcDropoutSamples: train.mcDropoutSamples.value,
    origin: originOf(train.range),
    settingOrigins: settingOrigins(train, originOf),
  };
}

/** The loss of a train block that has one. */
export function lossOf({ loss, labelSmoothing }: ResolvedTrain): LossPlan | undefined {
  return loss && lossPlan(loss.value, labelSmoothing.value);
}

function earlyStoppingPlan({ earlyStopping, data }: ResolvedTrain): EarlyStoppingPlan | null {
  if (!earlyStopping) return null;
  const { monitor, patience, min_delta, restore_best } = earlyStopping.arguments;
  const withoutValidation = data?.split.validation.value === 0 && !monitor?.written;
  return {
    monitor: withoutValidation ? 'loss' : String(monitor?.value),
    patience: Number(patience?.value),
    minDelta: Number(min_delta?.value),
    restoreBest: restore_best?.value === true,
  };
}

/** One phase without a name, or the phases that are written, each with the layers that train in it. */
export function phasePlans(
  train: ResolvedTrain,
  model: ResolvedModel,
  scope: Scope,
  originOf: OriginOf,
): PhasePlan[] {
  const trainable = flattenResolved(model.layers).flatMap(({ id, frozen }) => (frozen ? [] : [id]));
  if (train.phases.length === 0) {
    const { epochs, optimizer, schedule } = train;
    return [
      {
        name: '',
        epochs: epochs.value,
        optimizer: optimizerPlan(optimizer.value),
        schedule: schedulePlan(schedule.value),
        trainableLayers: trainable,
      },
    ];
  }
  let current: ReadonlySet<string> = new Set(trainable);
  return train.phases.map((phase) => {
    current = applySelections(phase, model.layers, current, scope);
    return {
      name: phase.name,
      epochs: phase.epochs.value,
      optimizer: optimizerPlan(phase.optimizer.value),
      schedule: schedulePlan(phase.schedule.value),
      trainableLayers: [...current],
      origin: originOf(phase.range),
    };
  });
}

/** What a phase freezes and unfreezes stays so in the phases after it. */
function applySelections(
  { selections }: ResolvedPhase,
  layers: readonly ResolvedLayer[],
  before: ReadonlySet<string>,
  scope: Scope,
): ReadonlySet<string> {
  const ids = new Set(before);
  for (const { selector, action } of selections) {
    const selected = selector && selectLayers(scope, selector, layers, action);
    for (const { id } of flattenResolved([...(selected ?? [])])) {
      if (action === 'unfreeze') ids.add(id);
      else ids.delete(id);
    }
  }
  return ids;
}

function settingOrigins(
  { settings, phases }: ResolvedTrain,
  originOf: OriginOf,
): Readonly<Record<string, Origin>> {
  const origins: Record<string, Origin> = {};
  for (const { settings: own } of phases) {
    for (const { name, range } of own.values()) origins[name] ??= originOf(range);
  }
  for (const { name, range } of settings.values()) origins[name] = originOf(range);
  return origins;
}
