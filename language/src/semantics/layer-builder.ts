import { t } from '#l10n';
import { CATALOGUE, findEntry, formatShape } from '../catalogue/index.ts';
import { sizeOf } from '../catalogue/layers/shapes.ts';
import type { LayerEntry, Shape, ShapeProblem } from '../catalogue/types.ts';
import { isShapeProblem } from '../catalogue/types.ts';
import type {
  BranchBlock,
  LayerStatement,
  ModelStatement,
  Name,
  ParallelBlock,
  RepeatBlock,
  ResidualBlock,
} from '../syntax/ast.ts';
import { type LayerArguments, resolveLayerArguments } from './layer-arguments.ts';
import type {
  ParallelLayer,
  PlainLayer,
  ResidualLayer,
  ResolvedLayer,
  ResolvedModel,
} from './model.ts';
import { flattenResolved } from './model.ts';
import { evaluateNumber } from './numbers.ts';
import { changeTo, type Scope } from './scope.ts';
import { residualFixes, shapeFixes } from './shape-fixes.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** More layers than any machine here could train; keeps `repeat 1000000` from filling the memory. */
const MOST_LAYERS = 2000;

interface Place {
  readonly parent: ResidualLayer | ParallelLayer | undefined;
  readonly copy: number;
  readonly copies: number;
}

const TOP: Place = { parent: undefined, copy: 0, copies: 1 };

/** Makes the layers of one model from its statements, in order of execution, and infers their shapes. */
export class LayerBuilder {
  /** False once something is wrong that makes the list of layers unreliable. */
  complete = true;
  private readonly scope: Scope;
  private readonly init: ResolvedModel['init'];
  private readonly names = new Map<string, Name>();
  /** Names given anywhere in the model: no layer without a name gets one of them. */
  private readonly reserved: ReadonlySet<string>;
  private readonly counters = new Map<string, number>();
  private readonly known = new Map<LayerStatement, LayerArguments>();
  private count = 0;
  /** The layer whose output arrives at the next one. */
  private previous: ResolvedLayer | undefined;

  /**
   * `inherited`: the layers of the base model, whose names are taken even where the layers are replaced, since its file of
   * weights has them; `previous`: the last of those that are kept.
   */
  constructor(
    scope: Scope,
    init: ResolvedModel['init'],
    statements: readonly ModelStatement[],
    inherited: readonly ResolvedLayer[],
    previous: ResolvedLayer | undefined,
  ) {
    this.scope = scope;
    this.init = init;
    this.previous = previous;
    const layers = flattenResolved(inherited);
    this.reserved = new Set([...givenNames(statements), ...layers.map(({ id }) => id)]);
    for (const { name } of layers) if (name) this.names.set(name.name, name);
  }

  /** The layers of a list of statements. `input` is the shape that arrives; undefined where it is not known. */
  build(
    statements: readonly ModelStatement[],
    input: Shape | undefined,
    place: Place = TOP,
  ): ResolvedLayer[] {
    const layers: ResolvedLayer[] = [];
    let shape = input;
    for (const statement of statements) {
      const built = this.buildStatement(statement, shape, place);
      layers.push(...built);
      if (built.length > 0) shape = built.at(-1)?.output;
      else if (statement.kind === 'layer' || statement.kind === 'repeat') shape = undefined;
    }
    return layers;
  }

  private buildStatement(
    statement: ModelStatement,
    input: Shape | undefined,
    place: Place,
  ): ResolvedLayer[] {
    switch (statement.kind) {
      case 'layer':
        return this.buildLayer(statement, input, place);
      case 'repeat':
        return this.buildRepeat(statement, input, place);
      case 'residual':
        return [this.buildResidual(statement, input, place)];
      case 'parallel':
        return [this.buildParallel(statement, input, place)];
      default:
        return [];
    }
  }

  // ── One layer ───────────────────────────────────────────────────────────────────────────────────

  private buildLayer(syntax: LayerStatement, input: Shape | undefined, place: Place): PlainLayer[] {
    const entry = this.entryOf(syntax);
    if (!entry || this.count >= MOST_LAYERS) {
      this.complete = false;
      return [];
    }
    this.count++;
    let given = this.known.get(syntax);
    if (!given) {
      given = resolveLayerArguments(this.scope, entry, syntax, this.init);
      this.known.set(syntax, given);
    }
    if (!given.shaped || !given.complete) this.complete = false;
    const output = given.shaped && input ? this.shapeOf(entry, syntax, given, input) : undefined;
    const layer: PlainLayer = {
      kind: 'layer',
      type: entry.name,
      entry,
      syntax,
      id: this.identify(entry.name, syntax.name, place),
      name: syntax.name,
      range: syntax.range,
      typeRange: syntax.type.range,
      documentation: syntax.documentation,
      ...place,
      input,
      output,
      parameters: given.shaped && input ? entry.parameterCount(given.values, input) : undefined,
      frozen: false,
      arguments: given.arguments,
      values: given.values,
      activation: given.activation,
      init: given.init,
    };
    this.previous = layer;
    return [layer];
  }

