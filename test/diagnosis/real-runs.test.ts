/** Real trainings: each symptom is shown by a faulty specification on the line to blame, and not by its healthy version. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding, SYMPTOMS } from '#diagnosis';
import type { DataSet } from '#engine';
import { FAULTS } from './data-faults.ts';
import { planOfText, trainPlan } from './train-text.ts';

interface Specification {
  readonly source: string;
  readonly scale?: string;
  readonly input: number;
  readonly layers: readonly string[];
  readonly train: readonly string[];
}

interface Case {
  readonly symptom: RuntimeFinding['symptom'];
  readonly faulty: Specification;
  /** What the faulty one has that the healthy one has not. */
  readonly cure: Partial<Specification>;
  /** A part of the line that the symptom's finding stands on. */
  readonly line: string;
  /** What happened to the faulty one's samples. */
  readonly change?: (data: DataSet) => DataSet;
}

function textOf({ source, scale, input, layers, train }: Specification): string {
  const block = (lines: readonly string[]) => lines.map((line) => `  ${line}\n`).join('');
  const scaled = scale ? [scale] : [];
  const data = [
    `source ${source}`,
    ...scaled,
    'split train 70%, validation 30%, test 0%',
    'seed 1',
  ];
  return (
    `data Points {\n${block(data)}}\n` +
    `model Net {\n${block([`input(${input})`, ...layers])}}\n` +
    `train Net on Points {\n${block([...train, 'seed 2'])}}\n`
  );
}

const repeat = (count: number, line: string) => Array.from({ length: count }, () => line);
const classify = (optimizer: string, epochs: number, batch = 32) => [
  'loss cross_entropy',
  `optimizer ${optimizer}`,
  `batch_size ${batch}`,
  `epochs ${epochs}`,
  'metrics accuracy',
];
const regress = (optimizer: string, epochs: number) => [
  'loss mse',
  `optimizer ${optimizer}`,
  'batch_size 32',
  `epochs ${epochs}`,
  'metrics r2',
];

const SGD = 'sgd(learning_rate: 0.01, momentum: 0.9)';
const ADAM = 'adam(learning_rate: 1e-3)';
const BLOBS = 'blobs(samples: 1000, classes: 3, noise: 2)';
const CIRCLES = 'circles(samples: 1000, noise: 0.1)';
const LINEAR = 'linear(samples: 600, features: 5)';
const SELU = [...repeat(8, 'dense(8, selu, init: lecun_normal)'), 'dense(2, softmax)'];
const TANH = [...repeat(3, 'dense(8, tanh, init: glorot_uniform)'), 'dense(2, softmax)'];
const RELU = [...repeat(2, 'dense(32, relu, init: he_normal)'), 'dense(2, softmax)'];
const REGRESSION = ['dense(16, relu, init: he_normal)', 'dense(1)'];

const onCircles = (layers: readonly string[], train: readonly string[]): Specification => ({
  source: CIRCLES,
  input: 2,
  layers,
  train,
});
const onLinear = (layers: readonly string[], train: readonly string[]): Specification => ({
  source: LINEAR,
  scale: 'scale standardize',
  input: 5,
  layers,
  train,
});

/** Every fifth label of the training part is another one's: what is right on the others is wrong here. */
function mislabelled(data: DataSet): DataSet {
  const targets = data.train.targets.map((label, row) => (row % 5 === 0 ? 1 - label : label));
  return { ...data, train: { ...data.train, targets } };
}

