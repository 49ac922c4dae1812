import { CATALOGUE } from '../catalogue/index.ts';
import type {
  Block,
  BranchBlock,
  Group,
  Item,
  ModelStatement,
  Reference,
  Setting,
  Specification,
  TrainStatement,
} from '../syntax/ast.ts';
import { Printer } from '../syntax/printer.ts';
import { parse } from '../syntax/sections.ts';
import type { Range, Token } from '../syntax/tokens.ts';
import { FormattedLines } from './formatted-lines.ts';

/** Statements that are longer have their arguments on lines of their own; a block on one line stays so up to this width. */
const WIDTH = 100;

const ARGUMENT_ORDER = new Map<string, readonly string[]>();
for (const entry of Object.values(CATALOGUE).flat()) {
  const names = entry.parameters.map(({ name }) => name);
  ARGUMENT_ORDER.set(entry.name, [...(ARGUMENT_ORDER.get(entry.name) ?? []), ...names]);
}

const CALL_SETTINGS = new Set<string>(
  CATALOGUE.setting.filter(({ form }) => form === 'arguments').map(({ name }) => name),
);

/**
 * The text in canonical form: two spaces a block, one statement a line (blocks on one line stay so where they fit), arguments in
 * the catalogue's order, comments aligned. A declaration with a syntax error is left as it is. Formatting twice is the
 * same as once.
 */
export function formatText(text: string): string {
  const formatted = new Formatter(parse(text), text).format();
  return text.includes('\r\n') ? formatted.replaceAll('\n', '\r\n') : formatted;
}

interface Call {
  readonly before: string;
  readonly group: Group;
  /** Whose arguments they are. */
  readonly owner: string;
  readonly after: string;
}

/** As many items on a row as fit into a width. */
function filled(items: readonly string[], width: number): string[][] {
  const rows: string[][] = [];
  let room = -1;
  for (const item of items) {
    const needed = item.length + ', '.length;
    if (needed > room) {
      rows.push([]);
      room = width + 1;
    }
    rows.at(-1)?.push(item);
    room -= needed;
  }
  return rows;
}

type Statement = ModelStatement | TrainStatement | BranchBlock;

class Formatter {
  private readonly tree: Specification;
  private readonly text: string;
  private readonly printer: Printer;
  private readonly lines = new FormattedLines();
  private readonly tokens: ReadonlyMap<number, number>;

  constructor(tree: Specification, text: string) {
    this.tree = tree;
    this.text = text;
    this.printer = new Printer(text, (owner) => ARGUMENT_ORDER.get(owner) ?? []);
    this.tokens = new Map(tree.tokens.map(({ start }, index) => [start, index]));
  }

  format(): string {
    const { items, tokens } = this.tree;
    let next = 0;
    let previous: Item | undefined;
    for (const item of items) {
      const first = this.indexAt(item.range.start);
      this.skipped(next, first);
      this.lines.separated =
        previous !== undefined && !(previous.kind === 'let' && item.kind === 'let');
      this.comments(tokens[first], 0);
      this.item(item);
      next = this.indexAfter(item.range.end);
      previous = item;
    }
    this.skipped(next, tokens.length - 1);
    this.comments(tokens.at(-1), 0);
    return this.lines.print();
  }

  private indexAt(start: number): number {
    return this.tokens.get(start) ?? 0;
  }

