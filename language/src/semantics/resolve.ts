import { closestName } from '../names.ts';
import type {
  DataBlock,
  LetDeclaration,
  ModelBlock,
  Name,
  Reference,
  Specification,
  TrainBlock,
} from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { checkTrain } from './compatibility.ts';
import { resolveData } from './data-resolver.ts';
import type { ResolvedData, ResolvedModel, ResolvedSpecification, ResolvedTrain } from './model.ts';
import { resolveModel } from './model-resolver.ts';
import { evaluateNumber } from './numbers.ts';
import type { Scope } from './scope.ts';
import { changeTo } from './scope.ts';
import { wholeLine } from './settings.ts';
import { resolveTrain } from './train-resolver.ts';

/** Names looked up, constants computed, defaults filled in, shapes inferred; what is wrong is reported to the scope. */
export function resolve(scope: Scope, tree: Specification): ResolvedSpecification {
  checkDuplicates(scope, tree);
  const constants = tree.items.filter((item) => item.kind === 'let');
  for (const item of constants) resolveConstant(scope, item);
  for (const item of tree.items) if (item.kind === 'data') declareData(scope, item);
  new ModelResolver(scope, tree).resolveAll();
  const blocks = tree.items.filter((item) => item.kind === 'train');
  const trains = blocks.map((block, index) => resolveTrainBlock(scope, block, index));
  for (const train of trains) checkTrain(scope, train);
  reportUnused(scope);
  return {
    constants: [...scope.constants.values()],
    data: [...scope.data.values()],
    models: [...scope.models.values()],
    trains,
    references: scope.references,
  };
}

/** Declarations of a kind have different names; a constant may be named like a model. */
function checkDuplicates(scope: Scope, { items }: Specification): void {
  const seen = new Map<string, Name>();
  for (const item of items) {
    if (item.kind === 'train' || !item.name) continue;
    const key = `${item.kind} ${item.name.name}`;
    const first = seen.get(key);
    if (first) {
      const related = [{ message: `'${first.name}' is here first.`, range: first.range }];
      const what = { let: 'constants', data: 'data sets', model: 'models' }[item.kind];
      const message = `Two ${what} are named '${first.name}'.`;
      scope.report('duplicate-name', message, item.name.range, { related });
    } else seen.set(key, item.name);
  }
}

function resolveConstant(scope: Scope, syntax: LetDeclaration): void {
  const { name, value: expression, broken } = syntax;
  if (!name || scope.constants.has(name.name)) return;
  const value =
    broken || !expression
      ? undefined
      : evaluateNumber(scope, expression, `The constant ${name.name}`);
  scope.constants.set(name.name, { name: name.name, value, syntax, nameRange: name.range });
}

function declareData(scope: Scope, syntax: DataBlock): void {
  const data = resolveData(scope, syntax);
  if (!scope.data.has(data.name)) scope.data.set(data.name, data);
}

// ── Models ────────────────────────────────────────────────────────────────────────────────────────

/** A model can start from one that is declared further down, so each is resolved when it is first needed. */
class ModelResolver {
  private readonly scope: Scope;
  private readonly blocks: readonly ModelBlock[];
  private readonly pending = new Set<ModelBlock>();
  private readonly done = new Map<ModelBlock, ResolvedModel>();

  constructor(scope: Scope, tree: Specification) {
    this.scope = scope;
    this.blocks = tree.items.filter((item) => item.kind === 'model');
  }

  resolveAll(): void {
    for (const block of this.blocks) {
      const model = this.resolve(block);
      if (model && !this.scope.models.has(model.name)) this.scope.models.set(model.name, model);
    }
  }

  private resolve(block: ModelBlock): ResolvedModel | undefined {
    const known = this.done.get(block);
    if (known || this.pending.has(block)) return known;
    this.pending.add(block);
    const model = resolveModel(this.scope, block, block.base && this.baseOf(block.base));
    this.done.set(block, model);
    return model;
  }

  private baseOf(reference: Reference): NonNullable<ResolvedModel['base']> {
    const { range } = reference;
    if (reference.kind === 'string') {
      return { range, model: importedModel(this.scope, reference.value, range) };
    }
    const block = this.blocks.find(({ name }) => name?.name === reference.name);
    if (!block) {
      const names = this.blocks.flatMap(({ name }) => name?.name ?? []);
      const message = `There is no model '${reference.name}'`;
      this.scope.unknown('unknown-name', message, reference.name, range, names);
      return { range, model: undefined };
    }
    const model = this.resolve(block);
    if (!model) {
      const message = `'${reference.name}' starts from itself.`;
      this.scope.report('unknown-name', message, range);
    } else refer(this.scope, 'model', model, range);
    return { range, model };
  }
}

