import type {
  Entry,
  EntryValue,
  GeneratorEntry,
  GeneratorSummary,
  LayerEntry,
  Shape,
  Value,
  Values,
} from '../catalogue/types.ts';
import type { DataFormat, DataProblem, DataSummary } from '../data/summary.ts';
import type { WeightsSummary } from '../data/weights-summary.ts';
import type {
  DataBlock,
  LayerStatement,
  LetDeclaration,
  ModelBlock,
  Name,
  ParallelBlock,
  PhaseBlock,
  ReplaceStatement,
  ResidualBlock,
  SelectionStatement,
  Setting,
  TrainBlock,
} from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import type { FillMethod } from '../table-plan.ts';

/**
 * The resolved model: names looked up, constants computed, defaults filled in, shapes inferred. Rules and editor features
 * read it; the plan is made from it. Every value knows where it comes from.
 */
export interface Resolved<T> {
  readonly value: T;
  /** Of the value where it was written; of the layer's or setting's name (or the block's) where it is a default. */
  readonly range: Range;
  readonly written: boolean;
}

export type Arguments = Readonly<Record<string, Resolved<Value>>>;

export interface ResolvedSpecification {
  readonly constants: readonly ResolvedConstant[];
  readonly data: readonly ResolvedData[];
  readonly models: readonly ResolvedModel[];
  readonly trains: readonly ResolvedTrain[];
  /** Every place a name is used, with what it means; the declarations are in the lists above. */
  readonly references: readonly NameReference[];
}

export interface ResolvedConstant {
  readonly name: string;
  readonly value: number | undefined;
  /** The values that a sweep tries, where the constant is given a range; `value` is what holds otherwise. */
  readonly sweep?: SweepRange;
  readonly syntax: LetDeclaration;
  readonly nameRange: Range;
}

/** A use of a declared name: its target's `nameRange` is the declaration. */
export interface NameReference {
  readonly range: Range;
  readonly target:
    | { readonly kind: 'constant'; readonly name: string; readonly range: Range }
    | {
        readonly kind: 'data';
        readonly name: string;
        readonly range: Range;
        readonly file?: string;
      }
    | {
        readonly kind: 'model';
        readonly name: string;
        readonly range: Range;
        readonly file?: string;
      }
    | { readonly kind: 'layer'; readonly name: string; readonly range: Range };
}

// ── Model ─────────────────────────────────────────────────────────────────────────────────────────

export interface ResolvedModel {
  readonly name: string;
  readonly syntax: ModelBlock;
  readonly nameRange: Range;
  /** Of the declaration, from `model` to the closing brace. */
  readonly range: Range;
  readonly documentation: string;
  /** The `input` layer's shape; undefined where none is written (and `input-shape-data` or `missing-argument` says so). */
  readonly inputShape: Resolved<Shape> | undefined;
  /** In order of execution, without `input`; `repeat` is unrolled: copies share their source range. */
  readonly layers: readonly ResolvedLayer[];
  /** The last layer that is not an `activation` or shape layer: the one with the units of the output. */
  readonly head: ResolvedLayer | undefined;
  /** Activation of the output: the head's, or that of an `activation` layer after it. */
  readonly headActivation: Resolved<EntryValue> | undefined;
  readonly outputShape: Shape | undefined;
  /** Trainable parameters; undefined where a shape is unknown. */
  readonly parameters: number | undefined;
  /** `init auto`, `init he_normal`: for all layers that say nothing themselves. */
  readonly init: Resolved<'auto' | EntryValue> | undefined;
  /** `from DigitNet`: the model that this one starts from. */
  readonly base: ResolvedBase | undefined;
  readonly weights: Resolved<string> | undefined;
  /** What is known about that file; undefined while it is not yet known. */
  readonly weightsSummary: WeightsSummary | DataProblem | undefined;
  readonly freezes: readonly SelectionStatement[];
  readonly replaces: readonly ReplaceStatement[];
  /** The train blocks of this file that train it. */
  readonly trains: readonly ResolvedTrain[];
  /** False where an error makes the layer list unreliable: rules about the whole network stay silent. */
  readonly complete: boolean;
}

export interface ResolvedBase {
  readonly range: Range;
  readonly model: ResolvedModel | undefined;
  /** True where the base is in a file that takes something from this one. */
  readonly circular: boolean;
}

export type ResolvedLayer = PlainLayer | ResidualLayer | ParallelLayer;

