import type { Argument, Expression, Group, Name, Selector } from './ast.ts';
import type { Token } from './tokens.ts';

/** The source that the tokens came from, character by character. */
export function printTokens(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) text += token.trivia + token.text;
  return text;
}

/** The order of the named arguments of a layer, an optimizer …, by its name. */
export type ArgumentOrder = (owner: string) => readonly string[];

/** Prints expressions in canonical form: one space after commas and around operators, arguments in order. */
export class Printer {
  private readonly source: string;
  private readonly order: ArgumentOrder;

  constructor(source: string, order: ArgumentOrder) {
    this.source = source;
    this.order = order;
  }

  expression(node: Expression): string {
    switch (node.kind) {
      case 'call':
        return node.callee.name + this.arguments(node.arguments, node.callee.name);
      case 'group':
        return this.arguments(node, '');
      case 'unary':
        return node.operator + this.expression(node.operand);
      case 'binary':
        return `${this.expression(node.left)} ${node.operator} ${this.expression(node.right)}`;
      default:
        return this.source.slice(node.range.start, node.range.end);
    }
  }

  /** In parentheses: positional arguments first, named ones in the order of their owner. */
  arguments(group: Group, owner: string): string {
    return `(${this.items(group, owner).join(', ')})`;
  }

  /** The arguments of parentheses, each by itself. */
  items({ items }: Group, owner: string): readonly string[] {
    return this.sorted(items, owner).map((item) => this.item(item, ': '));
  }

  /** Separated by commas; `separator` stands after the name of an item that has one. */
  list(items: readonly Argument[], separator: string): string {
    return items.map((item) => this.item(item, separator)).join(', ');
  }

  private item({ name, value }: Argument, separator: string): string {
    return (name ? name.name + separator : '') + this.expression(value);
  }

  selector({ mode, names, count }: Selector): string {
    if (mode === 'all') return mode;
    const list = names.map(({ name }) => name).join(', ');
    if (mode === 'names') return list;
    return `${mode} ${count ? this.expression(count) : list}`;
  }

  given(name: Name | undefined): string {
    return name ? ` as ${name.name}` : '';
  }

  private sorted(items: readonly Argument[], owner: string): readonly Argument[] {
    const order = this.order(owner);
    const rank = ({ name }: Argument) => {
      if (!name) return -1;
      const position = order.indexOf(name.name);
      return position < 0 ? order.length : position;
    };
    return [...items].sort((a, b) => rank(a) - rank(b));
  }
}
