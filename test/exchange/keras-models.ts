/** Models as Keras describes them, shortened to what is read. */

function layer(class_name: string, name: string, config: object, inputs: readonly string[] = []) {
  return {
    module: 'keras.layers',
    class_name,
    config: { name, trainable: true, ...config },
    name,
    inbound_nodes:
      inputs.length === 0
        ? []
        : [{ args: inputs.length === 1 ? inputs.map(tensor) : [inputs.map(tensor)], kwargs: {} }],
  };
}

function tensor(name: string) {
  return {
    class_name: '__keras_tensor__',
    config: { shape: [null, 8], keras_history: [name, 0, 0] },
  };
}

function named(class_name: string, config: object = {}) {
  return { module: 'keras', class_name, config, registered_name: null };
}

const KERNEL = {
  use_bias: true,
  kernel_initializer: named('GlorotUniform', { seed: null }),
  bias_initializer: named('Zeros'),
  kernel_regularizer: null,
  kernel_constraint: null,
};

/** Functional, with a residual sum and what it was compiled with. */
export const KERAS_3 = {
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    name: 'residual_net',
    layers: [
      layer('InputLayer', 'input_layer', { batch_shape: [null, 4], dtype: 'float32' }),
      layer('Dense', 'first', { units: 8, activation: 'relu', ...KERNEL }, ['input_layer']),
      layer(
        'Dense',
        'dense_1',
        {
          units: 8,
          activation: 'linear',
          ...KERNEL,
          kernel_initializer: named('HeNormal'),
          kernel_regularizer: named('L2', { l2: 0.0010000000474974513 }),
          kernel_constraint: named('MaxNorm', { max_value: 3, axis: 0 }),
        },
        ['first'],
      ),
      layer('Add', 'sum', {}, ['first', 'dense_1']),
      layer('Dropout', 'dropout', { rate: 0.25 }, ['sum']),
      layer('Dense', 'dense_2', { units: 3, activation: 'linear', use_bias: true }, ['dropout']),
    ],
    input_layers: [['input_layer', 0, 0]],
    output_layers: [['dense_2', 0, 0]],
  },
  compile_config: {
    optimizer: named('Adam', { learning_rate: 0.0010000000474974513, clipnorm: null }),
    loss: named('SparseCategoricalCrossentropy', { from_logits: true }),
    metrics: ['accuracy'],
  },
};

/** Keras 2: two branches that are joined, and a layer that the language does not have. */
export const KERAS_2 = {
  class_name: 'Functional',
  config: {
    name: 'model',
    layers: [
      old('InputLayer', 'input_1', { batch_input_shape: [null, 28, 28, 1] }, []),
      old('Conv2D', 'left', { filters: 4, kernel_size: [3, 3], padding: 'same' }, ['input_1']),
      old('Conv2D', 'right', { filters: 4, kernel_size: [1, 1], activation: 'relu' }, ['input_1']),
      old('Concatenate', 'join', { axis: -1 }, ['left', 'right']),
      old('BatchNormalization', 'bn', { momentum: 0.99, epsilon: 0.001 }, ['join']),
      old('SeparableConv2D', 'odd', { filters: 2 }, ['bn']),
      old('GlobalAveragePooling2D', 'pool', {}, ['odd']),
      old('Dense', 'dense', { units: 10, activation: 'softmax' }, ['pool']),
    ],
    input_layers: [['input_1', 0, 0]],
    output_layers: [['dense', 0, 0]],
  },
  keras_version: '2.9.0',
  backend: 'tensorflow',
};

function old(class_name: string, name: string, config: object, inputs: readonly string[]) {
  const inbound_nodes = inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])];
  return { class_name, config: { name, ...config }, name, inbound_nodes };
}

/** A Sequential in a Sequential. */
export const NESTED = {
  class_name: 'Sequential',
  config: {
    name: 'outer',
    layers: [
      {
        class_name: 'Sequential',
        config: {
          name: 'inner',
          layers: [
            {
              class_name: 'Dense',
              config: { name: 'dense', units: 8, activation: 'relu', batch_input_shape: [null, 5] },
            },
          ],
        },
      },
      { class_name: 'Dense', config: { name: 'dense_1', units: 2, activation: 'softmax' } },
    ],
  },
};
