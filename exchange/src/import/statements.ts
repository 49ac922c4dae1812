/** What an imported model becomes: statements of the language, and remarks where it has none. */
export type Statement = LayerStatement | RemarkStatement | BlockStatement;

export interface LayerStatement {
  readonly kind: 'layer';
  /** Of the catalogue: `dense`. */
  readonly type: string;
  readonly sizes: readonly string[];
  /** Null where the layer has none, or linear. */
  readonly activation: string | null;
  /** `init: he_normal`. */
  readonly named: readonly string[];
  /** Given with `as`. */
  readonly name: string | null;
}

/** A comment: what could not be expressed, and why. */
export interface RemarkStatement {
  readonly kind: 'remark';
  readonly text: string;
}

export interface BlockStatement {
  readonly kind: 'block';
  readonly type: 'residual' | 'parallel' | 'branch';
  readonly name: string | null;
  readonly body: readonly Statement[];
}

/** A text that is no model, or one that a specification cannot hold; the message says what was found. */
export class ImportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImportError';
  }
}

export function layer(
  type: string,
  sizes: readonly string[] = [],
  more: { readonly activation?: string | null; readonly named?: readonly string[] } = {},
): LayerStatement {
  const { activation = null, named = [] } = more;
  return { kind: 'layer', type, sizes, activation, named, name: null };
}

export function remark(text: string): RemarkStatement {
  return { kind: 'remark', text: text.replaceAll(/\s+/g, ' ').slice(0, 300) };
}

/** Layers whose second argument is an activation. */
const TAKES_ACTIVATION: ReadonlySet<string> = new Set(['dense', 'conv1d', 'conv2d']);

/**
 * The statements with the activation put into the layer before, if that has weights and no activation yet; else as a layer
 * of its own.
 */
export function withActivation(statements: readonly Statement[], activation: string): Statement[] {
  const last = statements.at(-1);
  if (last?.kind === 'layer' && TAKES_ACTIVATION.has(last.type) && last.activation === null) {
    return [...statements.slice(0, -1), { ...last, activation }];
  }
  return [...statements, layer('activation', [activation])];
}

/** One line a statement. */
export function write(statements: readonly Statement[]): string {
  return statements.map(line).join('\n');
}

function line(statement: Statement): string {
  if (statement.kind === 'remark') return `// ${statement.text}`;
  const name = statement.name === null ? '' : ` as ${statement.name}`;
  if (statement.kind === 'block') {
    return `${statement.type} {\n${write(statement.body)}\n}${statement.type === 'branch' ? '' : name}`;
  }
  const { type, sizes, activation, named } = statement;
  const items = [...sizes, ...(activation === null ? [] : [activation]), ...named];
  return `${type}${items.length === 0 ? '' : `(${items.join(', ')})`}${name}`;
}

/** A number as the language writes it, without what float32 has added to it. */
export function numeral(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const plain = String(rounded);
  const exponent = rounded.toExponential();
  return Math.abs(rounded) < 0.01 && exponent.length < plain.length ? exponent : plain;
}

/** A word that can stand behind `as`; null where none is left of it. */
export function identifier(name: string): string | null {
  const word = name.replaceAll(/\W+/g, '_').replace(/^(?=\d)/, 'layer_');
  return /^[A-Za-z_]\w*$/.test(word) && word.length <= 60 ? word : null;
}