interface LayerBase {
  /** `as hidden`, or the type and a counter (`dense_2`): unique in the model, the id in the plan. */
  readonly id: string;
  readonly name: Name | undefined;
  /** Of the statement. */
  readonly range: Range;
  /** Of the layer's type word (`dense`). */
  readonly typeRange: Range;
  readonly documentation: string;
  /** The block around it; undefined at the top of the model. */
  readonly parent: ResidualLayer | ParallelLayer | undefined;
  /** Which copy of a `repeat` this is (0 outside of one), and of how many (1 outside). */
  readonly copy: number;
  readonly copies: number;
  /** Undefined after a layer whose shape could not be inferred. */
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  /** Trainable parameters, those of the layers inside included; undefined where the input is unknown. */
  readonly parameters: number | undefined;
  /** Frozen by the model's `freeze`. */
  readonly frozen: boolean;
}

export interface PlainLayer extends LayerBase {
  readonly kind: 'layer';
  /** The catalogue's name: `dense`. */
  readonly type: string;
  readonly entry: LayerEntry;
  readonly syntax: LayerStatement;
  /** Every parameter of the catalogue's entry, written or by default. `init` is what is in force after the model's `init`. */
  readonly arguments: Arguments;
  /** The same without ranges. */
  readonly values: Values;
  /** The layer's own activation (`activation` layers included); undefined where it has none. */
  readonly activation: Resolved<EntryValue> | undefined;
  /** The kernel's initialiser, `init auto` resolved; undefined without a kernel. */
  readonly init: Resolved<EntryValue> | undefined;
}

export interface ResidualLayer extends LayerBase {
  readonly kind: 'residual';
  readonly type: 'residual';
  readonly syntax: ResidualBlock;
  readonly body: readonly ResolvedLayer[];
}

export interface ParallelLayer extends LayerBase {
  readonly kind: 'parallel';
  readonly type: 'parallel';
  readonly syntax: ParallelBlock;
  readonly branches: readonly (readonly ResolvedLayer[])[];
}

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────

export interface ResolvedData {
  readonly name: string;
  readonly syntax: DataBlock;
  readonly nameRange: Range;
  readonly range: Range;
  readonly documentation: string;
  readonly source: ResolvedSource | undefined;
  readonly testSource: ResolvedFile | undefined;
  /** Column (or array) names of `target`; empty for idx and generators. */
  readonly target: readonly Resolved<string>[];
  /** `include(…)` or `exclude(…)`; undefined: all columns but the target. */
  readonly features:
    | {
        readonly mode: 'include' | 'exclude';
        readonly columns: readonly Resolved<string>[];
        readonly range: Range;
      }
    | undefined;
  readonly preparation: Preparation;
  /** Names of the input columns; undefined where the file is not known (yet) or has no columns. */
  readonly featureColumns: readonly string[] | undefined;
  /** One sample's shape: as written, or from the file or generator; undefined where neither is known. */
  readonly shape: Resolved<Shape> | undefined;
  readonly scale: Resolved<EntryValue>;
  readonly targetScale: Resolved<EntryValue>;
  readonly split: {
    readonly train: Resolved<number>;
    readonly validation: Resolved<number>;
    readonly test: Resolved<number>;
    /** Of the setting; of the block's name where it is left out. */
    readonly range: Range;
    readonly written: boolean;
  };
  /** False: the parts are cut in the order of the source. */
  readonly shuffle: Resolved<boolean>;
  readonly seed: Resolved<number>;
  readonly settings: Settings;
  /** Samples in all; undefined where not known. */
  readonly rows: number | undefined;
  /** Which samples of the source these are. */
  readonly selection: SampleSelection;
  readonly targetKind: 'classes' | 'real' | 'unknown';
  /** Number of classes; undefined where the target is real or not known. */
  readonly classes: number | undefined;
  /** `[]` for one value a sample, `[steps]` for one at each time step. */
  readonly targetShape: Shape;
  /** What is known about the file: undefined while it is not yet known, and for generators. */
  readonly summary: DataSummary | undefined;
  readonly problem: DataProblem | undefined;
  /** The file of labels of an idx pair. */
  readonly targetSummary: DataSummary | undefined;
  readonly trains: readonly ResolvedTrain[];
  readonly complete: boolean;
}

/** How the columns of a table become inputs. */
export interface Preparation {
  /** `columns` null: all feature columns that hold text. */
  readonly encode:
    | { readonly columns: readonly Resolved<string>[] | null; readonly range: Range }
    | undefined;
  readonly fill: readonly ResolvedFilling[];
}

export interface ResolvedFilling {
  readonly method: FillMethod;
  /** Null: all columns that no other filling names. */
  readonly columns: readonly Resolved<string>[] | null;
  readonly range: Range;
}

export type ResolvedSource = ResolvedFile | ResolvedGenerator;

export interface ResolvedFile {
  readonly kind: 'file';
  readonly path: Resolved<string>;
  readonly format: DataFormat;
  readonly targetPath: Resolved<string> | undefined;
}