  private entryOf({ type, broken }: LayerStatement): LayerEntry | undefined {
    const entry = findEntry('layer', type.name);
    if (!entry && broken) return undefined;
    if (entry?.name === 'input') {
      this.scope.report('shape-mismatch', t`input stands first in a model, and once.`, type.range);
      return undefined;
    }
    if (!entry) {
      const names = [...CATALOGUE.layer, ...CATALOGUE.block].map(({ name }) => name);
      const isActivation = findEntry('activation', type.name);
      const message = isActivation
        ? t`'${type.name}' is an activation, not a layer: write activation(${type.name})`
        : t`There is no layer '${type.name}'`;
      this.scope.unknown('unknown-name', message, type.name, type.range, isActivation ? [] : names);
    }
    return entry;
  }

  /** What comes out of a layer, or what would come out if a missing `flatten` were there. */
  private shapeOf(
    entry: LayerEntry,
    syntax: LayerStatement,
    given: LayerArguments,
    input: Shape,
  ): Shape | undefined {
    const result = entry.shape(given.values, input);
    if (!isShapeProblem(result)) return result;
    this.complete = false;
    this.reportShape(syntax, given, input, result);
    const flattened =
      result.rule === 'missing-flatten' && entry.shape(given.values, [sizeOf(input)]);
    return flattened && !isShapeProblem(flattened) ? flattened : undefined;
  }

  private reportShape(
    syntax: LayerStatement,
    given: LayerArguments,
    input: Shape,
    problem: ShapeProblem,
  ): void {
    const { scope, previous } = this;
    const { rule, fixes, hint } = shapeFixes(scope.text, syntax, problem, input, previous);
    const parameter = problem.parameter ? given.arguments[problem.parameter] : undefined;
    const range = parameter?.written ? parameter.range : syntax.type.range;
    const related = previous
      ? [{ message: t`${previous.id} gives ${describe(previous.output)}.`, range: previous.range }]
      : [];
    scope.report(rule, `${syntax.type.name} ${problem.message}${hint}.`, range, { fixes, related });
  }

  // ── Blocks ──────────────────────────────────────────────────────────────────────────────────────

  private buildRepeat(
    { count, body, broken }: RepeatBlock,
    input: Shape | undefined,
    place: Place,
  ): ResolvedLayer[] {
    const statements = body?.statements ?? [];
    const copies = broken || !count ? undefined : this.repetitions(count);
    if (copies === undefined) this.complete = false;
    const layers: ResolvedLayer[] = [];
    let shape = input;
    for (let copy = 0; copy < (copies ?? 1) && this.count < MOST_LAYERS; copy++) {
      const nested = {
        parent: place.parent,
        copy: place.copy * (copies ?? 1) + copy,
        copies: place.copies * (copies ?? 1),
      };
      layers.push(...this.build(statements, shape, nested));
      shape = layers.at(-1)?.output;
      if (layers.length === 0) break;
    }
    if (this.count >= MOST_LAYERS && count) {
      const message = t`The model would have more than ${MOST_LAYERS} layers: repeat fewer.`;
      this.scope.report('argument-range', message, count.range);
    }
    return layers;
  }

