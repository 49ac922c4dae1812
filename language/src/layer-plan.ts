/** The plan of a layer: a part of the plan (plan.ts), which hands it on. */

/** Where a thing stands in the source text: offsets in UTF-16 units, the line counted from 0. */
export interface Origin {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export type LayerPlan = LayerCommon & LayerKind;
export type LayerType = LayerKind['type'];

interface LayerCommon {
  /** Unique in the model: the name given with `as`, or the type and a counter (`dense_2`). Names the weights: `dense_2.weight`. */
  readonly id: string;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** False in a frozen part: its weights are not updated, its batch norm keeps its stored statistics. */
  readonly trainable: boolean;
  readonly origin: Origin;
}

/** Arguments of every layer with a kernel. `l1`/`l2` add `l1·Σ|w| + l2·Σw²` of the kernel to the loss (0 = off). */
export interface KernelPlan {
  readonly init: InitializerPlan;
  readonly bias: boolean;
  readonly biasInit: InitializerPlan;
  readonly l1: number;
  readonly l2: number;
  /** Upper bound of each unit's incoming weight vector's Euclidean norm, applied after each update; null = off. */
  readonly maxNorm: number | null;
}

interface RecurrentPlan extends KernelPlan {
  readonly units: number;
  readonly activation: ActivationPlan;
  readonly recurrentInit: InitializerPlan;
  /** Dropout on the recurrent state, one mask for all time steps (Gal & Ghahramani 2016). */
  readonly recurrentDropout: number;
  readonly returnSequences: boolean;
  readonly bidirectional: boolean;
}

interface GatedRecurrentPlan extends RecurrentPlan {
  /** Activation of the gates. */
  readonly recurrentActivation: ActivationPlan;
}

export type Padding = 'valid' | 'same';

type LayerKind =
  | ({
      readonly type: 'dense';
      readonly units: number;
      readonly activation: ActivationPlan;
    } & KernelPlan)
  | ({
      readonly type: 'conv1d';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Padding;
      readonly activation: ActivationPlan;
    } & KernelPlan)
  | ({
      readonly type: 'conv2d';
      readonly filters: number;
      /** Height, width. */
      readonly kernel: readonly [number, number];
      readonly stride: readonly [number, number];
      readonly padding: Padding;
      readonly activation: ActivationPlan;
    } & KernelPlan)
  | {
      readonly type: 'max_pool1d' | 'avg_pool1d';
      readonly pool: number;
      readonly stride: number;
      readonly padding: Padding;
    }
  | {
      readonly type: 'max_pool2d' | 'avg_pool2d';
      readonly pool: readonly [number, number];
      readonly stride: readonly [number, number];
      readonly padding: Padding;
    }
  | { readonly type: 'global_avg_pool' | 'global_max_pool' }
  | { readonly type: 'flatten' }
  | { readonly type: 'reshape'; readonly shape: readonly number[] }
  | {
      readonly type: 'embedding';
      /** Input: integers in [0, vocabulary). */
      readonly vocabulary: number;
      readonly dimensions: number;
      readonly init: InitializerPlan;
    }
  | ({ readonly type: 'simple_rnn' } & RecurrentPlan)
  | ({ readonly type: 'lstm' } & GatedRecurrentPlan)
  | ({ readonly type: 'gru' } & GatedRecurrentPlan)
  | { readonly type: 'batch_norm'; readonly momentum: number; readonly epsilon: number }
  | { readonly type: 'layer_norm'; readonly epsilon: number }
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'alpha_dropout'; readonly rate: number }
  | { readonly type: 'activation'; readonly activation: ActivationPlan }
  | {
      /** `x + f(x)`: the body's output shape equals its input shape. */
      readonly type: 'residual';
      readonly body: readonly LayerPlan[];
    }
  | {
      /** The branches' outputs, concatenated along the last axis. */
      readonly type: 'parallel';
      readonly branches: readonly (readonly LayerPlan[])[];
    };

export type ActivationPlan =
  | {
      readonly name:
        | 'linear'
        | 'sigmoid'
        | 'tanh'
        | 'relu'
        | 'selu'
        | 'gelu'
        | 'swish'
        | 'softplus'
        | 'softsign'
        | 'hard_sigmoid'
        | 'exponential'
        | 'softmax';
    }
  | { readonly name: 'leaky_relu'; readonly slope: number }
  /** The slope is learned, one a channel; `slope` is where it starts. */
  | { readonly name: 'prelu'; readonly slope: number }
  | { readonly name: 'elu'; readonly alpha: number };

export type InitializerPlan =
  | {
      readonly name:
        | 'glorot_uniform'
        | 'glorot_normal'
        | 'he_uniform'
        | 'he_normal'
        | 'lecun_uniform'
        | 'lecun_normal'
        | 'orthogonal'
        | 'zeros'
        | 'ones'
        /** U(±1/√fanIn): what PyTorch's Linear does when nothing is said. */
        | 'default';
    }
  | { readonly name: 'random_normal'; readonly std: number }
  | { readonly name: 'random_uniform'; readonly limit: number }
  | { readonly name: 'constant'; readonly value: number };

/** All layers of a model in order of execution, those inside `residual` and `parallel` included, each block before its content. */
export function flattenLayers(layers: readonly LayerPlan[]): LayerPlan[] {
  return layers.flatMap((layer) => {
    switch (layer.type) {
      case 'residual':
        return [layer, ...flattenLayers(layer.body)];
      case 'parallel':
        return [layer, ...layer.branches.flatMap(flattenLayers)];
      default:
        return [layer];
    }
  });
}
