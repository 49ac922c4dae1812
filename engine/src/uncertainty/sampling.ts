import type { LayerPlan, Plan } from '#plan';
import { countSamples } from '../data/check-shapes.ts';
import { type EvaluationHost, evaluate } from '../evaluation.ts';
import type { Task } from '../task.ts';
import type { OutputKind, StochasticPredictions } from './summarize.ts';

/** The stream of the training seed from which the masks of predictions are drawn. */
const SAMPLING_STREAM = 5;

/**
 * Predicts the same inputs in several rounds, each with masks of its own. The masks follow from the plan's seed, the round
 * and a sample's place among the inputs.
 */
export function predictStochastic(
  plan: Plan,
  host: EvaluationHost,
  task: Task,
  inputs: Float32Array,
  rounds: number,
): StochasticPredictions {
  const { inputShape } = plan.model;
  const count = countSamples(plan, inputs);
  const targets = new Float32Array(count * task.givenTargetSize);
  const batches = Math.ceil(count / host.evaluationRows);
  const size = count * task.outputSize;
  const outputs = new Float32Array(rounds * size);
  const { model } = host;
  const at = model.shared.stepKey.address / 4;
  for (let round = 0; round < rounds; round++) {
    const part = { count, inputs, targets };
    const result = evaluate(host, task, inputShape, part, 'sampling', (batch) => {
      const { words } = model.memory;
      words[at] = Math.imul(plan.train.seed ^ SAMPLING_STREAM, 0x9e3779b1);
      words[at + 1] = Math.imul(round * batches + batch + 1, 0x85ebca6b);
    });
    outputs.set(result.outputs, round * size);
  }
  const { columns } = task;
  const kind = outputKindOf(plan.model.layers);
  return { outputs, rounds, rows: outputs.length / rounds / columns, columns, kind };
}

/** What a model's outputs are, from the last activation: only probabilities have an entropy. */
export function outputKindOf(layers: readonly LayerPlan[]): OutputKind {
  const last = layers.at(-1);
  if (!last || !('activation' in last)) return 'real';
  const { name } = last.activation;
  if (name === 'softmax') return 'classes';
  return name === 'sigmoid' || name === 'hard_sigmoid' ? 'binary' : 'real';
}