  private repetitions(count: NonNullable<RepeatBlock['count']>): number | undefined {
    const value = evaluateNumber(this.scope, count, t`The count of repeat`);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && value >= 1) return value;
    const message = t`The count of repeat is ${value}; it must be a whole number of at least 1.`;
    this.scope.report('argument-range', message, count.range);
    return undefined;
  }

  private buildResidual(
    syntax: ResidualBlock,
    input: Shape | undefined,
    place: Place,
  ): ResidualLayer {
    this.count++;
    const layer: Mutable<ResidualLayer> = {
      ...this.blockBase(syntax, input, place),
      kind: 'residual',
      type: 'residual',
      syntax,
      body: [],
    };
    layer.body = this.build(syntax.body?.statements ?? [], input, { ...place, parent: layer });
    const result = layer.body.at(-1)?.output;
    if (layer.body.length === 0) this.reportEmpty(layer);
    if (input && result && !syntax.broken && !sameShape(input, result)) {
      this.complete = false;
      const message = t`The layers of a residual block keep their input's shape, but ${formatShape(input)} becomes ${formatShape(result)}.`;
      const fixes = residualFixes(layer, input);
      this.scope.report('residual-shape', message, layer.typeRange, { fixes });
    }
    layer.output = result && input;
    layer.parameters = sumParameters(layer.body);
    this.previous = layer;
    return layer;
  }

  private buildParallel(
    syntax: ParallelBlock,
    input: Shape | undefined,
    place: Place,
  ): ParallelLayer {
    this.count++;
    const layer: Mutable<ParallelLayer> = {
      ...this.blockBase(syntax, input, place),
      kind: 'parallel',
      type: 'parallel',
      syntax,
      branches: [],
    };
    const before = this.previous;
    layer.branches = (syntax.body?.statements ?? []).map((branch) => {
      this.previous = before;
      return this.build(branch.body?.statements ?? [], input, { ...place, parent: layer });
    });
    if (layer.branches.length === 0) this.reportEmpty(layer);
    layer.output = this.concatenate(layer, syntax.body?.statements ?? []);
    layer.parameters = sumParameters(layer.branches.flat());
    this.previous = layer;
    return layer;
  }

  /** Outputs side by side along the last axis; all other axes must agree. An empty branch passes its input on. */
  private concatenate(layer: ParallelLayer, branches: readonly BranchBlock[]): Shape | undefined {
    const outputs = layer.branches.map((layers) =>
      layers.length === 0 ? layer.input : layers.at(-1)?.output,
    );
    const [first] = outputs;
    if (!first || outputs.some((output) => !output)) return undefined;
    const shapes = outputs as readonly Shape[];
    const odd = shapes.findIndex((shape) => !sameShape(shape.slice(0, -1), first.slice(0, -1)));
    const branch = branches[odd];
    if (odd >= 0 && branch) {
      this.complete = false;
      const message = t`The branches are joined along the last axis, so all other axes must agree: the first gives ${formatShape(first)}, this one ${formatShape(shapes[odd] ?? [])}.`;
      this.scope.report('shape-mismatch', message, branch.keyword);
      return undefined;
    }
    const width = shapes.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0);
    return [...first.slice(0, -1), width];
  }

  private blockBase(syntax: ResidualBlock | ParallelBlock, input: Shape | undefined, place: Place) {
    return {
      id: this.identify(syntax.kind, syntax.name, place),
      name: syntax.name,
      range: syntax.range,
      typeRange: { start: syntax.keyword.start, end: syntax.keyword.end },
      documentation: syntax.documentation,
      ...place,
      input,
      output: undefined,
      parameters: undefined,
      frozen: false,
    };
  }

  private reportEmpty(layer: ResidualLayer | ParallelLayer): void {
    this.complete = false;
    if (layer.syntax.broken) return;
    const message =
      layer.kind === 'residual'
        ? t`This ${layer.type} block has no layers.`
        : t`This ${layer.type} block has no branches.`;
    this.scope.report('missing-argument', message, layer.typeRange);
  }

  // ── Names ───────────────────────────────────────────────────────────────────────────────────────

  /** `hidden_2`, or the next number that no layer has. */
  private freeName(name: string): string {
    let number = 2;
    while (this.reserved.has(`${name}_${number}`)) number++;
    return `${name}_${number}`;
  }

  /** `hidden`, `hidden_2` in the second copy of a repeat, `dense_3` without a name. */
  private identify(type: string, name: Name | undefined, { copy, copies }: Place): string {
    if (name) {
      const first = this.names.get(name.name);
      if (first && first !== name) {
        const related = [{ message: t`'${name.name}' is here first.`, range: first.range }];
        const message = t`Two layers are named '${name.name}'.`;
        const fixes = [{ ...changeTo(this.freeName(name.name), name.range), preferred: false }];
        this.scope.report('duplicate-name', message, name.range, { related, fixes });
        this.complete = false;
      } else this.names.set(name.name, name);
      return copies > 1 ? `${name.name}_${copy + 1}` : name.name;
    }
    let number = this.counters.get(type) ?? 0;
    do number++;
    while (this.reserved.has(`${type}_${number}`));
    this.counters.set(type, number);
    return `${type}_${number}`;
  }
}

function givenNames(statements: readonly (ModelStatement | BranchBlock)[]): string[] {
  return statements.flatMap((statement) => [
    ...('name' in statement && statement.name && statement.kind !== 'setting'
      ? [statement.name.name]
      : []),
    ...('body' in statement ? givenNames(statement.body?.statements ?? []) : []),
  ]);
}

function describe(shape: Shape | undefined): string {
  return shape ? formatShape(shape) : t`an unknown shape`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Trainable parameters of layers together; undefined where one is not known. */
export function sumParameters(layers: readonly ResolvedLayer[]): number | undefined {
  let sum = 0;
  for (const { parameters } of layers) {
    if (parameters === undefined) return undefined;
    sum += parameters;
  }
  return sum;
}
