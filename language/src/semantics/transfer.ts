import { t } from '#l10n';
import type { ModelStatement, Selector } from '../syntax/ast.ts';
import type { ResolvedLayer, ResolvedModel } from './model.ts';
import { evaluateNumber } from './numbers.ts';
import type { Scope } from './scope.ts';

/**
 * The layers a selector names, of the layers at the top of a model; undefined where it names none, which is reported.
 * `what` begins the sentence: "freeze".
 */
export function selectLayers(
  scope: Scope,
  selector: Selector,
  layers: readonly ResolvedLayer[],
  what: string,
): ReadonlySet<ResolvedLayer> | undefined {
  if (selector.broken) return undefined;
  switch (selector.mode) {
    case 'all':
      return new Set(layers);
    case 'first':
    case 'last':
      return selectCount(scope, selector, layers, what);
    case 'until':
    case 'from': {
      const [position] = positions(scope, selector, layers);
      if (position === undefined) return undefined;
      const { mode } = selector;
      return new Set(mode === 'until' ? layers.slice(0, position + 1) : layers.slice(position));
    }
    default: {
      const found = positions(scope, selector, layers);
      return new Set(layers.filter((_, position) => found.includes(position)));
    }
  }
}

function selectCount(
  scope: Scope,
  { count, mode, range }: Selector,
  layers: readonly ResolvedLayer[],
  what: string,
): ReadonlySet<ResolvedLayer> | undefined {
  const value = count && evaluateNumber(scope, count, t`The count of ${what}`);
  if (value === undefined) return undefined;
  if (!Number.isInteger(value) || value < 1 || value > layers.length) {
    const message = t`${what} ${mode} ${value}: the model has ${layers.length} layers.`;
    scope.report('argument-range', message, range);
    return undefined;
  }
  return new Set(mode === 'first' ? layers.slice(0, value) : layers.slice(-value));
}

/** Where the named layers stand; the last copy counts where a name was repeated. */
function positions(scope: Scope, { names }: Selector, layers: readonly ResolvedLayer[]): number[] {
  const known = layers.flatMap(({ name, id }) => [name?.name ?? id]);
  return names.flatMap((name) => {
    const position = known.lastIndexOf(name.name);
    const layer = layers[position];
    if (!layer) {
      const message = t`The model has no layer '${name.name}'`;
      scope.unknown('unknown-name', message, name.name, name.range, known);
      return [];
    }
    const range = layer.name?.range ?? layer.typeRange;
    const target = { kind: 'layer', name: name.name, range } as const;
    scope.references.push({ range: name.range, target });
    return [position];
  });
}

/** The layers of the base model without those that are replaced. Only layers at the end can be. */
export function replaceLayers(
  scope: Scope,
  base: NonNullable<ResolvedModel['base']>,
  statements: readonly ModelStatement[],
  inherited: readonly ResolvedLayer[],
): readonly ResolvedLayer[] {
  let kept = inherited;
  for (const statement of statements) {
    if (statement.kind !== 'replace' || !statement.selector || !base.model) continue;
    const replaced = selectLayers(scope, statement.selector, kept, 'replace');
    if (!replaced) continue;
    const remaining = kept.filter((layer) => !replaced.has(layer));
    if (remaining.some((layer, position) => layer !== kept[position])) {
      const message = t`Only the last layers of a model can be replaced: replace last 1 { … }.`;
      scope.report('argument-range', message, statement.selector.range);
    } else kept = remaining;
  }
  return kept;
}

/** The layers with those marked that `freeze` names; none where the base model, whose they are, is not complete. */
export function freezeLayers(
  scope: Scope,
  base: ResolvedModel['base'],
  statements: readonly ModelStatement[],
  layers: readonly ResolvedLayer[],
): readonly ResolvedLayer[] {
  const frozen = new Set<ResolvedLayer>();
  for (const statement of base && !base.model?.complete ? [] : statements) {
    if (statement.kind !== 'selection' || !statement.selector) continue;
    for (const layer of selectLayers(scope, statement.selector, layers, 'freeze') ?? []) {
      frozen.add(layer);
    }
  }
  return frozen.size === 0
    ? layers
    : layers.map((layer) => (frozen.has(layer) ? freeze(layer) : layer));
}

function freeze(layer: ResolvedLayer): ResolvedLayer {
  switch (layer.kind) {
    case 'residual':
      return { ...layer, frozen: true, body: layer.body.map(freeze) };
    case 'parallel':
      return {
        ...layer,
        frozen: true,
        branches: layer.branches.map((branch) => branch.map(freeze)),
      };
    default:
      return { ...layer, frozen: true };
  }
}