const CASES: readonly Case[] = [
  {
    symptom: 'nan-loss',
    faulty: {
      source: BLOBS,
      input: 2,
      layers: [...repeat(9, 'dense(5, exponential, init: he_uniform)'), 'dense(3, softmax)'],
      train: classify(SGD, 30),
    },
    cure: { layers: [...repeat(9, 'dense(5, selu, init: lecun_normal)'), 'dense(3, softmax)'] },
    line: 'exponential',
  },
  {
    symptom: 'exploding-gradient',
    faulty: onLinear(REGRESSION, regress('sgd(learning_rate: 0.3)', 20)),
    cure: { train: regress('sgd(learning_rate: 0.01)', 20) },
    line: 'optimizer',
  },
  {
    symptom: 'vanishing-gradient',
    faulty: onCircles(
      [...repeat(10, 'dense(5, sigmoid, init: glorot_uniform)'), 'dense(2, softmax)'],
      classify(SGD, 30),
    ),
    cure: { layers: SELU, train: classify(ADAM, 60) },
    line: 'sigmoid',
  },
  {
    symptom: 'dying-relu',
    faulty: onCircles(
      [...repeat(12, 'dense(3, relu, init: he_uniform)'), 'dense(2, softmax)'],
      classify(SGD, 40),
    ),
    cure: { layers: SELU, train: classify(ADAM, 60) },
    line: 'relu',
  },
  {
    symptom: 'saturation',
    faulty: onCircles(
      [...repeat(6, 'dense(8, tanh, init: random_normal(std: 5))'), 'dense(2, softmax)'],
      classify('sgd(learning_rate: 1e-3)', 20),
    ),
    cure: { layers: TANH, train: classify('adam(learning_rate: 3e-3)', 60) },
    line: 'random_normal',
  },
  {
    symptom: 'bad-initialization',
    faulty: onCircles(
      ['dense(8, tanh)', 'dense(8, tanh, init: ones)', 'dense(2, softmax)'],
      classify(ADAM, 20),
    ),
    cure: { layers: TANH, train: classify('adam(learning_rate: 3e-3)', 60) },
    line: 'ones',
  },
  {
    symptom: 'learning-rate-too-high',
    faulty: onCircles(RELU, classify('adam(learning_rate: 3)', 20)),
    cure: { train: classify('adam(learning_rate: 3e-3)', 40) },
    line: 'optimizer',
  },
  {
    symptom: 'learning-rate-too-low',
    faulty: onCircles(RELU, classify('adam(learning_rate: 1e-6)', 20)),
    cure: { train: classify('adam(learning_rate: 3e-3)', 40) },
    line: 'optimizer',
  },
  {
    symptom: 'oscillating-loss',
    faulty: {
      source: BLOBS,
      input: 2,
      layers: ['dense(50, relu, init: he_uniform)', 'dense(3, softmax)'],
      train: classify(SGD, 30, 1),
    },
    cure: { train: classify(ADAM, 40) },
    line: 'batch_size 1',
  },
  {
    symptom: 'unscaled-data',
    faulty: {
      source: 'linear(samples: 600, features: 5, noise: 40)',
      input: 5,
      layers: REGRESSION,
      train: regress(ADAM, 20),
    },
    cure: {
      source: LINEAR,
      scale: 'scale standardize\n  scale_target standardize',
      train: regress('adam(learning_rate: 3e-3)', 40),
    },
    line: 'data Points',
  },
  {
    symptom: 'unreachable-target',
    faulty: onLinear(['dense(16, relu)', 'dense(1, softmax)'], regress(ADAM, 20)),
    cure: { layers: REGRESSION, train: regress('adam(learning_rate: 3e-3)', 40) },
    line: 'softmax',
  },
  {
    symptom: 'over-regularization',
    faulty: onCircles(
      [...repeat(2, 'dense(32, relu, init: he_normal, l2: 1)'), 'dense(2, softmax, l2: 1)'],
      classify('adam(learning_rate: 3e-3)', 40),
    ),
    cure: { layers: RELU },
    line: 'l2: 1',
  },
  {
    symptom: 'collapsed-output',
    faulty: onCircles(
      [...repeat(9, 'dense(5, relu, init: random_uniform(limit: 0.05))'), 'dense(2, softmax)'],
      classify(SGD, 30),
    ),
    cure: { layers: SELU, train: classify(ADAM, 60) },
    line: 'softmax',
  },
  {
    symptom: 'plateau',
    faulty: onCircles(['dense(2, softmax)'], classify('adam(learning_rate: 3e-3)', 40)),
    cure: { layers: RELU },
    line: 'optimizer',
  },
  {
    symptom: 'slow-convergence',
    faulty: onCircles(RELU, classify('adam(learning_rate: 1e-5)', 40)),
    cure: { train: classify('adam(learning_rate: 3e-3)', 40) },
    line: 'optimizer',
  },
  {
    symptom: 'too-few-epochs',
    faulty: onCircles(RELU, classify('adam(learning_rate: 1e-3)', 5)),
    cure: { train: classify('adam(learning_rate: 3e-3)', 40) },
    line: 'epochs 5',
  },
  {
    symptom: 'overfitting',
    faulty: {
      source: 'moons(samples: 120, noise: 0.5)',
      input: 2,
      layers: [...repeat(3, 'dense(100, relu, init: he_normal)'), 'dense(2, softmax)'],
      train: classify('adam(learning_rate: 3e-3)', 100, 16),
    },
    cure: { source: 'moons(samples: 1000, noise: 0.1)', train: classify(ADAM, 30) },
    line: 'dense(100',
  },
  {
    symptom: 'underfitting',
    faulty: {
      source: 'spirals(samples: 900, classes: 3, noise: 0.1)',
      input: 2,
      layers: ['dense(3, relu, init: he_normal)', 'dense(3, softmax)'],
      train: classify('adam(learning_rate: 3e-3)', 60),
    },
    cure: {
      layers: [...repeat(2, 'dense(64, relu, init: he_normal)'), 'dense(3, softmax)'],
    },
    line: 'dense(3, relu',
  },
  {
    symptom: 'train-eval-mismatch',
    faulty: onCircles(
      ['dense(16, relu, init: he_normal)', 'batch_norm(momentum: 0.9999)', 'dense(2, softmax)'],
      classify('adam(learning_rate: 0.03)', 20),
    ),
    cure: {
      layers: ['dense(16, relu, init: he_normal)', 'batch_norm', 'dense(2, softmax)'],
      train: classify('adam(learning_rate: 3e-3)', 40),
    },
    line: 'batch_norm(momentum',
  },
  {
    symptom: 'cannot-overfit-a-batch',
    faulty: onCircles(['dense(2, softmax)'], classify('adam(learning_rate: 3e-3)', 40)),
    cure: { layers: RELU },
    line: 'softmax',
  },
  {
    symptom: 'input-ignored',
    faulty: onCircles(
      [...repeat(9, 'dense(5, relu, init: random_uniform(limit: 0.05))'), 'dense(2, softmax)'],
      classify(SGD, 30),
    ),
    cure: { layers: SELU, train: classify(ADAM, 60) },
    line: 'random_uniform',
  },
  {
    symptom: 'initial-loss',
    faulty: onLinear(
      ['dense(16, relu, init: he_normal)', 'dense(1, init: random_normal(std: 20))'],
      regress('sgd(learning_rate: 1e-7)', 20),
    ),
    cure: { layers: REGRESSION, train: regress('adam(learning_rate: 3e-3)', 40) },
    line: 'data Points',
  },
  {
    symptom: 'validation-too-good',
    faulty: onCircles(RELU, classify('adam(learning_rate: 3e-3)', 20)),
    cure: {},
    line: 'split train',
    change: mislabelled,
  },
];