export interface ResolvedGenerator {
  readonly kind: 'generator';
  readonly entry: GeneratorEntry;
  readonly arguments: Arguments;
  readonly values: Values;
  readonly summary: GeneratorSummary;
  readonly range: Range;
}

// ── Training ──────────────────────────────────────────────────────────────────────────────────────

export interface ResolvedTrain {
  /** Counted in the file from 0: what `planFor` takes. */
  readonly index: number;
  readonly syntax: TrainBlock;
  readonly range: Range;
  /** Of the keyword `train`. */
  readonly keywordRange: Range;
  readonly model: ResolvedModel | undefined;
  readonly modelRange: Range | undefined;
  readonly data: ResolvedData | undefined;
  readonly dataRange: Range | undefined;
  /** Chosen from head and target when left out; undefined where they are not known. */
  readonly loss: Resolved<EntryValue> | undefined;
  readonly optimizer: Resolved<EntryValue>;
  readonly schedule: Resolved<EntryValue>;
  readonly batchSize: Resolved<number>;
  readonly accumulate: Resolved<number>;
  readonly epochs: Resolved<number>;
  readonly clipNorm: Resolved<number | null>;
  readonly clipValue: Resolved<number | null>;
  /** Undefined: off. */
  readonly earlyStopping: { readonly range: Range; readonly arguments: Arguments } | undefined;
  readonly metrics: readonly Resolved<EntryValue>[];
  readonly seed: Resolved<number>;
  readonly labelSmoothing: Resolved<number>;
  readonly classWeights: Resolved<'balanced' | readonly number[] | null>;
  /** `uncertainty mc_dropout(samples: 50)`; null: off. */
  readonly mcDropoutSamples: Resolved<number | null>;
  readonly settings: Settings;
  /** Written phases; empty for a training without. */
  readonly phases: readonly ResolvedPhase[];
  readonly complete: boolean;
}

export interface ResolvedPhase {
  readonly name: string;
  readonly syntax: PhaseBlock;
  readonly range: Range;
  readonly nameRange: Range;
  readonly epochs: Resolved<number>;
  readonly optimizer: Resolved<EntryValue>;
  readonly schedule: Resolved<EntryValue>;
  readonly selections: readonly SelectionStatement[];
  readonly settings: Settings;
}

/** The settings that were written, by name, for ranges and for edits. */
export type Settings = ReadonlyMap<string, ResolvedSetting>;

export interface ResolvedSetting {
  readonly name: string;
  readonly entry: Entry;
  readonly syntax: Setting;
  readonly range: Range;
  readonly nameRange: Range;
  /** The parameters of the setting's entry: `value` for settings of one value. */
  readonly arguments: Arguments;
  /** Of a setting of the form `list`: every value. */
  readonly values: readonly Resolved<Value>[];
}

/** All layers in order of execution, those inside blocks included, each block before its content. */
export function flattenResolved(layers: readonly ResolvedLayer[]): ResolvedLayer[] {
  return layers.flatMap((layer) => {
    switch (layer.kind) {
      case 'residual':
        return [layer, ...flattenResolved(layer.body)];
      case 'parallel':
        return [layer, ...layer.branches.flatMap(flattenResolved)];
      default:
        return [layer];
    }
  });
}

const plainLayersOf = new WeakMap<readonly ResolvedLayer[], readonly PlainLayer[]>();

/** All plain layers in order of execution, those inside blocks included. Most rules ask for them, so each list is made once. */
export function plainLayers(layers: readonly ResolvedLayer[]): readonly PlainLayer[] {
  let plain = plainLayersOf.get(layers);
  if (!plain) {
    plain = flattenResolved(layers).filter((layer) => layer.kind === 'layer');
    plainLayersOf.set(layers, plain);
  }
  return plain;
}

/** The layers that the model's own text writes, in order, those inside blocks included; without those of its base. */
export function ownLayers({ layers, base }: ResolvedModel): ResolvedLayer[] {
  const inherited = new Set(flattenResolved(base?.model?.layers ?? []).map(({ syntax }) => syntax));
  return flattenResolved(layers).filter(({ syntax }) => !inherited.has(syntax));
}

/** What a constant may be in a sweep. */
export type SweepRange =
  | { readonly kind: 'choice'; readonly values: readonly number[] }
  | {
      readonly kind: 'uniform' | 'log_uniform' | 'int_uniform';
      readonly low: number;
      readonly high: number;
    };

/** Which samples of its source a data set uses. */
export interface SampleSelection {
  /** Labels of the classes that are used; empty: all. */
  readonly classes: readonly Resolved<string>[];
  /** At most so many samples; null: all. */
  readonly limit: Resolved<number | null>;
}
