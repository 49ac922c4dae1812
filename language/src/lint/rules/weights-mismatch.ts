import { t } from '#l10n';
import { layerWeights } from '../../data/weights-summary.ts';
import { type WeightMismatch, weightMismatches } from '../../plan.ts';
import { layerPlan } from '../../plans/layer-plans.ts';
import { flattenResolved, type ResolvedModel } from '../../semantics/model.ts';
import { type StartWeights, startWeights } from '../../semantics/start-weights.ts';
import { weightsExample } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** Mismatches that a message tells one by one. */
const TOLD = 3;

export const weightsMismatch: Rule = {
  id: 'weights-mismatch',
  severity: 'error',
  category: 'transfer',
  topic: 'Transfer learning',
  summary: 'The file of weights does not have the model’s layers.',
  documentation: {
    what: 'Weights are loaded by the layers’ names. A layer of the model is not in the file, or has another shape there. Layers that `replace` makes anew are not looked for.',
    why: 'A weight stands for one connection between two units. In a layer of another size, or of another name, it would mean something else: nothing can be transferred. Name the layers (`dense(64, relu) as hidden`) as they were when they were trained, and replace those that differ.',
    source: 'Yosinski et al. 2014, How transferable are features in deep neural networks?',
  },
  bad: [
    weightsExample('runs/spirals.safetensors').replace('dense(32', 'dense(48'),
    weightsExample('runs/spirals.safetensors').replace(
      'init: he_normal)',
      'init: he_normal) as hidden',
    ),
  ],
  good: [weightsExample('runs/spirals.safetensors')],
  check({ specification }, report) {
    for (const model of specification.models) {
      const start = model.complete ? startWeights(model) : undefined;
      if (start?.summary?.kind !== 'weights') continue;
      const mismatches = mismatchesOf(model, start);
      if (mismatches.length === 0) continue;
      const range = start.owner === model ? start.path.range : model.nameRange;
      report({ message: messageOf(model, start, mismatches), range });
    }
  },
};

function mismatchesOf(model: ResolvedModel, { layers, summary }: StartWeights): WeightMismatch[] {
  if (summary?.kind !== 'weights') return [];
  const context = {
    originOf: () => ({ start: 0, end: 0, line: 0 }),
    trained: new Set<string>(),
  };
  const plans = model.layers.map((layer) => layerPlan(layer, context));
  const wanted = flattenResolved(layers).map(({ id }) => id);
  return weightMismatches(plans, wanted, layerWeights(summary));
}

function messageOf(
  { name }: ResolvedModel,
  { path }: StartWeights,
  mismatches: readonly WeightMismatch[],
): string {
  const told = mismatches.slice(0, TOLD).map(({ message }) => message);
  const rest = mismatches.length - told.length;
  if (rest > 0) told.push(rest === 1 ? t`one more layer` : t`${rest} more layers`);
  return t`"${path.value}" does not fit ${name}: ${told.join('; ')}.`;
}
