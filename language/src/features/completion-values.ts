import { t } from '#l10n';
import { AUTO_INITIALIZER, entriesOf, findEntry } from '../catalogue/index.ts';
import { MATCHING_INITIALIZERS, TUNING_TABLE } from '../catalogue/tuning-table.ts';
import type { Entry, EntryKind, Parameter } from '../catalogue/types.ts';
import type { Analysis } from '../semantics/analysis.ts';
import { CLASS_LOSSES, chooseLoss } from '../semantics/choices.ts';
import { flattenResolved, type ResolvedData } from '../semantics/model.ts';
import type { Specification } from '../syntax/ast.ts';
import { columnDetail, columnDocumentation } from './columns.ts';
import type { CompletionItem } from './completion-item.ts';
import { layerItems } from './completion-statements.ts';
import { entryDocumentation, parameterDocumentation } from './documentation.ts';
import { blockKindOf, entryKindOf, expectationAt } from './expectation.ts';
import type { Place } from './place.ts';
import { contains, pathAt } from './tree.ts';

/** Within parentheses: the values of the argument at the place, and the names of those that are not written yet. */
export function argumentItems(analysis: Analysis, place: Place): readonly CompletionItem[] {
  const { entry, parameter } = expectationAt(place);
  const call = place.calls.at(-1);
  const values = parameter ? valueItems(parameter, analysis, place) : [];
  if (!entry || !call || call.name !== undefined) return values;
  const positional = call.index - call.names.length;
  const names = entry.parameters.flatMap((one, index): CompletionItem[] => {
    const taken = index < positional || call.names.includes(one.name) || one.rest === true;
    return taken ? [] : [argumentName(one, index)];
  });
  return [...values, ...names];
}

const FIRST_NAME = 10;

const as = (): CompletionItem => ({
  label: 'as',
  kind: 'keyword',
  detail: t`Name the layer`,
  snippet: 'as ${1:name}',
});

/** After a statement's first word: what it can be set to, layers' names, `as`. */
export function settingItems(analysis: Analysis, place: Place): readonly CompletionItem[] {
  const { entry, parameter } = expectationAt(place);
  if (place.statement.at(-1)?.text === 'as') return [];
  if (entry?.kind === 'layer') return place.typed ? [as(), ...layerItems()] : [as()];
  if (!entry) return selectorItems(analysis, place);
  if (parameter) return valueItems(parameter, analysis, place);
  const labels = new Set(place.statement.map(({ text }) => text));
  const left = entry.parameters.filter(({ name }) => !labels.has(name));
  return left.map((one) => ({
    label: one.name,
    kind: 'argument',
    detail: t(one.documentation),
    snippet: `${one.name} `,
  }));
}

/** In the order of the catalogue, behind all values. */
function argumentName(parameter: Parameter, index: number): CompletionItem {
  return {
    label: `${parameter.name}:`,
    kind: 'argument',
    detail: t(parameter.documentation),
    documentation: parameterDocumentation(parameter),
    snippet: `${parameter.name}: `,
    rank: FIRST_NAME + index,
    again:
      entryKindOf(parameter) !== undefined ||
      ['boolean', 'choice', 'monitor', 'column'].includes(parameter.type),
  };
}

/** The values a parameter takes, as far as they can be listed. */
function valueItems(
  parameter: Parameter,
  analysis: Analysis,
  place: Place,
): readonly CompletionItem[] {
  const kind = entryKindOf(parameter);
  if (kind) {
    const best = bestValues(kind, parameter, analysis, place);
    const valid = entriesOf(kind).filter((entry) => fitsTarget(entry, analysis, place));
    const entries = valid.map((entry) => ({
      ...entryItem(entry),
      rank: best.length === 0 || best.includes(entry.name) ? 0 : 1,
    }));
    if (parameter.type === 'initializer')
      return [{ ...entryItem(AUTO_INITIALIZER), rank: 1 }, ...entries];
    return parameter.type === 'source' ? [...entries, pathItem()] : entries;
  }
  switch (parameter.type) {
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, kind: 'value' }));
    case 'choice':
      return (parameter.choices ?? []).map(({ name, documentation }) => ({
        label: name,
        kind: 'value',
        detail: t(documentation),
      }));
    case 'column':
      return columnItems(analysis, place);
    case 'class':
      return classItems(analysis, place);
    case 'monitor':
      return monitorItems(analysis, place);
    case 'path':
      return [pathItem()];
    case 'weights':
      return (parameter.choices ?? []).map(({ name, documentation }) => ({
        label: name,
        kind: 'value',
        detail: t(documentation),
      }));
    case 'integer':
    case 'size':
      return countItems(analysis);
    case 'number':
      return constantItems(analysis);
    default:
      return [];
  }
}

