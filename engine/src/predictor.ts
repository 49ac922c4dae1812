import { t } from '#l10n';
import type { Plan } from '#plan';
import type { NamedArray } from './checkpoint/pytorch-layout.ts';
import type { DataSet } from './data/dataset.ts';
import { type EvaluationHost, evaluate } from './evaluation.ts';
import type { Kernels } from './kernels.ts';
import { compileModel } from './model.ts';
import { DEFAULT_MEMORY_LIMIT_BYTES } from './phase.ts';
import { PlanError } from './plan-error.ts';
import { sizeOf } from './program/build.ts';
import { addressOf } from './program/program.ts';
import { type Task, taskOf } from './task.ts';
import { outputKindOf, predictStochastic } from './uncertainty/sampling.ts';
import type { StochasticPredictions } from './uncertainty/summarize.ts';

export interface PredictorOptions {
  readonly plan: Plan;
  /** What a file of weights says about the data, or the data itself: no sample of it is needed. */
  readonly data: Pick<DataSet, 'name' | 'targetShape' | 'targetScaling'>;
  readonly kernels: Kernels;
  /** Of all layers. */
  readonly weights: readonly NamedArray[];
}

/** A model that only answers. */
export interface Predictor {
  /** One round without dropout; the inputs are scaled already. */
  predict(inputs: Float32Array): StochasticPredictions;
  /** Several rounds with dropout on; see `Trainer.predictStochastic`. */
  predictStochastic(inputs: Float32Array, rounds: number): StochasticPredictions;
}

/** Samples that go through the model at a time. */
const ROWS = 64;

/** A model with given weights and no training; throws a PlanError where an array lacks. */
export function createPredictor({ plan, data, kernels, weights }: PredictorOptions): Predictor {
  const [phase] = plan.train.phases;
  if (!phase) throw new PlanError(t`The plan has no phase.`);
  const task = taskOf(plan, data);
  const model = compileModel({
    plan,
    // Nothing learns: everything is frozen, and there are no gradients.
    phase: { ...phase, trainableLayers: [] },
    task,
    kernels,
    classWeights: null,
    programs: [
      { rows: ROWS, mode: 'evaluation' },
      { rows: ROWS, mode: 'sampling' },
    ],
    extra: () => [],
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
  });
  const byName = new Map(weights.map((array) => [array.name, array.values]));
  for (const { fullName, values, size } of model.store.all) {
    const numbers = byName.get(fullName);
    if (!numbers) throw new PlanError(t`There are no numbers for '${fullName}'.`);
    model.memory.range(addressOf(values), size).set(numbers);
  }
  return predictorOf(plan, { model, evaluationRows: ROWS }, task);
}

function predictorOf(plan: Plan, host: EvaluationHost, task: Task): Predictor {
  const { inputShape } = plan.model;
  return {
    predict(inputs) {
      const count = inputs.length / sizeOf(inputShape);
      const targets = new Float32Array(count * task.givenTargetSize);
      const { outputs } = evaluate(host, task, inputShape, { count, inputs, targets });
      const { columns } = task;
      const kind = outputKindOf(plan.model.layers);
      return { outputs, rounds: 1, rows: outputs.length / columns, columns, kind };
    },
    predictStochastic: (inputs, rounds) => predictStochastic(plan, host, task, inputs, rounds),
  };
}
