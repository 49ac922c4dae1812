import { AUTO_INITIALIZER, findEntry, MATCHING_INITIALIZERS } from '../catalogue/index.ts';
import type { EntryValue, LayerEntry, Values } from '../catalogue/types.ts';
import { isEntryValue } from '../catalogue/types.ts';
import type { LayerStatement } from '../syntax/ast.ts';
import { matchArguments } from './arguments.ts';
import { defaultArguments, defaultEntryValue, valuesOf } from './defaults.ts';
import type { Arguments, PlainLayer, Resolved, ResolvedModel } from './model.ts';
import type { Scope } from './scope.ts';

/** What a layer's text says, before its place in the model is known. */
export interface LayerArguments {
  readonly arguments: Arguments;
  readonly values: Values;
  readonly activation: Resolved<EntryValue> | undefined;
  readonly init: Resolved<EntryValue> | undefined;
  /** False where an argument that decides on the shape is missing. */
  readonly shaped: boolean;
  /** False where any argument could not be read: its default stands in its place. */
  readonly complete: boolean;
}

/** A layer's arguments with defaults, the model's `init` and `init auto` resolved. */
export function resolveLayerArguments(
  scope: Scope,
  entry: LayerEntry,
  syntax: LayerStatement,
  modelInit: ResolvedModel['init'],
): LayerArguments {
  const typeRange = syntax.type.range;
  // What is broken is told already: what else it lacks may be part of the same slip.
  const { matched, complete } =
    syntax.broken && !syntax.arguments
      ? { matched: defaultArguments(entry, typeRange), complete: false }
      : matchArguments(scope, entry, syntax.arguments, typeRange);
  const activation = entryArgument(matched, 'activation');
  const init = entry.hasKernel ? effectiveInit(matched, activation, modelInit) : undefined;
  const all = init && init !== matched.init ? { ...matched, init } : matched;
  const shaped = entry.parameters.every(({ name }) => name in all) && !syntax.broken;
  return { arguments: all, values: valuesOf(all), activation, init, shaped, complete };
}

function entryArgument(matched: Arguments, name: string): PlainLayer['activation'] {
  const argument = matched[name];
  return argument && isEntryValue(argument.value) ? (argument as Resolved<EntryValue>) : undefined;
}

/** The layer's own initialiser, else the model's; `auto` is what matches the activation. */
function effectiveInit(
  matched: Arguments,
  activation: Resolved<EntryValue> | undefined,
  modelInit: ResolvedModel['init'],
): Resolved<EntryValue> | undefined {
  const own = entryArgument(matched, 'init');
  if (!own) return undefined;
  if (own.value.name !== AUTO_INITIALIZER.name && (own.written || !modelInit)) return own;
  const chosen = !own.written && modelInit ? modelInit.value : own.value;
  const auto = chosen === 'auto' || chosen.name === AUTO_INITIALIZER.name;
  const value = auto ? matchingInitializer(activation?.value.name, own) : chosen;
  return { value, range: own.range, written: own.written };
}

function matchingInitializer(
  activation: string | undefined,
  { value, range }: Resolved<EntryValue>,
): EntryValue {
  const matches: Readonly<Record<string, { readonly init: string }>> = MATCHING_INITIALIZERS;
  const entry = findEntry('initializer', matches[activation ?? 'linear']?.init ?? 'default');
  return entry ? defaultEntryValue(entry, range) : value;
}
