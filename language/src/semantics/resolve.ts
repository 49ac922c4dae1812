import { t } from '#l10n';
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
import type {
  ResolvedConstant,
  ResolvedData,
  ResolvedModel,
  ResolvedSpecification,
  ResolvedTrain,
} from './model.ts';
import { resolveModel } from './model-resolver.ts';
import { evaluateNumber } from './numbers.ts';
import type { Scope } from './scope.ts';
import { changeTo } from './scope.ts';
import { wholeLine } from './settings.ts';
import { isSweep, middleOf, resolveSweep } from './sweeps.ts';
import { resolveTrain } from './train-resolver.ts';

/** Names looked up, constants computed, defaults filled in, shapes inferred; what is wrong is reported to the scope. */
export function resolve(scope: Scope, tree: Specification): ResolvedSpecification {
  checkDuplicates(scope, tree);
  for (const item of tree.items) if (item.kind === 'let') declareConstant(scope, item);
  for (const item of tree.items) if (item.kind === 'data') declareData(scope, item);
  new ModelResolver(scope, tree).resolveAll();
  const blocks = tree.items.filter((item) => item.kind === 'train');
  const trains = blocks.map((block, index) =>
    scope.remember(block, [index], () => resolveTrainBlock(scope, block, index)),
  );
  connect(scope, trains);
  for (const train of trains) checkTrain(scope, train);
  reportUnused(scope);
  const { references } = scope;
  const [constants, data, models] = [
    scope.all('constants'),
    scope.all('data'),
    scope.all('models'),
  ];
  return { constants, data, models, trains, references };
}

/** Declarations of a kind have different names; a constant may be named like a model. */
function checkDuplicates(scope: Scope, { items }: Specification): void {
  const seen = new Map<string, Name>();
  for (const item of items) {
    if (item.kind === 'train' || !item.name) continue;
    const key = `${item.kind} ${item.name.name}`;
    const first = seen.get(key);
    if (first) {
      const related = [{ message: t`'${first.name}' is here first.`, range: first.range }];
      const message = {
        let: t`Two constants are named '${first.name}'.`,
        data: t`Two data sets are named '${first.name}'.`,
        model: t`Two models are named '${first.name}'.`,
      }[item.kind];
      scope.report('duplicate-name', message, item.name.range, { related });
    } else seen.set(key, item.name);
  }
}

function declareConstant(scope: Scope, syntax: LetDeclaration): void {
  const { name } = syntax;
  if (!name || scope.find('constants', name.name)) return;
  const resolved = scope.remember(syntax, [], () => resolveConstant(scope, syntax, name));
  scope.declare('constants', resolved);
}

function resolveConstant(scope: Scope, syntax: LetDeclaration, name: Name): ResolvedConstant {
  const { value: expression, broken } = syntax;
  const own = { name: name.name, syntax, nameRange: name.range };
  if (broken || !expression) return { ...own, value: undefined };
  const what = t`The constant ${name.name}`;
  if (!isSweep(expression)) return { ...own, value: evaluateNumber(scope, expression, what) };
  const sweep = resolveSweep(scope, expression, what);
  if (!sweep) return { ...own, value: undefined };
  const value = middleOf(sweep);
  const message = t`${name.name} is ${value} here; a sweep tries its range: nnspec sweep.`;
  scope.report('swept-constant', message, expression.range, { severity: 'information' });
  return { ...own, value, sweep };
}

function declareData(scope: Scope, syntax: DataBlock): void {
  scope.declare(
    'data',
    scope.remember(syntax, [], () => resolveData(scope, syntax)),
  );
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
      if (model) this.scope.declare('models', model);
    }
  }

  /** Undefined for a model that starts from itself. */
  private resolve(block: ModelBlock): ResolvedModel | undefined {
    const known = this.done.get(block);
    if (known || this.pending.has(block)) return known;
    this.pending.add(block);
    const base = this.baseOf(block);
    const model = base && this.resolve(base);
    const resolved = this.scope.remember(block, [base, model], () =>
      resolveModel(this.scope, block, block.base && this.refer(block.base, base, model)),
    );
    this.done.set(block, resolved);
    return resolved;
  }

  private baseOf({ base }: ModelBlock): ModelBlock | undefined {
    return base?.kind === 'name'
      ? this.blocks.find(({ name }) => name?.name === base.name)
      : undefined;
  }

  private refer(
    reference: Reference,
    block: ModelBlock | undefined,
    model: ResolvedModel | undefined,
  ): NonNullable<ResolvedModel['base']> {
    const { range } = reference;
    if (reference.kind === 'string') {
      const { path } = splitReference(reference.value);
      const circular = this.scope.module(path) === 'circular';
      return { range, model: importedModel(this.scope, reference.value, range), circular };
    }
    if (model) refer(this.scope, 'model', model, range);
    else if (block) {
      const message = t`'${reference.name}' starts from itself.`;
      this.scope.report('unknown-name', message, range);
    } else {
      const names = this.blocks.flatMap(({ name }) => name?.name ?? []);
      const message = t`There is no model '${reference.name}'`;
      this.scope.unknown('unknown-name', message, reference.name, range, names);
    }
    return { range, model, circular: false };
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
  const module = scope.module(path);
  if (module === 'circular') {
    reportCircle(scope, reference, range);
    return undefined;
  }
  if (!module || name === '') {
    const message = name
      ? t`There is no file "${path}" beside this one.`
      : t`Write the file and the name in it: "${path || 'file.nnspec'}#Name".`;
    scope.report('unknown-name', message, range);
    return undefined;
  }
  const candidates = list(module.resolved);
  const found = candidates.find((candidate) => candidate.name === name);
  if (found) {
    refer(scope, kind, found, range, path);
    return found;
  }
  const closest = closestName(
    name,
    candidates.map((candidate) => candidate.name),
  );
  const fixes = closest ? [changeTo(`"${path}#${closest}"`, range)] : [];
  const message =
    kind === 'data'
      ? t`"${path}" has no data set '${name}'.`
      : t`"${path}" has no model '${name}'.`;
  const guessed = closest ? `${message} ${t`Did you mean '${closest}'?`}` : message;
  scope.report('unknown-name', guessed, range, { fixes });
  return undefined;
}