const flat = (findings: readonly RuntimeFinding[]): RuntimeFinding[] =>
  findings.flatMap((finding) => [finding, ...finding.explains]);

describe('real runs', () => {
  it('show every symptom, here or where data are read from files', () => {
    const shown = [...CASES.map(({ symptom }) => symptom), ...FAULTS.map(([, symptom]) => symptom)];
    assert.deepEqual([...new Set(shown)].sort(), [...SYMPTOMS].sort());
  });

  for (const { symptom, faulty, cure, line, change } of CASES) {
    it(`show ${symptom} on its line`, async () => {
      const text = textOf(faulty);
      const findings = flat(diagnose(await trainPlan(planOfText(text), change)));
      const found = findings.find((finding) => finding.symptom === symptom);
      const all = findings.map((finding) => finding.symptom).join(', ') || 'nothing';
      assert.ok(found, `found ${all}`);
      const blamed = text.split('\n')[found.origin.line] ?? '';
      assert.ok(blamed.includes(line), `'${blamed.trim()}' is blamed`);
      assert.ok(found.evidence.length > 0);
    });

    it(`do not show anything in the healthy version (${symptom})`, async () => {
      const findings = diagnose(await trainPlan(planOfText(textOf({ ...faulty, ...cure }))));
      const serious = flat(findings).filter(({ severity }) => severity !== 'information');
      assert.deepEqual(
        serious.map((finding) => finding.symptom),
        [],
      );
    });
  }
});
