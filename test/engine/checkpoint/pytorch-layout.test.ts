import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckpointError, createTrainer, fromPyTorch, type NamedArray, toPyTorch } from '#engine';
import { type LayerPlan, weightMismatches, weightTensors } from '#plan';
import { mixedData, mixedPlan } from '../mixed.ts';
import { dataSetOf, denseStack, kernelsOf, layer, normals, planOf } from '../plans.ts';

const kernels = await kernelsOf();

/** Every layer with arrays, in every form it takes. */
const cases: Readonly<Record<string, readonly LayerPlan[]>> = {
  dense: denseStack(3, [
    [5, { name: 'prelu', slope: 0.25 }],
    [2, { name: 'linear' }],
  ]),
  conv2d: [
    layer('conv2d_1', [5, 4, 2], [4, 2, 3], { type: 'conv2d', filters: 3, kernel: [2, 3] }),
    layer('norm', [4, 2, 3], [4, 2, 3], { type: 'batch_norm' }),
    layer('slopes', [4, 2, 3], [4, 2, 3], {
      type: 'activation',
      activation: { name: 'prelu', slope: 0.1 },
    }),
    layer('flat', [4, 2, 3], [24], { type: 'flatten' }),
    layer('out', [24], [2], { type: 'dense', units: 2, bias: false }),
  ],
  conv1d: [
    layer('conv1d_1', [5, 2], [3, 4], { type: 'conv1d', filters: 4, kernel: 3 }),
    layer('norm', [3, 4], [3, 4], { type: 'layer_norm' }),
    layer('flat', [3, 4], [12], { type: 'flatten' }),
    layer('out', [12], [2], { type: 'dense', units: 2 }),
  ],
  embedding: [
    layer('words', [4], [4, 3], { type: 'embedding', vocabulary: 1, dimensions: 3 }),
    layer('flat', [4, 3], [12], { type: 'flatten' }),
    layer('out', [12], [2], { type: 'dense', units: 2 }),
  ],
  ...Object.fromEntries(
    (['simple_rnn', 'lstm', 'gru'] as const).flatMap((type) =>
      [false, true].map((bidirectional) => [
        `${type}${bidirectional ? ' both ways' : ''}`,
        [
          layer('rnn', [4, 3], [bidirectional ? 10 : 5], { type, units: 5, bidirectional }),
          layer('out', [bidirectional ? 10 : 5], [2], { type: 'dense', units: 2 }),
        ],
      ]),
    ),
  ),
  blocks: [
    layer('res', [3], [3], { type: 'residual', body: denseStack(3, [[3, { name: 'relu' }]]) }),
    layer('out', [3], [2], { type: 'dense', units: 2 }),
  ],
};

function arraysOf(layers: readonly LayerPlan[]): NamedArray[] {
  const [first] = layers;
  const plan = planOf({ layers, loss: { name: 'mse' } });
  const shape = first?.inputShape ?? [];
  const width = shape.reduce((a, b) => a * b, 1);
  const inputs = first?.type === 'embedding' ? new Float32Array(width * 4) : normals(width * 4, 1);
  const trainer = createTrainer({
    plan,
    data: dataSetOf(shape, [2], inputs, normals(8, 2)),
    kernels,
  });
  trainer.advance(Number.POSITIVE_INFINITY);
  return trainer.weights();
}

for (const [name, layers] of Object.entries(cases)) {
  test(`there and back changes no bit: ${name}`, () => {
    const arrays = arraysOf(layers);
    const tensors = toPyTorch(layers, arrays);
    assert.deepEqual(
      tensors.map(({ name: tensor, shape }) => ({ name: tensor, shape })),
      weightTensors(layers).map(({ name: tensor, shape }) => ({ name: tensor, shape })),
    );
    const bits = (list: readonly NamedArray[]) =>
      Object.fromEntries(
        list.map(({ name: array, shape, values }) => [
          array,
          { shape, bits: [...new Uint32Array(values.buffer, values.byteOffset, values.length)] },
        ]),
      );
    assert.deepEqual(bits(fromPyTorch(layers, tensors)), bits(arrays));
    assert.deepEqual(
      weightMismatches(
        layers,
        layers.map(({ id }) => id),
        tensors,
      ),
      [],
    );
  });
}

