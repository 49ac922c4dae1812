import type { Analysis } from '../semantics/analysis.ts';
import { ownLayers, type ResolvedLayer } from '../semantics/model.ts';
import type { Item, LayerStatement, Node, Setting } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { layerSummary } from './layer-summary.ts';
import { formatShape } from './numbers.ts';
import { childrenOf } from './tree.ts';

export type SymbolKind =
  | 'constant'
  | 'data'
  | 'model'
  | 'train'
  | 'layer'
  | 'block'
  | 'phase'
  | 'setting';

export interface DocumentSymbol {
  readonly name: string;
  /** Beside the name: shapes and parameters of a layer, the value of a setting. */
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  /** Within `range`: what is selected when the symbol is chosen. */
  readonly selection: Range;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a file: its declarations, with layers and settings inside. */
export function documentSymbols(analysis: Analysis): readonly DocumentSymbol[] {
  const layers = layersBySyntax(analysis);
  return analysis.tree.items.flatMap((item) => symbolsOf(item, analysis, layers));
}

type LayersBySyntax = ReadonlyMap<Node, readonly ResolvedLayer[]>;

/** The resolved layers of each statement: several for one inside of a `repeat`. */
export function layersBySyntax({ resolved }: Analysis): LayersBySyntax {
  const layers = new Map<Node, ResolvedLayer[]>();
  for (const layer of resolved.models.flatMap(ownLayers)) {
    const copies = layers.get(layer.syntax);
    if (copies) copies.push(layer);
    else layers.set(layer.syntax, [layer]);
  }
  return layers;
}

function symbolsOf(node: Node, analysis: Analysis, layers: LayersBySyntax): DocumentSymbol[] {
  const symbol = (name: string, detail: string, kind: SymbolKind, selection: Range) => ({
    name,
    detail,
    kind,
    range: node.range,
    selection,
    children: statementsOf(node).flatMap((child) => symbolsOf(child, analysis, layers)),
  });
  const source = (range: Range) => analysis.text.slice(range.start, range.end);
  switch (node.kind) {
    case 'let': {
      if (!node.name) return [];
      const value = node.value ? source(node.value.range) : '';
      return [symbol(node.name.name, value, 'constant', node.name.range)];
    }
    case 'data':
    case 'model':
      return [symbol(node.name?.name ?? node.kind, node.kind, node.kind, nameRange(node))];
    case 'train':
      return [symbol(trainName(node, source), 'train', 'train', node.keyword)];
    case 'phase':
      return [
        symbol(node.name?.name ?? 'phase', 'phase', 'phase', node.name?.range ?? node.keyword),
      ];
    case 'layer': {
      const detail = layerSummary(layers.get(node)) || inputSummary(analysis, node);
      return [symbol(layerName(node), detail, 'layer', node.type.range)];
    }
    case 'residual':
    case 'parallel':
      return [symbol(node.kind, layerSummary(layers.get(node)), 'block', node.keyword)];
    case 'repeat': {
      const count = node.count ? source(node.count.range) : '';
      return [symbol(`repeat ${count}`.trimEnd(), '', 'block', node.keyword)];
    }
    case 'branch':
    case 'replace':
      return [symbol(node.kind, '', 'block', node.keyword)];
    case 'setting':
      return [symbol(node.name.name, settingValue(node, source), 'setting', node.name.range)];
    default:
      return [];
  }
}

function statementsOf(node: Node): readonly Node[] {
  const body = childrenOf(node).find((child) => child.kind === 'block');
  return body ? childrenOf(body) : [];
}

function nameRange(item: Extract<Item, { kind: 'data' | 'model' }>): Range {
  return item.name?.range ?? item.keyword;
}

function trainName(
  { model, data }: Extract<Item, { kind: 'train' }>,
  source: (range: Range) => string,
): string {
  if (!model) return 'train';
  return data ? `${source(model.range)} on ${source(data.range)}` : source(model.range);
}

/** `→ 64` for the layer `input`, which is no layer of the resolved model but its input's shape. */
function inputSummary({ resolved }: Analysis, { type, range }: LayerStatement): string {
  if (type.name !== 'input') return '';
  const model = resolved.models.find(
    (candidate) => candidate.range.start <= range.start && range.end <= candidate.range.end,
  );
  return model?.inputShape ? `→ ${formatShape(model.inputShape.value)}` : '';
}

function layerName({ type, name }: LayerStatement): string {
  return name ? `${type.name} ${name.name}` : type.name;
}

function settingValue({ values }: Setting, source: (range: Range) => string): string {
  const [first, last] = [values[0], values.at(-1)];
  return first && last ? source({ start: first.range.start, end: last.range.end }) : '';
}
