import { t } from '#l10n';
import { CATALOGUE, findEntry } from '../catalogue/index.ts';
import type { EntryValue, Shape } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import { closestName } from '../names.ts';
import type { LayerStatement, ModelBlock, ModelStatement } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { matchArguments } from './arguments.ts';
import { LayerBuilder, sumParameters } from './layer-builder.ts';
import type {
  PlainLayer,
  Resolved,
  ResolvedLayer,
  ResolvedModel,
  ResolvedTrain,
  Settings,
} from './model.ts';
import type { Scope } from './scope.ts';
import { resolveSettings } from './settings.ts';
import { freezeLayers, replaceLayers } from './transfer.ts';

/** A model with its layers. `base` is the model that it starts from, with the range of its name. */
export function resolveModel(
  scope: Scope,
  syntax: ModelBlock,
  base: ResolvedModel['base'],
): ResolvedModel {
  const statements = syntax.body?.statements ?? [];
  const settings = resolveSettings(scope, statements, 'model');
  const init = modelInit(settings);
  const weights = settings.get('weights')?.arguments.value as Resolved<string> | undefined;
  const nameRange = syntax.name?.range ?? syntax.keyword;
  const { inputShape, rest } = takeInput(scope, syntax, statements, base);
  const inherited = base?.model?.layers ?? [];
  const kept = base ? replaceLayers(scope, base, statements, inherited) : [];
  const builder = new LayerBuilder(scope, init, rest, inherited, kept.at(-1));
  const arriving = kept.at(-1)?.output ?? inputShape?.value;
  const added = builder.build(base ? replacements(rest) : rest, arriving);
  const layers = freezeLayers(scope, base, statements, [...kept, ...added]);
  const head = findHead(layers);
  const freezes = statements.filter((statement) => statement.kind === 'selection');
  const outputShape = layers.length > 0 ? layers.at(-1)?.output : undefined;
  return {
    name: syntax.name?.name ?? '',
    syntax,
    nameRange,
    range: syntax.range,
    documentation: syntax.documentation,
    inputShape,
    layers,
    head,
    headActivation: headActivation(layers, head),
    outputShape,
    parameters: sumParameters(layers),
    init,
    base,
    weights,
    weightsSummary: weights && scope.weightsSummary(weights.value),
    freezes,
    replaces: statements.filter((statement) => statement.kind === 'replace'),
    trains: [] as ResolvedTrain[],
    complete: isComplete(syntax, builder, layers, base, inputShape),
  };
}

function isComplete(
  syntax: ModelBlock,
  builder: LayerBuilder,
  layers: readonly ResolvedLayer[],
  base: ResolvedModel['base'],
  inputShape: Resolved<Shape> | undefined,
): boolean {
  const statementsBroken = syntax.body?.statements.some(({ broken }) => broken) ?? true;
  const baseComplete = !base || base.model?.complete === true;
  return (
    !syntax.broken &&
    !statementsBroken &&
    builder.complete &&
    baseComplete &&
    inputShape !== undefined &&
    layers.length > 0
  );
}

function modelInit(settings: Settings): ResolvedModel['init'] {
  const written = settings.get('init')?.arguments.value;
  if (!written || !isEntryValue(written.value)) return undefined;
  const { value } = written;
  return { ...written, value: value.name === 'auto' ? 'auto' : value };
}

/** The bodies of `replace` blocks and the layers written below. */
function replacements(statements: readonly ModelStatement[]): ModelStatement[] {
  return statements.flatMap((statement) =>
    statement.kind === 'replace' ? [...(statement.body?.statements ?? [])] : [statement],
  );
}

// ── Input ─────────────────────────────────────────────────────────────────────────────────────────

interface TakenInput {
  readonly inputShape: Resolved<Shape> | undefined;
  readonly rest: readonly ModelStatement[];
}

/** The shape of the `input` layer, which stands first, and the other statements. */
function takeInput(
  scope: Scope,
  syntax: ModelBlock,
  statements: readonly ModelStatement[],
  base: ResolvedModel['base'],
): TakenInput {
  if (base) return { inputShape: base.model?.inputShape, rest: statements };
  const position = statements.findIndex(({ kind }) => kind !== 'setting');
  const first = statements[position];
  if (first?.kind === 'layer' && first.type.name === 'input') {
    const rest = statements.filter((statement) => statement !== first);
    return { inputShape: readInput(scope, first), rest };
  }
  if (syntax.body && !syntax.broken) reportMissingInput(scope, syntax, statements);
  return { inputShape: undefined, rest: statements };
}

function readInput(scope: Scope, syntax: LayerStatement): Resolved<Shape> | undefined {
  const entry = findEntry('layer', 'input');
  if (!entry || syntax.broken) return undefined;
  const { matched, complete } = matchArguments(scope, entry, syntax.arguments, syntax.type.range);
  const shape = matched.shape;
  if (!complete || !shape) return undefined;
  const value = Array.isArray(shape.value) ? (shape.value as Shape) : [Number(shape.value)];
  return { ...shape, value };
}

/** `input`, or a word that is no layer and was meant to be it: that one is reported as what it is. */
function isInput(word: string): boolean {
  const names = CATALOGUE.layer.map(({ name }) => name);
  return word === 'input' || (!findEntry('layer', word) && closestName(word, names) === 'input');
}

/** `input` further down is reported where it stands; elsewhere it is missing. */
function reportMissingInput(
  scope: Scope,
  syntax: ModelBlock,
  statements: readonly ModelStatement[],
): void {
  const elsewhere = statements.some(
    (statement) => statement.kind === 'layer' && isInput(statement.type.name),
  );
  const broken = statements.some((statement) => statement.broken);
  if (elsewhere || broken) return;
  const name = syntax.name?.name ?? t`The model`;
  const range: Range = syntax.name?.range ?? syntax.keyword;
  scope.report(
    'missing-argument',
    t`${name} needs input(…) as its first layer: the shape of one sample.`,
    range,
  );
}

// ── Head ──────────────────────────────────────────────────────────────────────────────────────────

const NO_HEAD = new Set(['activation', 'shape', 'dropout', 'normalization', 'pooling', 'input']);

function findHead(layers: readonly ResolvedLayer[]): PlainLayer | undefined {
  for (const layer of [...layers].reverse()) {
    if (layer.kind === 'residual') return findHead(layer.body);
    if (layer.kind === 'parallel') return undefined;
    if (!NO_HEAD.has(layer.entry.family)) return layer;
  }
  return undefined;
}

/** The last activation that the output passes. */
function headActivation(
  layers: readonly ResolvedLayer[],
  head: PlainLayer | undefined,
): Resolved<EntryValue> | undefined {
  const last = [...layers]
    .reverse()
    .find((layer) => layer === head || (layer.kind === 'layer' && layer.type === 'activation'));
  return last?.kind === 'layer' ? last.activation : head?.activation;
}
