import { t } from '#l10n';
import type { Finding } from '../findings.ts';
import type { ModelPlan, Origin, Plan } from '../plan.ts';
import type { Analysis } from '../semantics/analysis.ts';
import { EMPTY_ENVIRONMENT } from '../semantics/analysis.ts';
import type { ResolvedModel, ResolvedTrain } from '../semantics/model.ts';
import { flattenResolved } from '../semantics/model.ts';
import { Scope } from '../semantics/scope.ts';
import { chainOf, startWeights } from '../semantics/start-weights.ts';
import type { Reference } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { dataPlan } from './data-plan.ts';
import { layerPlan, type OriginOf } from './layer-plans.ts';
import { lossOf, phasePlans, trainPlan } from './train-plan.ts';

export type PlanAnswer =
  | { readonly ok: true; readonly plan: Plan }
  /** What stands in the way: the errors in the train block, its model and its data. */
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The plan of a train block, counted in its file from 0. Errors elsewhere in the file do not matter, nor do those that a rule
 * of the network's quality reports: what can be trained is trained.
 */
export function planFor(analysis: Analysis, trainIndex: number): PlanAnswer {
  const train = analysis.resolved.trains[trainIndex];
  if (!train) {
    const message = t`The file has no train block number ${trainIndex + 1}.`;
    return { ok: false, findings: [problem(message, { start: 0, end: 0 })] };
  }
  const errors = errorsOf(analysis, train);
  if (errors.length > 0) return { ok: false, findings: errors };
  const { model, data } = train;
  const loss = lossOf(train);
  if (!model?.complete || !data?.complete || !train.complete || !loss) {
    return { ok: false, findings: [problem(whatIsMissing(train), train.keywordRange)] };
  }
  const originOf = (range: Range): Origin => ({
    ...range,
    line: analysis.lines.lineAt(range.start),
  });
  const scope = new Scope(analysis.text, EMPTY_ENVIRONMENT);
  for (const constant of analysis.resolved.constants) scope.declare('constants', constant);
  const phases = phasePlans(train, model, scope, originOf);
  const trained = new Set(phases.flatMap(({ trainableLayers }) => trainableLayers));
  const layers = model.layers.map((layer) => layerPlan(layer, { originOf, trained }));
  const [freeze] = model.freezes;
  return {
    ok: true,
    plan: {
      model: {
        name: model.name,
        inputShape: inputShapeOf(model),
        layers,
        ...weightsPlan(train, model, originOf),
        ...(freeze ? { freezeOrigin: originOf(freeze.range) } : {}),
      },
      data: dataPlan(data, model, loss, folderOf(train.syntax.data), originOf),
      train: trainPlan(train, loss, phases, originOf),
    },
  };
}

function inputShapeOf({ inputShape, name }: ResolvedModel): readonly number[] {
  if (inputShape) return inputShape.value;
  throw new Error(`The input of ${name} is not known.`);
}

/** `models/` for `"models/digits.nnspec#Digits"`: paths in that file are relative to it. */
function folderOf(reference: Reference | undefined): string {
  if (reference?.kind !== 'string') return '';
  const [path = ''] = reference.value.split('#');
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The file of weights that the model starts from, its path seen from the file of the train block. */
function weightsPlan(
  { syntax }: ResolvedTrain,
  model: ResolvedModel,
  originOf: OriginOf,
): Pick<ModelPlan, 'weights'> {
  const weights = startWeights(model);
  if (!weights) return {};
  const chain = chainOf(model);
  const references = [syntax.model, ...chain.map((link) => link.syntax.base)];
  const folders = references.slice(0, chain.indexOf(weights.owner) + 1).map(folderOf);
  return {
    weights: {
      path: folders.join('') + weights.path.value,
      layers: flattenResolved(weights.layers).map(({ id }) => id),
      origin: originOf(weights.path.range),
    },
  };
}

/** The errors of structure in the blocks that a training needs, and in the constants. */
function errorsOf({ structural, resolved }: Analysis, train: ResolvedTrain): Finding[] {
  const blocks: Range[] = resolved.constants.map(({ syntax }) => syntax.range);
  blocks.push(train.range);
  for (let model = train.model; model; model = model.base?.model) {
    if (resolved.models.includes(model)) blocks.push(model.range);
  }
  if (train.data && resolved.data.includes(train.data)) blocks.push(train.data.range);
  return structural.filter(
    ({ severity, range }) =>
      severity === 'error' &&
      blocks.some(({ start, end }) => range.start >= start && range.end <= end),
  );
}

function whatIsMissing({ model, data, loss }: ResolvedTrain): string {
  if (!model) return t`The model to train is not known.`;
  if (!data) return t`The data set to train on is not known.`;
  if (!model.complete) return t`${model.name} has errors.`;
  if (!data.complete) return t`${data.name} has errors.`;
  return loss ? t`This train block has errors.` : t`Say which loss to use: loss cross_entropy.`;
}

function problem(message: string, range: Range): Finding {
  const empty = { tags: [], related: [], fixes: [] };
  return { rule: 'missing-argument', severity: 'error', message, range, ...empty };
}