/** Losses and metrics of classes for classes, those of numbers for numbers, each once; all where nobody knows the target. */
function fitsTarget({ kind, name }: Entry, { resolved }: Analysis, place: Place): boolean {
  if (kind !== 'metric' && kind !== 'loss') return true;
  const { statement, typed } = place;
  const listed = statement.slice(1).some((token) => token.text === name && token !== typed);
  if (listed) return false;
  const start = statement[0]?.start ?? -1;
  const target = resolved.trains.find(({ range }) => contains(range, start))?.data?.targetKind;
  if (target === undefined) return true;
  const task =
    kind === 'loss' ? (CLASS_LOSSES.has(name) ? 'classes' : 'real') : findEntry(kind, name)?.task;
  return task === target;
}

/** What fits what is written elsewhere, else what the tuning table calls usual; empty where nothing is better than the rest. */
function bestValues(
  kind: EntryKind,
  parameter: Parameter,
  analysis: Analysis,
  place: Place,
): readonly string[] {
  if (kind === 'activation' || kind === 'optimizer') {
    return TUNING_TABLE[kind].usual.toLowerCase().split(', ');
  }
  const match = matchingValue(parameter, analysis, place);
  return match === undefined ? [] : [match];
}

/** The value that fits what is written elsewhere: the initialiser of a layer's activation, the loss of the head. */
function matchingValue(
  parameter: Parameter,
  { resolved, tree }: Analysis,
  { statement }: Place,
): string | undefined {
  const start = statement[0]?.start;
  if (parameter.type === 'loss') {
    const train = resolved.trains.find(({ range }) => contains(range, start ?? -1));
    return train && chooseLoss(train.model, train.data, train.keywordRange)?.value.name;
  }
  if (parameter.name !== 'init') return undefined;
  const activation = start === undefined ? undefined : writtenActivation(tree, start);
  const matches: Readonly<Record<string, { readonly init: string }>> = MATCHING_INITIALIZERS;
  return activation === undefined ? undefined : matches[activation]?.init;
}

/** Of the layer that begins at an offset, read from the tree: what is half typed has no resolved arguments. */
function writtenActivation(tree: Specification, start: number): string | undefined {
  const layer = pathAt(tree, start).findLast((node) => node.kind === 'layer');
  const names = (layer?.arguments?.items ?? []).flatMap(({ value }) => {
    if (value.kind === 'call') return [value.callee.name];
    return value.kind === 'name' ? [value.name] : [];
  });
  return names.find((name) => findEntry('activation', name));
}

const pathItem = (): CompletionItem => ({
  label: '"…"',
  kind: 'file',
  detail: t`A file, relative to this one`,
  snippet: '"$1"',
  again: true,
});

function entryItem(entry: Entry): CompletionItem {
  const [first] = entry.parameters;
  const call = { snippet: `${entry.name}($1)`, again: true };
  const required = entry.parameters.some(
    (one) => one.default === undefined && one.defaultText === undefined,
  );
  return {
    label: entry.name,
    kind: 'value',
    detail: t(entry.summary),
    documentation: entryDocumentation(entry),
    ...(first?.type === 'column' && first.default === undefined
      ? call
      : required
        ? { snippet: entry.snippet }
        : {}),
  };
}

/** Constants that are whole numbers. */
function countItems(analysis: Analysis): readonly CompletionItem[] {
  return constantItems(analysis).filter(({ detail }) => Number.isInteger(Number(detail)));
}

function constantItems({ resolved }: Analysis): readonly CompletionItem[] {
  return resolved.constants.map(({ name, value }) => ({
    label: name,
    kind: 'constant',
    ...(value === undefined ? {} : { detail: String(value) }),
  }));
}

