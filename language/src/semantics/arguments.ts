import { plural, t } from '#l10n';
import { CATALOGUE, findEntry } from '../catalogue/index.ts';
import type {
  Entry,
  EntryKind,
  EntryValue,
  Parameter,
  ParameterType,
  Value,
} from '../catalogue/types.ts';
import type { Fix } from '../findings.ts';
import type { Argument, Expression, Group } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { defaultArguments, defaultEntryValue, defaultOf, entryValue } from './defaults.ts';
import type { Arguments, Resolved } from './model.ts';
import { changeTo, type Scope } from './scope.ts';
import { READERS, wrongType } from './values.ts';

export interface MatchedArguments {
  readonly matched: Arguments;
  /** False where an argument is missing or has no usable value. */
  readonly complete: boolean;
}

/**
 * The value of every parameter of an entry, from the arguments written and from defaults. Positional arguments come in the
 * catalogue's order; what fits no parameter is reported.
 */
export function matchArguments(
  scope: Scope,
  entry: Entry,
  group: Group | undefined,
  nameRange: Range,
): MatchedArguments {
  if (group?.broken) return { matched: defaultArguments(entry, nameRange), complete: false };
  return matchItems(scope, entry, group?.items ?? [], nameRange);
}

/** As `matchArguments`, for arguments that stand without parentheses. */
export function matchItems(
  scope: Scope,
  entry: Entry,
  items: readonly Argument[],
  nameRange: Range,
): MatchedArguments {
  const written = assign(scope, entry, items);
  const matched: Record<string, Resolved<Value>> = {};
  let complete = written.complete;
  for (const parameter of entry.parameters) {
    const { name } = parameter;
    const expressions = written.byName?.get(name);
    const value = expressions && readAll(scope, expressions, parameter, entry.name);
    if (expressions && value !== undefined) {
      matched[name] = { value, range: rangeOf(expressions), written: true };
      continue;
    }
    if (expressions) complete = false;
    else if (parameter.default === undefined) {
      complete = false;
      const message = t`${entry.name} needs its argument '${name}': ${t(parameter.documentation)}`;
      const fixes = items.length === 0 ? usualArguments(scope, entry, nameRange) : [];
      scope.report('missing-argument', message, nameRange, { fixes });
    }
    const byDefault = defaultOf(parameter, nameRange);
    if (byDefault !== undefined) {
      matched[name] = { value: byDefault, range: nameRange, written: false };
    }
  }
  return { matched, complete };
}

/** Writes an entry that stands without arguments as its snippet does: `dropout` → `dropout(0.3)`. */
function usualArguments(scope: Scope, entry: Entry, { start, end }: Range): Fix[] {
  const text = entry.snippet.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1');
  const isCall = text.startsWith(`${entry.name}(`) && !text.includes('$');
  if (!isCall || scope.text.slice(start, end) !== entry.name) return [];
  const empty = /^[ \t]*\([ \t]*\)/.exec(scope.text.slice(end, end + 20))?.[0].length ?? 0;
  const range = { start, end: end + empty };
  return [{ ...changeTo(text, range), title: t`Write ${text}`, preferred: false }];
}

interface Assigned {
  /** Undefined where nothing is written. */
  readonly byName: ReadonlyMap<string, readonly Expression[]> | undefined;
  readonly complete: boolean;
}

/** Which argument is for which parameter. */
function assign(scope: Scope, entry: Entry, items: readonly Argument[]): Assigned {
  if (items.length === 0) return { byName: undefined, complete: true };
  const byName = new Map<string, readonly Expression[]>();
  let complete = true;
  let position = 0;
  for (const item of items) {
    const parameter = item.name
      ? entry.parameters.find(({ name }) => name === item.name?.name)
      : entry.parameters[position];
    if (!parameter) {
      reportUnplaced(scope, entry, item);
      complete = false;
      continue;
    }
    const taken = byName.get(parameter.name);
    if (taken && !(parameter.rest && !item.name)) {
      const message = t`${entry.name} is given '${parameter.name}' twice.`;
      scope.report('duplicate-name', message, item.name?.range ?? item.range);
      complete = false;
      continue;
    }
    byName.set(parameter.name, taken ? [...taken, item.value] : [item.value]);
    if (!item.name && !parameter.rest) position++;
  }
  return { byName, complete };
}

function reportUnplaced(scope: Scope, entry: Entry, item: Argument): void {
  const names = entry.parameters.map(({ name }) => name);
  if (item.name) {
    const message = t`${entry.name} has no argument '${item.name.name}'`;
    scope.unknown('unknown-argument', message, item.name.name, item.name.range, names);
    return;
  }
  const decimal = decimalComma(scope.text, item.range);
  if (decimal) {
    const fixes = [changeTo(decimal.text, decimal.range)];
    const message = t`A fraction is written with a point: ${decimal.text}.`;
    scope.report('argument-type', message, decimal.range, { fixes });
    return;
  }
  const limit =
    names.length === 0
      ? t`takes no arguments`
      : plural(names.length, t`takes at most {0} argument`, t`takes at most {0} arguments`);
  scope.report(
    'unknown-argument',
    `${entry.name} ${limit}: ${names.join(', ')}.`.replace(': .', '.'),
    item.range,
  );
}

