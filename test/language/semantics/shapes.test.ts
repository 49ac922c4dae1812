import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, formatShape, type ResolvedModel } from '#language';

function modelOf(input: string, ...layers: string[]): ResolvedModel {
  const text = `model Net {\n  input(${input})\n  ${layers.join('\n  ')}\n}\n`;
  const analysis = analyze(text, EMPTY_ENVIRONMENT);
  const messages = analysis.structural.map(({ message }) => message);
  assert.deepEqual(messages, []);
  return analysis.resolved.models[0] as ResolvedModel;
}

/** Parameters are those that Keras and PyTorch count for the same layers. */
const CASES: readonly (readonly [
  input: string,
  layer: string,
  output: string,
  parameters: number,
])[] = [
  ['64', 'dense(10)', '(10)', 650],
  ['64', 'dense(10, bias: false)', '(10)', 640],
  ['64', 'dense(10, prelu)', '(10)', 660],
  ['50, 3', 'dense(10)', '(50, 10)', 40],
  ['20, 4', 'conv1d(8, 3)', '(18, 8)', 104],
  ['20, 4', 'conv1d(8, 3, stride: 2)', '(9, 8)', 104],
  ['20, 4', 'conv1d(8, 3, stride: 2, padding: same)', '(10, 8)', 104],
  ['28, 28, 1', 'conv2d(16, 3)', '(26, 26, 16)', 160],
  ['28, 28, 3', 'conv2d(16, (5, 3), stride: (2, 1))', '(12, 26, 16)', 736],
  ['7, 7, 2', 'conv2d(4, 3, stride: 2, padding: same)', '(4, 4, 4)', 76],
  ['20, 4', 'max_pool1d', '(10, 4)', 0],
  ['21, 4', 'avg_pool1d(2)', '(10, 4)', 0],
  ['21, 4', 'max_pool1d(2, padding: same)', '(11, 4)', 0],
  ['8, 8, 3', 'max_pool2d(2)', '(4, 4, 3)', 0],
  ['8, 8, 3', 'avg_pool2d(3, stride: 1)', '(6, 6, 3)', 0],
  ['8, 8, 3', 'global_avg_pool', '(3)', 0],
  ['20, 4', 'global_max_pool', '(4)', 0],
  ['8, 8, 3', 'flatten', '(192)', 0],
  ['64', 'reshape(8, 8, 1)', '(8, 8, 1)', 0],
  ['30', 'embedding(1000, 16)', '(30, 16)', 16000],
  ['50, 3', 'simple_rnn(16)', '(16)', 320],
  ['50, 3', 'lstm(16)', '(16)', 1280],
  ['50, 3', 'gru(16, return_sequences: true)', '(50, 16)', 960],
  ['50, 3', 'lstm(16, bidirectional: true)', '(32)', 2560],
  ['8, 8, 3', 'batch_norm', '(8, 8, 3)', 6],
  ['64', 'layer_norm', '(64)', 128],
  ['64', 'dropout(0.5)', '(64)', 0],
  ['64', 'activation(prelu)', '(64)', 64],
  ['64', 'residual { dense(8, relu)  dense(64) }', '(64)', 1096],
  ['64', 'parallel { branch { dense(8) }  branch { dense(4) } }', '(12)', 780],
  ['64', 'repeat 3 { dense(64) }', '(64)', 12480],
];

for (const [input, layer, output, parameters] of CASES) {
  test(`${layer} makes ${output} of (${input}) with ${parameters} parameters`, () => {
    const { outputShape, parameters: counted } = modelOf(input, layer);
    assert.equal(outputShape && formatShape(outputShape), output);
    assert.equal(counted, parameters);
  });
}

test('the copies of a repeat have names of their own, and the same place', () => {
  const { layers } = modelOf('4', 'repeat 2 { dense(4) as hidden  dropout(0.2) }', 'dense(2)');
  const ids = layers.map(({ id }) => id);
  assert.deepEqual(ids, ['hidden_1', 'dropout_1', 'hidden_2', 'dropout_2', 'dense_1']);
  assert.deepEqual(
    layers.map(({ copy }) => copy),
    [0, 0, 1, 1, 0],
  );
  assert.deepEqual(layers[0]?.range, layers[2]?.range);
});

test('a name given in the text is never taken by a layer without one', () => {
  const { layers } = modelOf('4', 'dense(4)', 'dense(4) as dense_1');
  assert.deepEqual(
    layers.map(({ id }) => id),
    ['dense_2', 'dense_1'],
  );
});

test('init auto picks what matches each activation, and what a layer says itself wins', () => {
  const layers = [
    'dense(4, relu)',
    'dense(4, tanh)',
    'dense(4, selu)',
    'dense(4, relu, init: zeros)',
  ];
  const initializers = (model: ResolvedModel) =>
    model.layers.map((layer) => layer.kind === 'layer' && layer.init?.value.name);
  const plain = modelOf('4', ...layers, 'dense(4, gelu, init: auto)');
  assert.deepEqual(initializers(plain), ['default', 'default', 'default', 'zeros', 'he_normal']);
  const text = `model Net {\n  init auto\n  input(4)\n  ${layers.join('\n  ')}\n}\n`;
  const [auto] = analyze(text, EMPTY_ENVIRONMENT).resolved.models;
  assert.deepEqual(auto && initializers(auto), [
    'he_normal',
    'glorot_uniform',
    'lecun_normal',
    'zeros',
  ]);
});
