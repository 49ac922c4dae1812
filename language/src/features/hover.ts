import { t } from '#l10n';
import { findEntry } from '../catalogue/index.ts';
import type { Analysis } from '../semantics/analysis.ts';
import { ownLayers, type ResolvedConstant, type ResolvedLayer } from '../semantics/model.ts';
import type { Range, Token } from '../syntax/tokens.ts';
import { modelSize } from './code-lenses.ts';
import { columnDocumentation } from './columns.ts';
import { statementItems } from './completion-statements.ts';
import { derivations, initialSpread } from './derivations.ts';
import { layersBySyntax } from './document-symbols.ts';
import { codeBlock, entryDocumentation, parameterDocumentation } from './documentation.ts';
import { blockKindOf, entryKindOf, expectationAt, statementEntry } from './expectation.ts';
import { layerSummary } from './layer-summary.ts';
import { formatCount, formatEntryValue, formatShape, formatValue } from './numbers.ts';
import { type Place, placeAt } from './place.ts';
import { preparationFacts } from './preparation-facts.ts';
import { type NamedSymbol, occurrenceAt } from './symbols.ts';
import { contains } from './tree.ts';
import { layerValues, settingValues } from './values-in-force.ts';
import { weightsDocumentation } from './weights.ts';

export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

/** What there is to say about the word at an offset. */
export function hoverAt(analysis: Analysis, offset: number): Hover | undefined {
  const occurrence = occurrenceAt(analysis, offset);
  if (occurrence) {
    const markdown = symbolDocumentation(analysis, occurrence.symbol);
    return markdown === '' ? undefined : { range: occurrence.range, markdown };
  }
  const weights = weightsAt(analysis, offset);
  if (weights) return weights;
  const word = wordAt(analysis.tree.tokens, offset);
  if (!word) return numberHover(analysis, offset);
  const markdown = parted(
    layerFacts(analysis, word) || initializerFacts(analysis, word) || settingValues(analysis, word),
    documentationOf(analysis, word),
  );
  return markdown === '' ? undefined : { range: { start: word.start, end: word.end }, markdown };
}

function wordAt(tokens: readonly Token[], offset: number): Token | undefined {
  return tokens.findLast((token) => token.kind === 'word' && contains(token, offset));
}

/** What is in the file of weights whose path stands at an offset. */
function weightsAt({ resolved }: Analysis, offset: number): Hover | undefined {
  for (const { weights, weightsSummary } of resolved.models) {
    if (!weights || !contains(weights.range, offset) || weightsSummary?.kind !== 'weights')
      continue;
    return { range: weights.range, markdown: weightsDocumentation(weightsSummary) };
  }
  return undefined;
}

/** Of a number among arguments: which one it is, and what the expression around it comes to. */
function numberHover(analysis: Analysis, offset: number): Hover | undefined {
  const { tree, text } = analysis;
  const token = tree.tokens.find((one) => one.kind === 'number' && contains(one, offset));
  if (!token) return undefined;
  const { parameter } = expectationAt(placeAt(text, tree.tokens, token.start));
  if (!parameter || parameter.type === 'sweep') return undefined;
  const value = resolvedValue(analysis, token);
  const markdown = parted(value, parameterDocumentation(parameter));
  return { range: { start: token.start, end: token.end }, markdown };
}

/** `width * 2 = 128`, where a value is computed; empty where it stands as it is. */
function resolvedValue({ resolved, text }: Analysis, word: Range): string {
  const layers = resolved.models.flatMap(ownLayers);
  for (const layer of layers) {
    if (layer.kind !== 'layer' || !contains(layer.range, word.start)) continue;
    for (const { range, written, value } of Object.values(layer.arguments)) {
      const source = text.slice(range.start, range.end);
      const computed = written && typeof value === 'number' && !/^[-\w.%]+$/.test(source);
      if (computed && contains(range, word.start))
        return codeBlock(`${source} = ${formatValue(value)}`);
    }
  }
  return '';
}

/** What the catalogue or the data file says about a word at its place. */
function documentationOf(analysis: Analysis, word: Token): string {
  const { tokens } = analysis.tree;
  const place = placeAt(analysis.text, tokens, word.end);
  if (place.calls.length === 0 && place.statement.length === 0) {
    const block = blockKindOf(place);
    const entry = statementEntry(block, word) ?? findEntry('block', word.text);
    if (entry) return joined(entryDocumentation(entry), preparationFacts(analysis, word));
    const keyword = statementItems(block).find(({ label }) => label === word.text);
    return keyword?.detail ? `**${word.text}**: ${keyword.detail}` : '';
  }
  const { entry, parameter } = expectationAt(place);
  const next = tokens[tokens.indexOf(word) + 1];
  const named = entry?.parameters.find(({ name }) => name === word.text);
  if (named && (next?.text === ':' || !parameter)) return parameterDocumentation(named);
  if (!parameter) return '';
  if (parameter.type === 'column') return columnFacts(analysis, place, word.text);
  const kind = entryKindOf(parameter);
  const value = kind && findEntry(kind, word.text);
  if (value) return entryDocumentation(value);
  const choice = parameter.choices?.find(({ name }) => name === word.text);
  return choice ? `\`${choice.name}\`: ${t(choice.documentation)}` : '';
}

