import type { Analysis } from '../semantics/analysis.ts';
import type { Node } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { occurrences } from './symbols.ts';
import { walk } from './tree.ts';

/** Names of the Language Server Protocol; their order is the legend's. */
export const semanticTokenTypes = [
  'class',
  'struct',
  'variable',
  'label',
  'function',
  'property',
  'parameter',
  'enumMember',
] as const;

export const semanticTokenModifiers = ['declaration', 'readonly'] as const;

export interface SemanticToken extends Range {
  readonly type: (typeof semanticTokenTypes)[number];
  readonly modifiers: readonly (typeof semanticTokenModifiers)[number][];
}

const symbolTypes = {
  model: 'class',
  data: 'struct',
  constant: 'variable',
  layer: 'label',
} as const;

/** What the words of a range mean, in the order of the text; keywords, numbers and comments are left to the grammar. */
export function semanticTokens(analysis: Analysis, range: Range): readonly SemanticToken[] {
  const tokens = new Map<number, SemanticToken>();
  const inRange = ({ start, end }: Range) => start < range.end && range.start < end;
  walk(analysis.tree, (node) => {
    if (!inRange(node.range)) return node.kind === 'specification';
    for (const token of tokensOf(node)) if (inRange(token)) tokens.set(token.start, token);
    return true;
  });
  // A name that is declared somewhere is better known than by its place.
  for (const { symbol, range: place, role } of occurrences(analysis)) {
    if (!inRange(place)) continue;
    tokens.set(place.start, {
      ...place,
      type: symbolTypes[symbol.kind],
      modifiers: [
        ...(role === 'declaration' ? (['declaration'] as const) : []),
        ...(symbol.kind === 'constant' ? (['readonly'] as const) : []),
      ],
    });
  }
  return [...tokens.values()].sort((a, b) => a.start - b.start);
}

function tokensOf(node: Node): readonly SemanticToken[] {
  switch (node.kind) {
    case 'layer':
      return [token(node.type, 'function')];
    case 'setting':
      return [token(node.name, 'property')];
    case 'argument':
      return [
        ...(node.name ? [token(node.name, 'parameter')] : []),
        ...(node.value.kind === 'name' ? [token(node.value, 'enumMember')] : []),
      ];
    case 'call':
      return [token(node.callee, 'enumMember')];
    default:
      return [];
  }
}

function token({ range }: Node, type: SemanticToken['type']): SemanticToken {
  return { start: range.start, end: range.end, type, modifiers: [] };
}
