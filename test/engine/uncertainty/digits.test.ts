/** Monte Carlo dropout on real data: what a model is unsure of, and what it has never seen. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  createTrainer,
  type FinishedEvent,
  loadData,
  scaleInput,
  summarizeUncertainty,
  type Trainer,
} from '#engine';
import type { ActivationPlan, DataPlan, InitializerPlan, LayerPlan, Plan } from '#plan';
import { createRandom } from '../../../engine/src/rng.ts';
import { kernelsOf, layer, origin, planOf } from '../plans.ts';

const kernels = await kernelsOf();

const digits: DataPlan = {
  name: 'Digits',
  source: { kind: 'file', format: 'csv', path: 'examples/data/digits.csv', targetPath: null },
  testSource: null,
  target: { columns: ['label'], encoding: 'class_index', scale: { kind: 'none' } },
  features: null,
  shape: [64],
  scale: { kind: 'divide', by: 16 },
  split: { train: 0.6, validation: 0.1, test: 0.3 },
  seed: 7,
  origin,
};

const root = new URL('../../../', import.meta.url);
const data = await loadData(digits, [64], (path) => readFile(new URL(path, root)));

const ROUNDS = 50;

function classifier(
  name: ActivationPlan['name'],
  drop: 'dropout' | 'alpha_dropout',
  rate: number,
): Plan {
  const activation = { name } as ActivationPlan;
  const init: InitializerPlan = { name: name === 'selu' ? 'lecun_normal' : 'he_normal' };
  const dense = (id: string, inputs: number, units: number): LayerPlan =>
    layer(id, [inputs], [units], { type: 'dense', units, activation, init });
  const layers = [
    dense('dense_1', 64, 64),
    layer('drop_1', [64], [64], { type: drop, rate }),
    dense('dense_2', 64, 64),
    layer('drop_2', [64], [64], { type: drop, rate }),
    layer('out', [64], [10], { type: 'dense', units: 10, activation: { name: 'softmax' } }),
  ];
  const loss = { name: 'cross_entropy', labelSmoothing: 0 } as const;
  const train = { metrics: [{ name: 'accuracy' }], mcDropoutSamples: ROUNDS } as const;
  const encoding = 'class_index';
  return { ...planOf({ layers, loss, encoding, epochs: 40, train }), data: digits };
}

function trained(plan: Plan): { trainer: Trainer; end: FinishedEvent } {
  const trainer = createTrainer({ plan, data, kernels, probes: false });
  const end = trainer.advance(Number.POSITIVE_INFINITY).at(-1);
  assert.ok(end?.type === 'finished');
  return { trainer, end };
}

/** Letters as a pen would leave them on the digits' grid of 8 × 8, in their grey levels of 0 to 16. */
const LETTERS = [
  ['..####..', '.#....#.', '.#....#.', '.#....#.', '.######.', '.#....#.', '.#....#.', '.#....#.'],
  ['.######.', '.#......', '.#......', '.#####..', '.#......', '.#......', '.#......', '.######.'],
  ['.#....#.', '.#....#.', '.#....#.', '.######.', '.#....#.', '.#....#.', '.#....#.', '.#....#.'],
  ['.#...#..', '.#..#...', '.#.#....', '.##.....', '.##.....', '.#.#....', '.#..#...', '.#...#..'],
  ['.#....#.', '.##..##.', '.#.##.#.', '.#....#.', '.#....#.', '.#....#.', '.#....#.', '.#....#.'],
  ['.######.', '...##...', '...##...', '...##...', '...##...', '...##...', '...##...', '...##...'],
  ['.#....#.', '.#....#.', '.#....#.', '.#....#.', '.#.##.#.', '.#.##.#.', '.##..##.', '.#....#.'],
  ['.#....#.', '..#..#..', '...##...', '...##...', '...##...', '..#..#..', '.#....#.', '.#....#.'],
];

/** Raw images as the model's inputs. */
function inputsOf(images: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(images.flatMap((image) => [...scaleInput(data.inputScaling, image)]));
}

const letters = inputsOf(
  LETTERS.map((rows) => [...rows.join('')].map((pixel) => (pixel === '#' ? 15 : 0))),
);
const random = createRandom(3);
const noise = inputsOf(
  Array.from({ length: 100 }, () => Array.from({ length: 64 }, () => 16 * random.uniform())),
);

function meanEntropy(trainer: Trainer, inputs: Float32Array): number {
  const { entropy } = summarizeUncertainty(trainer.predictStochastic(inputs, ROUNDS));
  assert.ok(entropy);
  return entropy.reduce((sum, value) => sum + value, 0) / entropy.length;
}

const cases = [
  ['dropout', classifier('relu', 'dropout', 0.4)],
  ['alpha dropout', classifier('selu', 'alpha_dropout', 0.2)],
] as const;

for (const [name, plan] of cases) {
  const { trainer, end } = trained(plan);

  test(`${name}: the 80 % most certain digits are right more often than all`, (t) => {
    const { uncertainty } = end;
    const classes = uncertainty?.classes;
    assert.ok(uncertainty && classes);
    assert.equal(uncertainty.part, 'test');
    assert.equal(uncertainty.rounds, ROUNDS);
    t.diagnostic(
      `all ${classes.accuracy.toFixed(4)}, certain ${classes.certainAccuracy.toFixed(4)}, ` +
        `calibration error ${classes.calibration.expectedError.toFixed(4)}`,
    );
    assert.ok(classes.accuracy > 0.93 && classes.accuracy < 1);
    assert.ok(classes.certainAccuracy > classes.accuracy);
    const count = classes.calibration.bins.reduce((sum, bin) => sum + bin.count, 0);
    assert.equal(count, data.test.count);
    assert.ok(classes.calibration.expectedError < 0.2);
  });

  test(`${name}: noise and letters are less certain than digits`, (t) => {
    const known = meanEntropy(trainer, data.test.inputs);
    const drawn = meanEntropy(trainer, letters);
    const random = meanEntropy(trainer, noise);
    t.diagnostic(
      `mean entropy: digits ${known.toFixed(3)}, letters ${drawn.toFixed(3)}, noise ${random.toFixed(3)}`,
    );
    assert.ok(drawn > 1.5 * known);
    assert.ok(random > 1.5 * known);
  });

  test(`${name}: the same seed draws the same masks, each round others`, () => {
    const inputs = data.test.inputs.subarray(0, 64 * 300);
    const once = trainer.predictStochastic(inputs, 3);
    assert.deepEqual(trainer.predictStochastic(inputs, 3).outputs, once.outputs);
    const size = once.outputs.length / 3;
    assert.notDeepEqual(once.outputs.slice(0, size), once.outputs.slice(size, 2 * size));
    assert.deepEqual(trainer.predictStochastic(inputs, 2).outputs, once.outputs.slice(0, 2 * size));
  });
}
