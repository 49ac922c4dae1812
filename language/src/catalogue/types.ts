import type { Range } from '../syntax/tokens.ts';

/** A sample's shape, without the batch axis, channels last. */
export type Shape = readonly number[];

export type EntryKind =
  | 'layer'
  | 'block'
  | 'activation'
  | 'initializer'
  | 'optimizer'
  | 'schedule'
  | 'loss'
  | 'metric'
  | 'scaling'
  | 'selection'
  | 'encoding'
  | 'filling'
  | 'generator'
  | 'uncertainty'
  | 'sweep'
  | 'setting';

/**
 * What the catalogue says about one word of the language. Validation, completion, signature help, hover, formatting order,
 * the reference pages and the plan read it; there is no second list of names, ranges or defaults.
 */
export interface Entry {
  readonly kind: EntryKind;
  readonly name: string;
  /** One sentence without the name: "Fully connected layer." */
  readonly summary: string;
  /** Markdown: what it does, when it is used. */
  readonly documentation: string;
  /** Plain text with Unicode mathematics: `y = f(x·W + b)`. */
  readonly formula?: string;
  /** Authors, year and title of the paper. */
  readonly source?: string;
  /** In canonical order, which is also the order of positional arguments. */
  readonly parameters: readonly Parameter[];
  /** Snippet in the editor's syntax: `dense(${1:64}, ${2:relu})`. */
  readonly snippet: string;
}

export type ParameterType =
  | 'integer'
  | 'number'
  | 'boolean'
  /** One of `choices`. */
  | 'choice'
  /** A whole number, or one for each spatial axis: `3` or `(3, 5)`. */
  | 'size'
  /** A tuple of whole numbers. */
  | 'shape'
  /** A string: a path relative to the specification. */
  | 'path'
  /** A column of the data file: a word, or a string where its name is no word. */
  | 'column'
  /** A label of the target: a number, a word, or a string where it is neither. */
  | 'class'
  /** `loss`, `val_loss`, or a metric with or without `val_`. */
  | 'monitor'
  /** A constant's value: a number, or a range to sweep. */
  | 'sweep'
  | 'activation'
  | 'initializer'
  | 'optimizer'
  | 'schedule'
  | 'loss'
  | 'metric'
  | 'scaling'
  | 'selection'
  | 'encoding'
  | 'filling'
  /** A path or a generator. */
  | 'source'
  /** `balanced`, or a tuple of numbers, one a class. */
  | 'weights'
  | 'uncertainty';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** One sentence, units included. */
  readonly documentation: string;
  /** Absent: the argument must be written. `null`: off. The name of an entry for activations and the like. */
  readonly default?: number | string | boolean | null;
  /** Says what happens when it is left out, where that is more than a value: "the kernel". */
  readonly defaultText?: string;
  readonly range?: ValueRange;
  readonly choices?: readonly { readonly name: string; readonly documentation: string }[];
  /** Takes all further positional arguments: `input(8, 8, 1)`. */
  readonly rest?: boolean;
  /** The row of the tuning table that speaks of it. */
  readonly tuning?: string;
}

/** Bounds are inclusive unless `open…` says otherwise. */
export interface ValueRange {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly openMinimum?: boolean;
  readonly openMaximum?: boolean;
}

// ── Values ────────────────────────────────────────────────────────────────────────────────────────

/** What an argument evaluates to; `null` is "off". */
export type Value = number | boolean | string | null | readonly number[] | EntryValue;

/** An activation, initialiser, optimizer … with its arguments. */
export interface EntryValue {
  readonly entry: Entry;
  readonly name: string;
  readonly arguments: Values;
  /** Where each argument stands: the range of the name, where it is a default. */
  readonly places: Readonly<Record<string, Place>>;
}

export interface Place {
  readonly range: Range;
  readonly written: boolean;
}

export type Values = Readonly<Record<string, Value>>;

export function isEntryValue(value: Value | undefined): value is EntryValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// ── Layers ────────────────────────────────────────────────────────────────────────────────────────

/** What a layer does, for rules that speak of kinds of layers. */
export type LayerFamily =
  | 'input'
  | 'dense'
  | 'convolution'
  | 'pooling'
  | 'recurrent'
  | 'embedding'
  | 'normalization'
  | 'dropout'
  | 'activation'
  | 'shape';

export interface LayerEntry extends Entry {
  readonly kind: 'layer';
  readonly family: LayerFamily;
  /** Has a kernel, with `init`, `bias`, `bias_init`, `l1`, `l2`, `max_norm`. */
  readonly hasKernel: boolean;
  /** The output's shape, or what is wrong with what arrives. */
  shape(values: Values, input: Shape): Shape | ShapeProblem;
  /** Number of trainable parameters. */
  parameterCount(values: Values, input: Shape): number;
  /** Inputs and outputs of one unit of the kernel, which initialisers divide by; null without a kernel. */
  fans(values: Values, input: Shape): { readonly fanIn: number; readonly fanOut: number } | null;
  /** Multiplications and additions of one sample's forward pass, counted as two operations each pair. */
  operations(values: Values, input: Shape, output: Shape): number;
}

export type ShapeRule =
  | 'shape-mismatch'
  | 'missing-flatten'
  | 'kernel-too-large'
  | 'return-sequences';

export interface ShapeProblem {
  readonly rule: ShapeRule;
  /** After the layer's name: "needs a vector, but (8, 8, 1) arrives". */
  readonly message: string;
  /** The parameter to blame, where it is one. */
  readonly parameter?: string;
}

export function isShapeProblem(result: Shape | ShapeProblem): result is ShapeProblem {
  return 'rule' in result;
}

// ── Generators ────────────────────────────────────────────────────────────────────────────────────

export interface GeneratorEntry extends Entry {
  readonly kind: 'generator';
  describe(values: Values): GeneratorSummary;
}

/** What a generator will produce, known before it runs. */
export interface GeneratorSummary {
  readonly samples: number;
  readonly shape: Shape;
  /** Number of classes; null for real targets. */
  readonly classes: number | null;
  /** `[]` for one value a sample; `[steps]` where each time step has its target. */
  readonly targetShape: Shape;
  /** Of a real target, about. */
  readonly targetRange: readonly [number, number] | null;
}

// ── Settings ──────────────────────────────────────────────────────────────────────────────────────

export type SettingBlock = 'data' | 'model' | 'train' | 'phase';

/**
 * - `value`: `batch_size 32`, one value, the first parameter;
 * - `list`: `metrics accuracy, f1`, many values of the first parameter's type;
 * - `labels`: `split train 70%, test 30%`, values labelled with a parameter's name;
 * - `arguments`: `early_stopping(patience: 5)`.
 */
export type SettingForm = 'value' | 'list' | 'labels' | 'arguments';

export interface SettingEntry extends Entry {
  readonly kind: 'setting';
  readonly blocks: readonly SettingBlock[];
  readonly form: SettingForm;
}