function refer(
  scope: Scope,
  kind: 'model' | 'data',
  { name, nameRange }: { readonly name: string; readonly nameRange: Range },
  range: Range,
  file?: string,
): void {
  const target = { kind, name, range: nameRange, ...(file !== undefined && { file }) };
  scope.references.push({ range, target });
}

// ── References to other files ─────────────────────────────────────────────────────────────────────

function splitReference(reference: string): { readonly path: string; readonly name: string } {
  const hash = reference.lastIndexOf('#');
  return hash < 0
    ? { path: reference, name: '' }
    : { path: reference.slice(0, hash), name: reference.slice(hash + 1) };
}

/** A declaration of another file: `"digits.nnspec#DigitNet"`. What is missing is reported. */
function imported<T extends { readonly name: string; readonly nameRange: Range }>(
  scope: Scope,
  kind: 'model' | 'data',
  reference: string,
  range: Range,
  list: (specification: ResolvedSpecification) => readonly T[],
): T | undefined {
  const { path, name } = splitReference(reference);
  const module = scope.environment.module(path);
  if (!module || name === '') {
    const message = name
      ? `There is no file "${path}" beside this one.`
      : `Write the file and the name in it: "${path || 'file.nnspec'}#Name".`;
    scope.report('unknown-name', message, range);
    return undefined;
  }
  const candidates = list(module.resolved);
  const found = candidates.find((candidate) => candidate.name === name);
  if (found) {
    refer(scope, kind, found, range, path);
    return found;
  }
  const what = kind === 'data' ? 'data set' : 'model';
  const closest = closestName(
    name,
    candidates.map((candidate) => candidate.name),
  );
  const suggestion = closest ? ` Did you mean '${closest}'?` : '';
  const fixes = closest ? [changeTo(`"${path}#${closest}"`, range)] : [];
  const message = `"${path}" has no ${what} '${name}'.${suggestion}`;
  scope.report('unknown-name', message, range, { fixes });
  return undefined;
}

function importedModel(scope: Scope, reference: string, range: Range): ResolvedModel | undefined {
  return imported(scope, 'model', reference, range, ({ models }) => models);
}

// ── Trains ────────────────────────────────────────────────────────────────────────────────────────

function resolveTrainBlock(scope: Scope, syntax: TrainBlock, index: number): ResolvedTrain {
  const { model: modelName, data: dataName } = syntax;
  const model =
    modelName && lookUp(scope, 'model', modelName, scope.models, ({ models }) => models);
  const data = dataName && lookUp(scope, 'data', dataName, scope.data, (other) => other.data);
  const train = resolveTrain(scope, syntax, { index, model, data });
  if (model && scope.models.get(model.name) === model)
    (model.trains as ResolvedTrain[]).push(train);
  if (data && scope.data.get(data.name) === data) (data.trains as ResolvedTrain[]).push(train);
  return train;
}

function lookUp<T extends ResolvedModel | ResolvedData>(
  scope: Scope,
  kind: 'model' | 'data',
  reference: Reference,
  known: ReadonlyMap<string, T>,
  list: (specification: ResolvedSpecification) => readonly T[],
): T | undefined {
  if (reference.kind === 'string') {
    return imported(scope, kind, reference.value, reference.range, list);
  }
  const found = known.get(reference.name);
  if (found) refer(scope, kind, found, reference.range);
  else {
    const what = kind === 'data' ? 'data set' : 'model';
    const message = `There is no ${what} '${reference.name}'`;
    scope.unknown('unknown-name', message, reference.name, reference.range, known.keys());
  }
  return found;
}

// ── Unused declarations ───────────────────────────────────────────────────────────────────────────

/** Constants that are nowhere used, and data sets that no train block uses while others are used. */
function reportUnused(scope: Scope): void {
  const used = new Set(
    scope.references.map(({ target }) => `${target.kind} ${target.range.start}`),
  );
  for (const { name, nameRange, syntax } of scope.constants.values()) {
    if (used.has(`constant ${nameRange.start}`)) continue;
    const edits = [{ ...wholeLine(scope.text, syntax.range), text: '' }];
    const fixes = [{ title: `Remove '${name}'`, edits, preferred: false }];
    const details = { severity: 'hint', tags: ['unnecessary'], fixes } as const;
    scope.report('unused-declaration', `The constant '${name}' is not used.`, nameRange, details);
  }
  const declarations = [...scope.data.values(), ...scope.models.values()];
  const anyTrained = declarations.some(({ trains }) => trains.length > 0);
  for (const declaration of anyTrained ? declarations : []) {
    const { name, nameRange, syntax, trains } = declaration;
    if (trains.length > 0 || used.has(`${syntax.kind} ${nameRange.start}`)) continue;
    const what = syntax.kind === 'data' ? 'data set' : 'model';
    const details = { severity: 'hint', tags: ['unnecessary'] } as const;
    scope.report('unused-declaration', `The ${what} '${name}' is not used.`, nameRange, details);
  }
}