/** Columns of the data block's file that the statement does not name yet. */
function columnItems({ resolved }: Analysis, place: Place): readonly CompletionItem[] {
  const position = place.blocks[0]?.[0]?.start ?? -1;
  const data = resolved.data.find(({ range }) => range.start <= position && position < range.end);
  const summary = data?.summary;
  if (!summary) return [];
  // What is prepared is a feature: those that `features` names are no choice of another setting.
  const prepares = place.statement[0]?.text === 'encode' || place.statement[0]?.text === 'fill';
  const features = prepares ? [] : (data.features?.columns ?? []);
  const { encode, fill } = data.preparation;
  const prepared = [encode, ...fill].flatMap((one) => one?.columns ?? []);
  const listed = [...features, ...(prepares ? prepared : []), ...data.target];
  const others = listed.filter(({ range }) => range.start !== place.typed?.start);
  const written = new Set([
    ...place.statement.map(({ text }) => text),
    ...(place.calls.length > 0 ? others.map(({ value }) => value) : []),
  ]);
  // The target is no feature, whether it is named or not.
  const targets = place.calls.length > 0 ? data.target.map(({ value }) => value) : [];
  return summary.columns
    .filter(({ name }) => !written.has(name) && !targets.includes(name))
    .filter(({ name }) => !prepares || data.featureColumns?.includes(name))
    .map((column, index) => ({
      label: column.name,
      kind: 'column',
      detail: columnDetail(column),
      documentation: columnDocumentation(column, summary.rows),
      // Names that are no words are written in quotes.
      ...(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column.name)
        ? {}
        : { snippet: `"${escaped(column.name)}"` }),
      rank: index,
    }));
}

/** Labels of the target that the statement does not name yet. */
function classItems({ resolved }: Analysis, place: Place): readonly CompletionItem[] {
  const position = place.blocks[0]?.[0]?.start ?? -1;
  const data = resolved.data.find(({ range }) => range.start <= position && position < range.end);
  const labels = data?.targetSummary?.columns[0] ?? targetOf(data);
  const written = new Set(place.statement.map(({ text }) => text));
  return (labels?.classes ?? [])
    .filter(({ label }) => !written.has(label))
    .map(({ label, count }, index) => ({
      label,
      kind: 'value',
      detail: t`${count} samples`,
      ...(/^[\p{L}_][\p{L}\p{N}_]*$|^-?[\d.]+$/u.test(label)
        ? {}
        : { snippet: `"${escaped(label)}"` }),
      rank: index,
    }));
}

function targetOf(data: ResolvedData | undefined) {
  return data?.summary?.columns.find(({ name }) => name === data.target[0]?.value);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

/** Losses and metrics that the train block measures. */
function monitorItems({ resolved }: Analysis, place: Place): readonly CompletionItem[] {
  const position = place.blocks[0]?.[0]?.start ?? -1;
  const train = resolved.trains.find(
    ({ range }) => range.start <= position && position < range.end,
  );
  const names = ['loss', ...(train?.metrics ?? []).map(({ value }) => value.name)];
  return names.flatMap((name): CompletionItem[] => [
    { label: `val_${name}`, kind: 'value', detail: t`${name} on the validation part` },
    { label: name, kind: 'value', detail: t`${name} on the training part`, rank: 1 },
  ]);
}

const selectors = (): readonly CompletionItem[] =>
  [
    ['all', t`every layer`, 'all'],
    ['until', t`up to and with a layer`, 'until '],
    ['from', t`from a layer to the end`, 'from '],
    ['first', t`so many from the beginning`, 'first ${1:2}'],
    ['last', t`so many at the end`, 'last ${1:2}'],
  ].map(([label = '', detail = '', snippet = '']) => ({ label, kind: 'keyword', detail, snippet }));

/** After `freeze`, `unfreeze`, `replace`: which layers. */
function selectorItems(analysis: Analysis, place: Place): readonly CompletionItem[] {
  const [word, mode] = place.statement;
  if (word?.text === 'repeat' && !mode) return countItems(analysis);
  if (!word || !['freeze', 'unfreeze', 'replace'].includes(word.text)) return [];
  if (!mode) return [...selectors(), ...layerNameItems(analysis, place)];
  return mode.text === 'until' || mode.text === 'from' ? layerNameItems(analysis, place) : [];
}

function layerNameItems({ resolved }: Analysis, place: Place): readonly CompletionItem[] {
  const position = place.blocks[0]?.[0]?.start ?? -1;
  const around = ({ range }: { range: { start: number; end: number } }) =>
    range.start <= position && position < range.end;
  const model = resolved.models.find(around) ?? resolved.trains.find(around)?.model;
  if (!model) return [];
  const base = blockKindOf(place) === 'model' ? model.base?.model : undefined;
  return flattenResolved((base ?? model).layers).flatMap(({ name, type, copy }) =>
    name && copy === 0 ? [{ label: name.name, kind: 'layer name', detail: type } as const] : [],
  );
}
