import type { Node } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'specification':
      return node.items;
    case 'let':
      return present(node.name, node.value);
    case 'data':
      return present(node.name, node.body);
    case 'model':
      return present(node.name, node.base, node.body);
    case 'train':
      return present(node.model, node.data, node.body);
    case 'block':
      return node.statements;
    case 'layer':
      return present(node.type, node.arguments, node.name);
    case 'repeat':
      return present(node.count, node.body);
    case 'residual':
    case 'parallel':
      return present(node.body, node.name);
    case 'branch':
      return present(node.body);
    case 'setting':
      return [node.name, ...node.values];
    case 'phase':
      return present(node.name, node.body);
    case 'selection':
      return present(node.selector);
    case 'replace':
      return present(node.selector, node.body);
    case 'selector':
      return [...node.names, ...present(node.count)];
    case 'call':
      return [node.callee, node.arguments];
    case 'group':
      return node.items;
    case 'argument':
      return present(node.name, node.value);
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    default:
      return [];
  }
}

function present(...nodes: readonly (Node | undefined)[]): readonly Node[] {
  return nodes.filter((node) => node !== undefined);
}

/** The nodes around an offset, the specification first, the innermost last. A node's end counts as inside. */
export function pathAt(root: Node, offset: number): readonly Node[] {
  const path = [root];
  for (let inner = nodeOver(root, offset); inner; inner = nodeOver(inner, offset)) path.push(inner);
  return path;
}

/** Where two nodes meet, the one that begins at the offset is meant: the word after the cursor. */
function nodeOver(node: Node, offset: number): Node | undefined {
  return childrenOf(node).findLast((child) => contains(child.range, offset));
}

/** True for offsets inside the range and at both of its ends. */
export function contains(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Visits a node and all nodes below it, each before its children; where `visit` says false, not its children. */
export function walk(node: Node, visit: (node: Node) => boolean): void {
  if (!visit(node)) return;
  for (const child of childrenOf(node)) walk(child, visit);
}