/** `0,3`, of which the range is the part after the comma: how the number is written; undefined where it is none. */
function decimalComma(text: string, range: Range): { text: string; range: Range } | undefined {
  const written = /(?<![\w.])\d+,$/.exec(
    text.slice(Math.max(0, range.start - 20), range.start),
  )?.[0];
  const fraction = text.slice(range.start, range.end);
  if (!written || !/^\d+%?$/.test(fraction)) return undefined;
  const start = range.start - written.length;
  return { text: written.replace(',', '.') + fraction, range: { start, end: range.end } };
}

/** One expression, or all those of a parameter that takes the rest: `input(8, 8, 1)`. */
function readAll(
  scope: Scope,
  expressions: readonly Expression[],
  parameter: Parameter,
  owner: string,
): Value | undefined {
  const [first] = expressions;
  if (!first) return undefined;
  if (!parameter.rest || parameter.type !== 'shape' || expressions.length === 1) {
    return readValue(scope, first, parameter, owner);
  }
  const sizes = expressions.map((expression) =>
    readValue(scope, expression, { ...parameter, type: 'integer' }, owner),
  );
  return sizes.every((size) => typeof size === 'number') ? sizes : undefined;
}

function rangeOf(expressions: readonly Expression[]): Range {
  return { start: expressions[0]?.range.start ?? 0, end: expressions.at(-1)?.range.end ?? 0 };
}

// ── One value ─────────────────────────────────────────────────────────────────────────────────────

const ENTRY_TYPES = [
  'activation',
  'initializer',
  'optimizer',
  'schedule',
  'loss',
  'metric',
  'scaling',
  'encoding',
  'filling',
  'selection',
  'uncertainty',
] as const satisfies readonly (ParameterType & EntryKind)[];

/** The value of an expression where a parameter wants one. `owner` is whose parameter it is: `dense`. */
export function readValue(
  scope: Scope,
  expression: Expression,
  parameter: Parameter,
  owner: string,
): Value | undefined {
  if (expression.kind === 'missing' || expression.broken) return undefined;
  const what = parameter.name === 'value' ? `'${owner}'` : t`'${parameter.name}' of ${owner}`;
  const kind = ENTRY_TYPES.find((type) => type === parameter.type);
  if (kind) return readEntry(scope, expression, kind, what);
  if (parameter.type === 'source') return readSource(scope, expression, what);
  return READERS[parameter.type]?.(scope, expression, parameter, what);
}

function readSource(scope: Scope, expression: Expression, what: string): Value | undefined {
  if (expression.kind === 'string') return expression.value;
  return readEntry(scope, expression, 'generator', what);
}

/** What a parameter takes and what its words are called, where that is more than the kind's own name. */
const KIND_WORDS: Readonly<Partial<Record<EntryKind, () => readonly [string, string]>>> = {
  activation: () => [t`an activation`, t`activation`],
  initializer: () => [t`an initialiser`, t`initialiser`],
  optimizer: () => [t`an optimizer`, 'optimizer'],
  generator: () => [t`a path in quotes or a generator`, 'generator'],
  uncertainty: () => [t`a method such as mc_dropout`, t`method`],
  encoding: () => [t`an encoding such as one_hot`, t`encoding`],
  filling: () => [t`a filling such as median`, t`filling`],
  selection: () => [t`include(…) or exclude(…)`, t`selection`],
};

/** A word of the catalogue, with arguments or without: `relu`, `leaky_relu(0.1)`. */
function readEntry(
  scope: Scope,
  expression: Expression,
  kind: EntryKind,
  what: string,
): EntryValue | undefined {
  const [wanted, noun] = KIND_WORDS[kind]?.() ?? [t`a ${kind}`, kind];
  const name = expression.kind === 'call' ? expression.callee : expression;
  if (name.kind !== 'name') {
    const quoted = name.kind === 'string' && findEntry(kind, name.value);
    const fixes = quoted
      ? [{ ...changeTo(quoted.name, name.range), title: t`Remove the quotes` }]
      : [];
    return wrongType(scope, expression, what, wanted, fixes);
  }
  const entry = findEntry(kind, name.name);
  if (!entry) {
    const names = CATALOGUE[kind].map((known) => known.name);
    scope.unknown(
      'unknown-name',
      t`There is no ${noun} '${name.name}'`,
      name.name,
      name.range,
      names,
    );
    return undefined;
  }
  const group = expression.kind === 'call' ? expression.arguments : undefined;
  if (!group && entry.parameters.length === 0) return defaultEntryValue(entry, name.range);
  const { matched, complete } = matchArguments(scope, entry, group, name.range);
  return complete ? entryValue(entry, matched) : undefined;
}