test('a dense kernel is transposed, a convolution has its filters first', () => {
  const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => i);
  const dense = denseStack(3, [[2, { name: 'linear' }]]);
  const [weight] = toPyTorch(dense, [
    { name: 'dense_1.weight', shape: [3, 2], values: numbers(6) },
  ]);
  assert.deepEqual(weight?.shape, [2, 3]);
  const read = (bytes: Uint8Array = new Uint8Array()) => [
    ...new Float32Array(new Uint8Array(bytes).buffer),
  ];
  assert.deepEqual(read(weight?.bytes), [0, 2, 4, 1, 3, 5]);
  const convolution = [
    layer('conv', [3, 3, 2], [2, 3, 2], { type: 'conv2d', filters: 2, kernel: [2, 1] }),
  ];
  const [kernel] = toPyTorch(convolution, [
    { name: 'conv.weight', shape: [2, 1, 2, 2], values: numbers(8) },
  ]);
  assert.deepEqual(kernel?.shape, [2, 2, 2, 1]);
  // [kernel row, channel, filter] → [filter, channel, kernel row].
  assert.deepEqual(read(kernel?.bytes), [0, 4, 2, 6, 1, 5, 3, 7]);
});

test("PyTorch's two biases become one; a GRU's second one for the candidate cannot", () => {
  const layers = cases.gru ?? [];
  const tensors = toPyTorch(layers, arraysOf(layers));
  const withSecond = (values: readonly number[]) =>
    tensors.map((tensor) =>
      tensor.name === 'rnn.bias_hh_l0'
        ? { ...tensor, bytes: new Uint8Array(Float32Array.from(values).buffer) }
        : tensor,
    );
  const plain = fromPyTorch(layers, tensors).find(({ name }) => name === 'rnn.bias');
  const added = fromPyTorch(
    layers,
    withSecond(Array.from({ length: 15 }, (_, i) => (i < 10 ? i + 1 : 0))),
  ).find(({ name }) => name === 'rnn.bias');
  // The reset gate is PyTorch's first block and the engine's second.
  assert.equal(added?.values[5], Math.fround((plain?.values[5] ?? 0) + 1));
  assert.equal(added?.values[0], Math.fround((plain?.values[0] ?? 0) + 6));
  assert.throws(
    () => fromPyTorch(layers, withSecond(new Array(15).fill(0.5))),
    (error) => error instanceof CheckpointError && /rnn\.bias_hh_l0/.test(error.message),
  );
});

test('numbers of half precision are read, whole numbers refused', () => {
  const layers = denseStack(1, [[2, { name: 'linear' }]]);
  const half = (type: 'F16' | 'BF16', words: readonly number[]) => [
    {
      name: 'dense_1.weight',
      type,
      shape: [2, 1],
      bytes: new Uint8Array(Uint16Array.from(words).buffer),
    },
  ];
  const valuesOf = (type: 'F16' | 'BF16', words: readonly number[]) => [
    ...(fromPyTorch(layers, half(type, words))[0]?.values ?? []),
  ];
  assert.deepEqual(valuesOf('F16', [0x3c00, 0xc500]), [1, -5]);
  assert.deepEqual(valuesOf('F16', [0x0001, 0x7c00]), [2 ** -24, Number.POSITIVE_INFINITY]);
  assert.deepEqual(valuesOf('BF16', [0x3f80, 0xc0a0]), [1, -5]);
  const whole = [
    { name: 'dense_1.weight', type: 'I32' as const, shape: [2, 1], bytes: new Uint8Array(8) },
  ];
  assert.throws(() => fromPyTorch(layers, whole), /I32; weights are float32/);
});

test('mismatches name the layer and what lacks', () => {
  const { layers } = mixedPlan().model;
  const trainer = createTrainer({ plan: mixedPlan(), data: mixedData, kernels });
  const tensors = toPyTorch(layers, trainer.weights()).filter(
    ({ name }) => !name.startsWith('conv1d_1') && name !== 'lstm_1.weight_hh_l0',
  );
  const changed = tensors.map((tensor) =>
    tensor.name === 'dense_1.bias' ? { ...tensor, shape: [9] } : tensor,
  );
  const ids = ['conv1d_1', 'batch_norm_1', 'lstm_1', 'dense_1'];
  assert.deepEqual(weightMismatches(layers, ids, changed), [
    { layer: 'conv1d_1', kind: 'absent', message: 'the file has no weights of conv1d_1' },
    { layer: 'lstm_1', kind: 'incomplete', message: 'the file has no lstm_1.weight_hh_l0' },
    {
      layer: 'dense_1',
      kind: 'shape',
      message: 'dense_1.bias is (9) in the file and (4) in the model',
    },
  ]);
  assert.deepEqual(weightMismatches(layers, ['batch_norm_1'], changed), []);
});
