/** How Keras and PyTorch write a layer of the catalogue. */
export interface ForeignLayer {
  /** The catalogue's name. */
  readonly layer: string;
  /** Which parameter each positional argument is; `null`: one that shapes make superfluous. */
  readonly positional: readonly (string | null)[];
  /** A layer that is an activation of the catalogue: its name. */
  readonly activation?: string;
}

function layer(name: string, ...positional: readonly (string | null)[]): ForeignLayer {
  return { layer: name, positional };
}

function activation(name: string, ...positional: readonly (string | null)[]): ForeignLayer {
  return { layer: 'activation', positional, activation: name };
}

/** Keras layers by the name of their class. Order of arguments: keras.io/api/layers. */
export const KERAS_LAYERS: ReadonlyMap<string, ForeignLayer> = new Map(
  Object.entries({
    Dense: layer('dense', 'units', 'activation', 'bias', 'init', 'bias_init'),
    Conv1D: layer('conv1d', 'filters', 'kernel', 'stride', 'padding'),
    Conv2D: layer('conv2d', 'filters', 'kernel', 'stride', 'padding'),
    MaxPooling1D: layer('max_pool1d', 'pool', 'stride', 'padding'),
    MaxPooling2D: layer('max_pool2d', 'pool', 'stride', 'padding'),
    MaxPool2D: layer('max_pool2d', 'pool', 'stride', 'padding'),
    AveragePooling1D: layer('avg_pool1d', 'pool', 'stride', 'padding'),
    AveragePooling2D: layer('avg_pool2d', 'pool', 'stride', 'padding'),
    GlobalAveragePooling1D: layer('global_avg_pool'),
    GlobalAveragePooling2D: layer('global_avg_pool'),
    GlobalMaxPooling1D: layer('global_max_pool'),
    GlobalMaxPooling2D: layer('global_max_pool'),
    SimpleRNN: layer('simple_rnn', 'units', 'activation'),
    LSTM: layer('lstm', 'units', 'activation', 'recurrent_activation'),
    GRU: layer('gru', 'units', 'activation', 'recurrent_activation'),
    Embedding: layer('embedding', 'vocabulary', 'dimensions', 'init'),
    BatchNormalization: layer('batch_norm'),
    LayerNormalization: layer('layer_norm'),
    Dropout: layer('dropout', 'rate'),
    AlphaDropout: layer('alpha_dropout', 'rate'),
    Flatten: layer('flatten'),
    Activation: layer('activation', 'activation'),
    ReLU: activation('relu'),
    LeakyReLU: activation('leaky_relu', 'slope'),
    PReLU: activation('prelu'),
    ELU: activation('elu', 'alpha'),
    Softmax: activation('softmax'),
  }),
);

/** PyTorch modules by the name of their class. Order of arguments: pytorch.org/docs/stable/nn.html. */
export const TORCH_LAYERS: ReadonlyMap<string, ForeignLayer> = new Map(
  Object.entries({
    Linear: layer('dense', null, 'units', 'bias'),
    LazyLinear: layer('dense', 'units', 'bias'),
    Conv1d: layer('conv1d', null, 'filters', 'kernel', 'stride', 'padding'),
    Conv2d: layer('conv2d', null, 'filters', 'kernel', 'stride', 'padding'),
    MaxPool1d: layer('max_pool1d', 'pool', 'stride', 'padding'),
    MaxPool2d: layer('max_pool2d', 'pool', 'stride', 'padding'),
    AvgPool1d: layer('avg_pool1d', 'pool', 'stride', 'padding'),
    AvgPool2d: layer('avg_pool2d', 'pool', 'stride', 'padding'),
    AdaptiveAvgPool1d: layer('global_avg_pool', null),
    AdaptiveAvgPool2d: layer('global_avg_pool', null),
    AdaptiveMaxPool2d: layer('global_max_pool', null),
    RNN: layer('simple_rnn', null, 'units'),
    LSTM: layer('lstm', null, 'units'),
    GRU: layer('gru', null, 'units'),
    Embedding: layer('embedding', 'vocabulary', 'dimensions'),
    BatchNorm1d: layer('batch_norm', null),
    BatchNorm2d: layer('batch_norm', null),
    LayerNorm: layer('layer_norm', null),
    Dropout: layer('dropout', 'rate'),
    Dropout1d: layer('dropout', 'rate'),
    Dropout2d: layer('dropout', 'rate'),
    AlphaDropout: layer('alpha_dropout', 'rate'),
    Flatten: layer('flatten', null, null),
    Sigmoid: activation('sigmoid'),
    Tanh: activation('tanh'),
    ReLU: activation('relu', null),
    LeakyReLU: activation('leaky_relu', 'slope', null),
    PReLU: activation('prelu', null, 'slope'),
    ELU: activation('elu', 'alpha', null),
    SELU: activation('selu', null),
    GELU: activation('gelu'),
    SiLU: activation('swish', null),
    Softplus: activation('softplus'),
    Softsign: activation('softsign'),
    Hardsigmoid: activation('hard_sigmoid', null),
    Softmax: activation('softmax', null),
  }),
);

/** Arguments of both by name, with the catalogue's; `null`: what NNSpec infers or does not have to be told. */
export const FOREIGN_ARGUMENTS: ReadonlyMap<string, string | null> = new Map(
  Object.entries({
    in_features: null,
    in_channels: null,
    input_size: null,
    input_shape: null,
    batch_input_shape: null,
    input_dim: null,
    input_length: null,
    num_features: null,
    normalized_shape: null,
    batch_first: null,
    inplace: null,
    dim: null,
    dtype: null,
    device: null,
    data_format: null,
    out_features: 'units',
    hidden_size: 'units',
    out_channels: 'filters',
    num_embeddings: 'vocabulary',
    embedding_dim: 'dimensions',
    output_dim: 'dimensions',
    kernel_size: 'kernel',
    pool_size: 'pool',
    strides: 'stride',
    use_bias: 'bias',
    kernel_initializer: 'init',
    embeddings_initializer: 'init',
    bias_initializer: 'bias_init',
    recurrent_initializer: 'recurrent_init',
    p: 'rate',
    negative_slope: 'slope',
    eps: 'epsilon',
  }),
);