function importedModel(scope: Scope, reference: string, range: Range): ResolvedModel | undefined {
  const found = imported(scope, 'model', reference, range, ({ models }) => models);
  for (let model = found; model; model = model.base?.model) {
    if (model.base?.circular) reportCircle(scope, reference, range);
  }
  return found;
}

function reportCircle(scope: Scope, reference: string, range: Range): void {
  const message = t`"${reference}" leads back to this file: put what both files need into one of its own.`;
  scope.report('unknown-name', message, range);
}

// ── Trains ────────────────────────────────────────────────────────────────────────────────────────

function resolveTrainBlock(scope: Scope, syntax: TrainBlock, index: number): ResolvedTrain {
  const swapped = swappedSubjects(scope, syntax);
  if (swapped) return resolveTrain(scope, syntax, { index, ...swapped });
  const model = syntax.model && lookUp(scope, 'models', syntax.model);
  const data = syntax.data && lookUp(scope, 'data', syntax.data);
  return resolveTrain(scope, syntax, { index, model, data });
}

/** `train Samples on Net`: reported, and read as it was meant; undefined where it is written as it should. */
function swappedSubjects(scope: Scope, { model: first, data: second }: TrainBlock) {
  if (first?.kind !== 'name' || second?.kind !== 'name') return undefined;
  if (scope.find('models', first.name) || scope.find('data', second.name)) return undefined;
  const data = scope.find('data', first.name) as ResolvedData | undefined;
  const model = scope.find('models', second.name) as ResolvedModel | undefined;
  if (!data || !model) return undefined;
  refer(scope, 'data', data, first.range);
  refer(scope, 'model', model, second.range);
  const range = { start: first.range.start, end: second.range.end };
  const written = `${second.name} on ${first.name}`;
  const fixes = [{ ...changeTo(written, range), title: t`Write ${`train ${written}`}` }];
  const message = t`'${first.name}' is a data set and '${second.name}' a model: write train ${written}.`;
  scope.report('unknown-name', message, range, { fixes });
  return { model, data };
}

/** Tells the models and data sets of this file by which train blocks they are used. */
function connect(scope: Scope, trains: readonly ResolvedTrain[]): void {
  const users = ({ trains: list }: ResolvedModel | ResolvedData) => list as ResolvedTrain[];
  for (const used of [...scope.all('models'), ...scope.all('data')]) users(used).length = 0;
  for (const train of trains) {
    const { model, data } = train;
    if (model && scope.find('models', model.name) === model) users(model).push(train);
    if (data && scope.find('data', data.name) === data) users(data).push(train);
  }
}

const KINDS = { models: 'model', data: 'data' } as const;

interface Found {
  readonly models: ResolvedModel;
  readonly data: ResolvedData;
}

type Lists = { readonly [K in keyof Found]: readonly Found[K][] };

function lookUp<K extends keyof Found>(
  scope: Scope,
  list: K,
  reference: Reference,
): Found[K] | undefined {
  const kind = KINDS[list];
  const { range } = reference;
  if (reference.kind === 'string') {
    return imported<Found[K]>(scope, kind, reference.value, range, (other: Lists) => other[list]);
  }
  const { name } = reference;
  const found = scope.find(list, name) as Found[K] | undefined;
  if (found) refer(scope, kind, found, range);
  else {
    const names = scope.all(list).map((declared) => declared.name);
    const message =
      kind === 'data' ? t`There is no data set '${name}'` : t`There is no model '${name}'`;
    scope.unknown('unknown-name', message, name, range, names);
  }
  return found;
}

// ── Unused declarations ───────────────────────────────────────────────────────────────────────────

/** Constants that are nowhere used, and data sets that no train block uses while others are used. */
function reportUnused(scope: Scope): void {
  const used = new Set(scope.references.map(({ target }) => target.range));
  for (const { name, nameRange, syntax } of scope.all('constants')) {
    if (used.has(nameRange)) continue;
    const edits = [{ ...wholeLine(scope.text, syntax.range), text: '' }];
    const fixes = [{ title: t`Remove '${name}'`, edits, preferred: false }];
    const details = { severity: 'hint', tags: ['unnecessary'], fixes } as const;
    scope.report('unused-declaration', t`The constant '${name}' is not used.`, nameRange, details);
  }
  const declarations = [...scope.all('data'), ...scope.all('models')];
  const anyTrained = declarations.some(({ trains }) => trains.length > 0);
  for (const declaration of anyTrained ? declarations : []) {
    const { name, nameRange, syntax, trains } = declaration;
    if (trains.length > 0 || used.has(nameRange)) continue;
    const details = { severity: 'hint', tags: ['unnecessary'] } as const;
    const message =
      syntax.kind === 'data'
        ? t`The data set '${name}' is not used.`
        : t`The model '${name}' is not used.`;
    scope.report('unused-declaration', message, nameRange, details);
  }
}