/** What the initialiser of a layer comes to there, where the word is one. */
function initializerFacts({ resolved }: Analysis, word: Token): string {
  if (!findEntry('initializer', word.text)) return '';
  const layer = resolved.models
    .flatMap(ownLayers)
    .find((one) => one.kind === 'layer' && contains(one.range, word.start));
  const written = layer?.kind === 'layer' ? layer.arguments.init : undefined;
  if (layer?.kind !== 'layer' || !written || !contains(written.range, word.start)) return '';
  const { init } = layer;
  const chosen =
    init && init.value.name !== word.text ? `${t`Here it is ${init.value.name}.`} ` : '';
  return `${chosen}${initialSpread(layer)}`;
}

function columnFacts({ resolved }: Analysis, place: Place, name: string): string {
  const position = place.blocks[0]?.[0]?.start ?? -1;
  const summary = resolved.data.find(({ range }) => contains(range, position))?.summary;
  const column = summary?.columns.find((one) => one.name === name);
  return summary && column ? columnDocumentation(column, summary.rows) : '';
}

/** Of the layer whose type the word is: shapes, parameters, every argument in force. */
function layerFacts(analysis: Analysis, word: Token): string {
  for (const copies of layersBySyntax(analysis).values()) {
    const [layer] = copies;
    if (layer?.typeRange.start === word.start) return layerDocumentation(layer, copies);
  }
  return '';
}

function layerDocumentation(layer: ResolvedLayer, copies: readonly ResolvedLayer[]): string {
  const parts: string[] = [];
  if (layer.input && layer.output) {
    const times = copies.length > 1 ? ` (${t`${copies.length} times`})` : '';
    parts.push(`**${layer.id}**: ${formatShape(layer.input)} ${layerSummary(copies)}${times}`);
    parts.push(
      derivations(layer)
        .map((line) => `- ${line}`)
        .join('\n'),
    );
  }
  if (layer.kind === 'layer') parts.push(layerValues(layer));
  parts.push(layer.documentation);
  return parts.filter((part) => part !== '').join('\n\n');
}

function symbolDocumentation(
  analysis: Analysis,
  { kind, name, declaration, file }: NamedSymbol,
): string {
  if (file !== undefined) return codeBlock(`${kind} ${name}  // ${file}`);
  const { resolved } = analysis;
  const declared = ({ nameRange }: { nameRange: Range }) => nameRange.start === declaration.start;
  switch (kind) {
    case 'constant': {
      const constant = resolved.constants.find(declared);
      const value = codeBlock(`let ${name} = ${constant?.value ?? '?'}`);
      return joined(value, constant?.sweep ? sweepDocumentation(analysis, constant) : '');
    }
    case 'model': {
      const model = resolved.models.find(declared);
      return model ? joined(codeBlock(`model ${name}`), modelSize(model), model.documentation) : '';
    }
    case 'data': {
      const data = resolved.data.find(declared);
      if (!data) return '';
      const facts = [
        data.rows === undefined ? '' : t`${formatCount(data.rows)} samples`,
        data.shape ? t`of shape ${formatShape(data.shape.value)}` : '',
        data.classes === undefined ? '' : t`${data.classes} classes`,
        t`scaled: ${formatEntryValue(data.scale.value)}`,
      ];
      const words = facts.filter((fact) => fact !== '').join(', ');
      return joined(codeBlock(`data ${name}`), words, data.documentation);
    }
    case 'layer': {
      const copies = [...layersBySyntax(analysis).values()].find(
        ([layer]) => layer?.name?.range.start === declaration.start,
      );
      const [layer] = copies ?? [];
      if (!layer || !copies) return '';
      return joined(codeBlock(`${layer.type} as ${name}`), layerDocumentation(layer, copies));
    }
  }
}

/** The range of a swept constant, and which of its values holds. */
function sweepDocumentation({ text }: Analysis, { syntax, sweep }: ResolvedConstant): string {
  const range = syntax.value?.range;
  const written = range ? text.slice(range.start, range.end) : '';
  const shown = `\`${written}\``;
  return sweep?.kind === 'choice'
    ? t`A sweep tries ${shown}; elsewhere its first value holds.`
    : t`A sweep tries ${shown}; elsewhere its middle holds.`;
}

/** What holds here first, then what is always so. */
function parted(here: string, always: string): string {
  return [here, always].filter((part) => part !== '').join('\n\n---\n\n');
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
