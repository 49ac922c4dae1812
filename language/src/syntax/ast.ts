import type { Range, Token } from './tokens.ts';

/**
 * The syntax tree. Every node knows its range (without the trivia around it). A node with `broken` holds a syntax error of
 * its own (not one of a statement inside it): its checks are skipped, so that one slip is told once.
 */
export type Node =
  | Specification
  | Item
  | Block
  | ModelStatement
  | TrainStatement
  | BranchBlock
  | Selector
  | Argument
  | Expression;

interface NodeBase {
  readonly range: Range;
  readonly broken: boolean;
}

export interface Specification extends NodeBase {
  readonly kind: 'specification';
  readonly items: readonly Item[];
  readonly tokens: readonly Token[];
  readonly problems: readonly SyntaxProblem[];
}

export interface SyntaxProblem {
  readonly message: string;
  readonly range: Range;
  /** The edit that repairs it, where one is obvious. */
  readonly fix?: { readonly title: string; readonly range: Range; readonly text: string };
}

// ── Declarations ──────────────────────────────────────────────────────────────────────────────────

export type Item = LetDeclaration | DataBlock | ModelBlock | TrainBlock;

/** `let width = 64` */
export interface LetDeclaration extends NodeBase {
  readonly kind: 'let';
  readonly documentation: string;
  readonly keyword: Token;
  readonly name: Name | undefined;
  readonly value: Expression | undefined;
}

/** `data Digits { … }` */
export interface DataBlock extends NodeBase {
  readonly kind: 'data';
  readonly documentation: string;
  readonly keyword: Token;
  readonly name: Name | undefined;
  readonly body: Block<Setting> | undefined;
}

/** `model DigitNet { … }`, `model Letters from DigitNet { … }` */
export interface ModelBlock extends NodeBase {
  readonly kind: 'model';
  readonly documentation: string;
  readonly keyword: Token;
  readonly name: Name | undefined;
  readonly base: Reference | undefined;
  readonly body: Block<ModelStatement> | undefined;
}

/** `train DigitNet on Digits { … }` */
export interface TrainBlock extends NodeBase {
  readonly kind: 'train';
  readonly documentation: string;
  readonly keyword: Token;
  readonly model: Reference | undefined;
  readonly data: Reference | undefined;
  readonly body: Block<TrainStatement> | undefined;
}

/** A name of this file, or `"other.nnspec#Name"`. */
export type Reference = Name | StringLiteral;

export interface Block<S = ModelStatement | TrainStatement | BranchBlock> extends NodeBase {
  readonly kind: 'block';
  readonly open: Token;
  readonly statements: readonly S[];
  /** Missing where the closing brace is. */
  readonly close: Token | undefined;
}

// ── Statements ────────────────────────────────────────────────────────────────────────────────────

export type ModelStatement =
  | LayerStatement
  | RepeatBlock
  | ResidualBlock
  | ParallelBlock
  | Setting
  | SelectionStatement
  | ReplaceStatement;

export type TrainStatement = Setting | PhaseBlock | SelectionStatement;

/** `dense(64, relu) as hidden` */
export interface LayerStatement extends NodeBase {
  readonly kind: 'layer';
  readonly documentation: string;
  /** The layer's type. */
  readonly type: Name;
  readonly arguments: Group | undefined;
  readonly name: Name | undefined;
}

/** `repeat 2 { … }` */
export interface RepeatBlock extends NodeBase {
  readonly kind: 'repeat';
  readonly keyword: Token;
  readonly count: Expression | undefined;
  readonly body: Block<ModelStatement> | undefined;
}

/** `residual { … }` */
export interface ResidualBlock extends NodeBase {
  readonly kind: 'residual';
  readonly documentation: string;
  readonly keyword: Token;
  readonly body: Block<ModelStatement> | undefined;
  readonly name: Name | undefined;
}

/** `parallel { branch { … } branch { … } }` */
export interface ParallelBlock extends NodeBase {
  readonly kind: 'parallel';
  readonly documentation: string;
  readonly keyword: Token;
  readonly body: Block<BranchBlock> | undefined;
  readonly name: Name | undefined;
}

export interface BranchBlock extends NodeBase {
  readonly kind: 'branch';
  readonly keyword: Token;
  readonly body: Block<ModelStatement> | undefined;
}

/**
 * `batch_size 32`, `split train 70%, test 30%`, `early_stopping(patience: 5)`. The words after the name are its values, separated
 * by commas; a value may carry a label (`train 70%`), which stands in its `name`. Arguments in parentheses right after the
 * name are one value, a group.
 */
export interface Setting extends NodeBase {
  readonly kind: 'setting';
  readonly name: Name;
  readonly values: readonly Argument[];
}

/** `phase head { … }` */
export interface PhaseBlock extends NodeBase {
  readonly kind: 'phase';
  readonly keyword: Token;
  readonly name: Name | undefined;
  readonly body: Block<TrainStatement> | undefined;
}

/** `freeze until hidden`, `unfreeze last 2` */
export interface SelectionStatement extends NodeBase {
  readonly kind: 'selection';
  readonly keyword: Token;
  readonly action: 'freeze' | 'unfreeze';
  readonly selector: Selector | undefined;
}

/** `replace last 1 { … }` */
export interface ReplaceStatement extends NodeBase {
  readonly kind: 'replace';
  readonly keyword: Token;
  readonly selector: Selector | undefined;
  readonly body: Block<ModelStatement> | undefined;
}

/** Which layers: `all`, `until hidden` (up to and with it), `from hidden`, `first 3`, `last 2`, or their names. */
export interface Selector extends NodeBase {
  readonly kind: 'selector';
  readonly mode: 'all' | 'until' | 'from' | 'first' | 'last' | 'names';
  readonly keyword: Token | undefined;
  readonly names: readonly Name[];
  readonly count: Expression | undefined;
}

// ── Expressions ───────────────────────────────────────────────────────────────────────────────────

export type Expression =
  | NumberLiteral
  | StringLiteral
  | Name
  | Call
  | Group
  | Unary
  | Binary
  | Missing;

/** `64`, `1e-3`, `70%`. */
export interface NumberLiteral extends NodeBase {
  readonly kind: 'number';
  /** `0.7` for `70%`. */
  readonly value: number;
  readonly percent: boolean;
  readonly text: string;
}

export interface StringLiteral extends NodeBase {
  readonly kind: 'string';
  /** Without the quotes. */
  readonly value: string;
}

export interface Name extends NodeBase {
  readonly kind: 'name';
  readonly name: string;
}

/** `leaky_relu(slope: 0.1)` */
export interface Call extends NodeBase {
  readonly kind: 'call';
  readonly callee: Name;
  readonly arguments: Group;
}

/** Parentheses: a call's arguments, a tuple `(8, 8, 1)`, or, with one unnamed item, a parenthesised expression. */
export interface Group extends NodeBase {
  readonly kind: 'group';
  readonly open: Token;
  readonly items: readonly Argument[];
  readonly close: Token | undefined;
}

export interface Argument extends NodeBase {
  readonly kind: 'argument';
  readonly name: Name | undefined;
  readonly value: Expression;
}

export interface Unary extends NodeBase {
  readonly kind: 'unary';
  readonly operator: '-' | '+';
  readonly operand: Expression;
}

export interface Binary extends NodeBase {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Expression;
  readonly right: Expression;
}

/** Stands where an expression is missing. */
export interface Missing extends NodeBase {
  readonly kind: 'missing';
}
