import type { DataProblem } from '../data/summary.ts';
import type { WeightsSummary } from '../data/weights-summary.ts';
import type { Resolved, ResolvedLayer, ResolvedModel } from './model.ts';

/** The file of weights that a model starts from. */
export interface StartWeights {
  /** Who names the file: the model itself, or one that it starts from. */
  readonly owner: ResolvedModel;
  /** As the owner's file has it. */
  readonly path: Resolved<string>;
  readonly summary: WeightsSummary | DataProblem | undefined;
  /** The layers at the top of the model that the file is for: those that replace old ones are new. */
  readonly layers: readonly ResolvedLayer[];
}

/** Undefined for a model that starts from its initialisers alone. */
export function startWeights(model: ResolvedModel): StartWeights | undefined {
  const owner = chainOf(model).find(({ weights }) => weights !== undefined);
  if (!owner?.weights) return undefined;
  const covered = owner.base ? inheritedLayers(owner) : owner.layers;
  const known = new Set(covered.map(({ syntax }) => syntax));
  const layers = model.layers.filter(({ syntax }) => known.has(syntax));
  return { owner, path: owner.weights, summary: owner.weightsSummary, layers };
}

/** A model, the one that it starts from, and so on. */
export function chainOf(model: ResolvedModel): ResolvedModel[] {
  const chain: ResolvedModel[] = [];
  for (let next: ResolvedModel | undefined = model; next; next = next.base?.model) {
    chain.push(next);
  }
  return chain;
}

function inheritedLayers(model: ResolvedModel): ResolvedLayer[] {
  const taken = new Set(model.base?.model?.layers.map(({ syntax }) => syntax));
  return model.layers.filter(({ syntax }) => taken.has(syntax));
}
