import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer } from '#engine';
import type { ActivationPlan, LossPlan, Plan } from '#plan';
import { dataSetOf, denseStack, kernelsOf, planOf } from './plans.ts';

const CROSS_ENTROPY: LossPlan = { name: 'cross_entropy', labelSmoothing: 0 };
const BINARY: LossPlan = { name: 'binary_cross_entropy', labelSmoothing: 0 };

interface Case {
  readonly head: ActivationPlan['name'];
  readonly loss: LossPlan;
  /** What the last layer computes before its activation. */
  readonly outputs: readonly number[];
  readonly target: readonly number[];
}

/** Loss, and its gradient with respect to what the last layer computes, of one sample of input 1. */
async function lossOf({ head, loss, outputs, target }: Case) {
  const layers = denseStack(1, [[outputs.length, { name: head } as ActivationPlan]]);
  const encoding: Plan['data']['target']['encoding'] =
    loss.name === 'cross_entropy' ? 'class_index' : 'binary';
  const plan = planOf({ layers, loss, encoding });
  const targets = Float32Array.from(target);
  const shape = encoding === 'class_index' ? [] : [outputs.length];
  const data = dataSetOf([1], shape, Float32Array.of(1), targets);
  const trainer = createTrainer({ plan, data, kernels: await kernelsOf() });
  const weight = Float32Array.from(outputs);
  trainer.setWeights([{ name: 'dense_1.weight', values: weight }]);
  const result = trainer.gradients(Float32Array.of(1), targets);
  const gradient = result.gradients.find(({ name }) => name === 'dense_1.weight');
  return { loss: result.loss, gradient: [...(gradient?.values ?? [])] };
}

/** The logarithm of the smallest probability that a loss takes. */
const CLIPPED = -Math.log(1e-7);

const cases: readonly (readonly [string, Case, number, readonly number[]])[] = [
  [
    'softmax of huge logits, the right class',
    { head: 'softmax', loss: CROSS_ENTROPY, outputs: [1e4, 0, -1e4], target: [0] },
    0,
    [0, 0, 0],
  ],
  [
    'softmax of huge logits, the most wrong class',
    { head: 'softmax', loss: CROSS_ENTROPY, outputs: [1e4, 0, -1e4], target: [2] },
    2e4,
    [1, 0, -1],
  ],
  [
    'softmax of equal huge logits',
    { head: 'softmax', loss: CROSS_ENTROPY, outputs: [1e7, 1e7], target: [1] },
    Math.log(2),
    [0.5, -0.5],
  ],
  [
    'sigmoid of huge logits, right and wrong',
    { head: 'sigmoid', loss: BINARY, outputs: [1e4, -1e4], target: [1, 1] },
    1e4 / 2,
    [0, -0.5],
  ],
  [
    'probabilities of exactly 0 and 1 that are right',
    { head: 'linear', loss: BINARY, outputs: [0, 1], target: [0, 1] },
    0,
    [0, 0],
  ],
  [
    'probabilities of exactly 0 and 1 that are wrong: clipped, without gradient',
    { head: 'linear', loss: BINARY, outputs: [0, 1], target: [1, 0] },
    (CLIPPED - Math.log(1 - Math.fround(1 - 1e-7))) / 2,
    [0, 0],
  ],
  [
    'a probability of exactly 0 for the right class',
    { head: 'linear', loss: CROSS_ENTROPY, outputs: [0, 1], target: [0] },
    CLIPPED,
    [0, 0],
  ],
];

for (const [name, given, loss, gradient] of cases) {
  test(`${name}: loss ${loss.toPrecision(4)}`, async () => {
    const found = await lossOf(given);
    assert.ok(Math.abs(found.loss - loss) <= 2e-7 + 1e-5 * loss, `loss ${found.loss}`);
    assert.equal(found.gradient.length, gradient.length);
    for (const [at, expected] of gradient.entries()) {
      const actual = found.gradient[at] ?? Number.NaN;
      assert.ok(Math.abs(actual - expected) <= 1e-6, `gradient ${found.gradient}`);
    }
  });
}

/** Of activations near 0, and far below it, in float64. */
const small: readonly (readonly [ActivationPlan, (x: number) => number, readonly number[]])[] = [
  [
    { name: 'elu', alpha: 0.5 },
    (x) => 0.5 * Math.expm1(x),
    [-1e-6, -1e-4, -0.01, -0.34, -0.35, -3],
  ],
  [{ name: 'selu' }, (x) => 1.0507009873554805 * 1.6732632423543772 * Math.expm1(x), [-1e-6, -0.3]],
  [{ name: 'softplus' }, (x) => Math.log1p(Math.exp(x)), [-12, -5, 0, 3]],
];

for (const [activation, exact, inputs] of small) {
  test(`${activation.name} keeps its digits where it is small`, async () => {
    const layers = denseStack(1, [[1, activation]]);
    const data = dataSetOf([1], [1], Float32Array.of(1), Float32Array.of(0));
    const plan = planOf({ layers, loss: { name: 'mse' } });
    const trainer = createTrainer({ plan, data, kernels: await kernelsOf() });
    trainer.setWeights([{ name: 'dense_1.weight', values: Float32Array.of(1) }]);
    for (const input of inputs) {
      const x = Math.fround(input);
      const [y = Number.NaN] = trainer.predict(Float32Array.of(x));
      assert.ok(Math.abs(y / exact(x) - 1) < 1e-6, `${x}: ${y}, not ${exact(x)}`);
    }
  });
}
