import { findEntry } from '../catalogue/index.ts';
import { isShapeProblem, type LayerEntry, type Shape, type Values } from '../catalogue/types.ts';
import type { Analysis } from '../semantics/analysis.ts';
import { chooseLoss, chooseMetrics } from '../semantics/choices.ts';
import type { ResolvedData, ResolvedModel } from '../semantics/model.ts';
import type { Node } from '../syntax/ast.ts';
import type { CompletionItem } from './completion-item.ts';
import { layersBySyntax } from './document-symbols.ts';
import { childrenOf, contains, pathAt } from './tree.ts';

/** Behind what fits: what can be written, but not as things are. */
const unfit = 2;

/**
 * Statements as they fit to what is around the offset: `input` first and once, with the shape of the data; layers that take what
 * arrives before the others; what a base model is needed for only where there is one; settings with values of the data.
 */
export function fittingStatements(
  analysis: Analysis,
  offset: number,
  items: readonly CompletionItem[],
): readonly CompletionItem[] {
  const { resolved } = analysis;
  const around = ({ range }: { readonly range: { start: number; end: number } }) =>
    contains(range, offset);
  const model = resolved.models.find(around);
  if (model) return layerStatements(analysis, offset, model, items);
  const data = resolved.data.find(around);
  const train = resolved.trains.find(around);
  const loss = train && chooseLoss(train.model, train.data, train.keywordRange)?.value.name;
  const metric = train && chooseMetrics(loss, train.keywordRange)[0]?.value.name;
  const values: Readonly<Record<string, string | undefined>> = {
    target: data && likelyTarget(data),
    loss,
    metrics: metric,
  };
  return items.map((item) => {
    const value = Object.hasOwn(values, item.label) ? values[item.label] : undefined;
    if (value === undefined) return item;
    return { ...item, snippet: `${item.label} \${1:${value}}`, again: false };
  });
}

/** The last column with few different values, else the last one. */
function likelyTarget({ summary }: ResolvedData): string | undefined {
  const words = summary?.columns.filter(({ name }) => /^[A-Za-z_]\w*$/.test(name)) ?? [];
  return (words.findLast(({ classes }) => classes !== null) ?? words.at(-1))?.name;
}

// ── Layers ────────────────────────────────────────────────────────────────────────────────────────

const needBase = new Set(['freeze', 'replace']);

function layerStatements(
  analysis: Analysis,
  offset: number,
  model: ResolvedModel,
  items: readonly CompletionItem[],
): readonly CompletionItem[] {
  const begun = model.syntax.base !== undefined || hasLayersBefore(model, offset);
  const atTop = pathAt(analysis.tree, offset).filter(({ kind }) => kind === 'block').length < 2;
  const arriving = begun ? shapeAt(analysis, offset, model) : undefined;
  return items.flatMap((item): CompletionItem[] => {
    if (needBase.has(item.label)) return model.syntax.base ? [item] : [];
    if (item.label === 'input') return begun || !atTop ? [] : [inputItem(analysis, model, item)];
    const entry = item.kind === 'layer' ? findEntry('layer', item.label) : undefined;
    if (!begun) return [{ ...item, rank: unfit }];
    const fits = !entry || !arriving || takes(entry, arriving);
    return [fits ? item : { ...item, rank: unfit }];
  });
}

function hasLayersBefore({ syntax }: ResolvedModel, offset: number): boolean {
  return (syntax.body?.statements ?? []).some(
    ({ kind, range }) => kind !== 'setting' && range.end < offset,
  );
}

/** With the shape of what the model is trained on, or of the only data set there is. */
function inputItem(
  { resolved }: Analysis,
  model: ResolvedModel,
  item: CompletionItem,
): CompletionItem {
  const [only, ...others] = resolved.data;
  const data = model.trains[0]?.data ?? (others.length === 0 ? only : undefined);
  const shape = data?.shape?.value;
  return shape ? { ...item, snippet: `input(\${1:${shape.join(', ')}})` } : item;
}

/** What arrives at a new statement at an offset: what the layer before it gives, or what the block around gets. */
function shapeAt(analysis: Analysis, offset: number, model: ResolvedModel): Shape | undefined {
  const layers = layersBySyntax(analysis);
  for (const node of pathAt(analysis.tree, offset).toReversed()) {
    if (node.kind !== 'block') continue;
    const before = childrenOf(node).filter(({ range }) => range.end < offset);
    const last = before.findLast((statement) => layers.has(lastLayer(statement)));
    const found = last && layers.get(lastLayer(last))?.at(-1);
    if (found) return found.output;
    const inside = pathAt(analysis.tree, node.range.start).findLast((one) => layers.has(one));
    const block = inside && layers.get(inside)?.[0];
    if (block) return block.input;
  }
  return model.inputShape?.value;
}

/** Of a `repeat` the last layer in it; other statements are layers themselves. */
function lastLayer(statement: Node): Node {
  const last = statement.kind === 'repeat' ? statement.body?.statements.at(-1) : undefined;
  return last ? lastLayer(last) : statement;
}

/** True where a layer, with the arguments of its snippet, takes a shape. Flattening a vector changes nothing. */
function takes(entry: LayerEntry, shape: Shape): boolean {
  if (entry.name === 'flatten') return shape.length > 1;
  const required = entry.parameters.some(({ type }) => type === 'shape');
  return required || !isShapeProblem(entry.shape(snippetValues(entry), shape));
}

function snippetValues({ parameters, snippet }: LayerEntry): Values {
  const written = [...snippet.matchAll(/\$\{\d+:([^}]*)\}/g)].map(([, text]) => Number(text));
  const entries = parameters.map(({ name, default: byDefault = null }, index) => {
    const value = written[index];
    return [name, value === undefined || Number.isNaN(value) ? byDefault : value] as const;
  });
  return Object.fromEntries(entries);
}
