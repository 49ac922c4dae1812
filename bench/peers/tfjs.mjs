/**
 * TensorFlow.js: `model.trainOnBatch`, which is what its `fit` does. `node tfjs.mjs wasm` on its WebAssembly backend with
 * SIMD, one thread; `node tfjs.mjs cpu` on its backend in JavaScript.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

// Its notices would be taken for answers.
console.log = () => {};
console.warn = () => {};

const require = createRequire(new URL('./package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
const backend = process.argv[2] === 'cpu' ? 'cpu' : 'wasm';
await tf.setBackend(backend);
await tf.ready();

const BATCHES = 16;
const CHUNK_MILLISECONDS = 50;
const { layers } = tf;

function dense(units, activation, inputShape) {
  return layers.dense({ units, activation, ...(inputShape && { inputShape }) });
}

function table() {
  const blocks = [0, 1, 2, 3].flatMap((index) => [
    dense(100, 'linear', index === 0 ? [64] : undefined),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.dropout({ rate: 0.2 }),
  ]);
  return [...blocks, dense(10, 'softmax')];
}

function pixels() {
  return [dense(256, 'relu', [784]), dense(128, 'relu'), dense(10, 'softmax')];
}

function convolution(filters, inputShape) {
  const options = { filters, kernelSize: 3, padding: 'same', activation: 'relu' };
  return layers.conv2d({ ...options, ...(inputShape && { inputShape }) });
}

/** The default recurrent initialiser, orthogonal, takes seconds on this backend. */
function recurrent(kind) {
  const options = { units: 64, inputShape: [50, 8], recurrentInitializer: 'glorotNormal' };
  return [layers[kind](options), dense(1, 'linear')];
}

const MODELS = {
  W1: () => [dense(32, 'tanh', [2]), dense(32, 'tanh'), dense(32, 'tanh'), dense(1, 'sigmoid')],
  W2: table,
  W3: pixels,
  W3b: pixels,
  W3p: pixels,
  W4: () => [
    convolution(16, [28, 28, 1]),
    layers.maxPooling2d({ poolSize: 2 }),
    convolution(32),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    dense(64, 'relu'),
    dense(10, 'softmax'),
  ],
  W5: () => recurrent('lstm'),
  W5R: () => recurrent('simpleRNN'),
  W5G: () => recurrent('gru'),
};

/** Loss and kind of target; classes and cross entropy where nothing is said. */
const TASKS = {
  W1: ['binaryCrossentropy', (size) => tf.randomUniform([size, 1]).round()],
  W5: ['meanSquaredError', (size) => tf.randomNormal([size, 1])],
  W5R: ['meanSquaredError', (size) => tf.randomNormal([size, 1])],
  W5G: ['meanSquaredError', (size) => tf.randomNormal([size, 1])],
};

function classes(size) {
  return tf.oneHot(tf.randomUniform([size], 0, 10, 'int32'), 10).toFloat();
}

function prepare(workload) {
  const [loss, targets] = TASKS[workload] ?? ['categoricalCrossentropy', classes];
  const size = workload === 'W3b' ? 128 : 32;
  const model = tf.sequential({ layers: MODELS[workload]() });
  model.compile({ optimizer: tf.train.adam(1e-3), loss });
  const shape = model.inputs[0].shape.slice(1);
  const batches = Array.from({ length: BATCHES }, () => [
    tf.randomNormal([size, ...shape]),
    targets(size),
  ]);
  return (index) => model.trainOnBatch(...batches[index % BATCHES]);
}

/** Median over chunks of about 50 ms, after a fifth of the time to warm up. */
async function microseconds(step, seconds) {
  await step(0);
  const warm = performance.now();
  let count = 0;
  do await step(count++);
  while (performance.now() - warm < 200 * seconds);
  const each = (performance.now() - warm) / count;
  const chunk = Math.max(1, Math.round(CHUNK_MILLISECONDS / each));
  const times = [];
  const end = performance.now() + 1000 * seconds;
  // Three chunks, but one of those that take seconds.
  const least = each > 1000 ? 1 : 3;
  while (performance.now() < end || times.length < least) {
    const start = performance.now();
    for (let index = 0; index < chunk; index++) await step(index);
    times.push((performance.now() - start) / chunk);
  }
  return 1000 * times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

say({ name: `TF.js ${tf.version.tfjs} ${backend}` });
const prepared = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { workload, seconds } = JSON.parse(line);
  try {
    if (!prepared.has(workload)) prepared.set(workload, prepare(workload));
    say({ microseconds: await microseconds(prepared.get(workload), seconds) });
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}