  /** The first token that begins at or after an offset. */
  private indexAfter(end: number): number {
    const { tokens } = this.tree;
    let low = 0;
    let high = tokens.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tokens[middle] as Token).start >= end) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Tokens that belong to no declaration stay as they are. */
  private skipped(from: number, to: number): void {
    const first = this.tree.tokens[from];
    const last = this.tree.tokens[to - 1];
    if (from >= to || !first || !last) return;
    this.comments(first, 0);
    this.lines.add(0, this.text.slice(first.start, last.end));
  }

  /** The comments before a token: at the end of the line before, or on lines of their own. */
  private comments(token: Token | undefined, indent: number): void {
    if (!token) return;
    let position = token.start - token.trivia.length;
    for (const { start, end, text, ownLine } of token.comments) {
      this.lines.gap(this.text.slice(position, start));
      if (ownLine || !this.lines.trailing(text)) this.lines.add(indent, text.trimEnd());
      position = end;
    }
    this.lines.gap(this.text.slice(position, token.start));
  }

  private hasCommentsInside({ start, end }: Range): boolean {
    const last = this.indexAfter(end);
    for (let i = this.indexAt(start) + 1; i < last; i++) {
      if ((this.tree.tokens[i]?.comments.length ?? 0) > 0) return true;
    }
    return false;
  }

  private hasProblem({ start, end }: Range): boolean {
    return this.tree.problems.some(({ range }) => range.start >= start && range.start <= end);
  }

  // ── Declarations ────────────────────────────────────────────────────────────────────────────────

  private item(item: Item): void {
    const body = item.kind === 'let' ? undefined : item.body;
    const header = body ? { start: item.range.start, end: body.open.end } : item.range;
    const broken = item.broken || body?.broken || this.hasProblem(item.range);
    if (broken || this.hasCommentsInside(header)) {
      this.lines.add(0, this.text.slice(item.range.start, item.range.end));
    } else if (body) this.block(this.header(item), body, '', 0);
    else this.lines.add(0, this.header(item));
  }

  private header(item: Item): string {
    switch (item.kind) {
      case 'let':
        return `let ${item.name?.name} = ${item.value ? this.printer.expression(item.value) : ''}`;
      case 'data':
        return `data ${item.name?.name}`;
      case 'model':
        return `model ${item.name?.name}${item.base ? ` from ${this.reference(item.base)}` : ''}`;
      case 'train':
        return `train ${this.reference(item.model)} on ${this.reference(item.data)}`;
    }
  }

  private reference(reference: Reference | undefined): string {
    return reference ? this.printer.expression(reference) : '';
  }

  // ── Blocks and statements ───────────────────────────────────────────────────────────────────────

  private block(header: string, body: Block<Statement>, ending: string, indent: number): void {
    const line = this.onOneLine(header, body, ending);
    if (line !== undefined && line.length + 2 * indent <= WIDTH) {
      this.lines.add(indent, line);
      return;
    }
    this.lines.add(indent, `${header} {`);
    this.lines.openBlock();
    for (const statement of body.statements) {
      this.comments(this.tree.tokens[this.indexAt(statement.range.start)], indent + 1);
      this.statement(statement, indent + 1);
    }
    this.comments(body.close, indent + 1);
    this.lines.closeBlock();
    this.lines.add(indent, `}${ending}`);
  }

  private statement(statement: Statement, indent: number): void {
    const { kind, range } = statement;
    const body = 'body' in statement ? statement.body : undefined;
    const end = body ? body.open.end : range.end;
    const ending = body ? { start: body.close?.start ?? range.end, end: range.end } : range;
    const commented =
      this.hasCommentsInside({ start: range.start, end }) || this.hasCommentsInside(ending);
    if (commented) this.lines.add(indent, this.text.slice(range.start, range.end));
    else if (body) {
      const name = kind === 'residual' || kind === 'parallel' ? statement.name : undefined;
      this.block(this.blockHeader(statement), body, this.printer.given(name), indent);
    } else this.lines.add(indent, this.fitted(statement, indent));
  }

  private blockHeader(statement: Statement): string {
    switch (statement.kind) {
      case 'repeat':
        return `repeat ${statement.count ? this.printer.expression(statement.count) : ''}`;
      case 'replace':
        return `replace ${statement.selector ? this.printer.selector(statement.selector) : ''}`;
      case 'phase':
        return `phase ${statement.name?.name}`;
      default:
        return statement.kind;
    }
  }

  /** On one line where that fits; else its arguments on lines of their own. */
  private fitted(statement: Statement, indent: number): string {
    const line = this.leaf(statement);
    if (line.length + 2 * indent <= WIDTH) return line;
    const call = this.callOf(statement);
    if (!call || call.group.items.length < 2) return line;
    const { before, group, owner, after } = call;
    const items = this.printer.items(group, owner);
    const plain = group.items.every(({ name }) => !name);
    const rows = plain ? filled(items, WIDTH - 2 * indent - 2) : items.map((item) => [item]);
    const space = '  '.repeat(indent);
    const inside = rows.map((row) => `${space}  ${row.join(', ')}`).join(',\n');
    return `${before}(\n${inside}\n${space})${after}`;
  }

  /** The parentheses of a statement, with what stands before and after them. */
  private callOf(statement: Statement): Call | undefined {
    if (statement.kind === 'layer') {
      const { type, arguments: group, name } = statement;
      const after = this.printer.given(name);
      return group && { before: type.name, group, owner: type.name, after };
    }
    const only = statement.kind === 'setting' ? statement.values[0]?.value : undefined;
    if (statement.kind !== 'setting' || !only || statement.values.length > 1) return undefined;
    const { name } = statement.name;
    if (only.kind === 'group') {
      const before = CALL_SETTINGS.has(name) ? name : `${name} `;
      return { before, group: only, owner: name, after: '' };
    }
    if (only.kind !== 'call') return undefined;
    const owner = only.callee.name;
    return { before: `${name} ${owner}`, group: only.arguments, owner, after: '' };
  }

  private leaf(statement: Statement): string {
    switch (statement.kind) {
      case 'layer': {
        const { type, arguments: group, name } = statement;
        const list =
          group && group.items.length > 0 ? this.printer.arguments(group, type.name) : '';
        return type.name + list + this.printer.given(name);
      }
      case 'selection':
        return `${statement.action} ${statement.selector ? this.printer.selector(statement.selector) : ''}`;
      case 'setting':
        return this.setting(statement);
      default:
        return this.text.slice(statement.range.start, statement.range.end);
    }
  }

  private setting({ name: { name }, values }: Setting): string {
    const [only] = values;
    if (!only) return name;
    if (CALL_SETTINGS.has(name) && values.length === 1 && only.value.kind === 'group') {
      return name + (only.value.items.length > 0 ? this.printer.arguments(only.value, name) : '');
    }
    return `${name} ${this.printer.list(values, ' ')}`;
  }

  /** The block on one line, if it was written so and has no comments; undefined otherwise. */
  private onOneLine(header: string, body: Block<Statement>, ending: string): string | undefined {
    const source = this.text.slice(body.range.start, body.range.end);
    if (/[\r\n]/.test(source)) return undefined;
    const statements: string[] = [];
    for (const statement of body.statements) {
      const inner = 'body' in statement ? statement.body : undefined;
      const name =
        statement.kind === 'residual' || statement.kind === 'parallel' ? statement.name : undefined;
      const line = inner
        ? this.onOneLine(this.blockHeader(statement), inner, this.printer.given(name))
        : this.leaf(statement);
      if (line === undefined) return undefined;
      statements.push(line);
    }
    return `${header} { ${statements.join('  ')} }${ending}`.replace('{  }', '{}');
  }
}
