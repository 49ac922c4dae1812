/** What of a plan, or of its data, is named as the cause of a run that falls short. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import type { LayerPlan, Plan } from '#plan';
import { constant, type MadeUpRun, madeUpRun } from '../made-up-run.ts';

const EPOCHS = 20;
/** Leaves half of the variance of real targets. */
const SHORT: MadeUpRun = {
  classes: 0,
  loss: Array.from({ length: EPOCHS }, (_, i) => 0.5 + 0.4 / (i + 1) ** 2),
};
const STUCK: MadeUpRun = { loss: constant(0.69, EPOCHS), accuracy: constant(0.53, EPOCHS) };

function first(made: MadeUpRun): RuntimeFinding | undefined {
  return diagnose(madeUpRun(made))[0];
}

/** The first hidden layer, changed. */
function withFirst(change: (layer: LayerPlan) => LayerPlan) {
  return (plan: Plan): Plan => {
    const layers = plan.model.layers.map((layer, i) => (i === 0 ? change(layer) : layer));
    return { ...plan, model: { ...plan.model, layers } };
  };
}

/** Biases from zero, and nothing that holds weights small. */
const PLAIN = {
  bias: true,
  biasInit: { name: 'zeros' },
  l1: 0,
  l2: 0,
  maxNorm: null,
} as const;

const recurrent = (steps: number) =>
  withFirst((layer) => ({
    ...layer,
    ...RECURRENT,
    type: 'simple_rnn',
    inputShape: [steps, 4],
  }));
const RECURRENT = {
  units: 16,
  activation: { name: 'tanh' },
  init: { name: 'glorot_uniform' },
  recurrentInit: { name: 'orthogonal' },
  recurrentDropout: 0,
  returnSequences: false,
  bidirectional: false,
  ...PLAIN,
} as const;

const striding = (kernel: number, stride: number) =>
  withFirst((layer) => ({
    ...layer,
    ...KERNEL,
    type: 'conv1d',
    inputShape: [32, 1],
    filters: 16,
    kernel,
    stride,
    padding: 'valid',
  }));
const KERNEL = {
  activation: { name: 'relu' },
  init: { name: 'he_normal' },
  ...PLAIN,
} as const;

describe('a run that falls short', () => {
  it('blames a simple recurrent layer over more than 20 steps', () => {
    const found = first({ ...SHORT, plan: recurrent(21) });
    assert.equal(found?.category, 'depth');
    assert.deepEqual(found?.layers, ['dense']);
    assert.notEqual(first({ ...SHORT, plan: recurrent(20) })?.category, 'depth');
  });

  it('blames a convolution that reads less than half of its inputs, but none of one place', () => {
    const found = first({ ...SHORT, plan: striding(2, 5) });
    assert.equal(found?.category, 'capacity');
    assert.ok(found?.message.includes('40 %'), found?.message);
    for (const [kernel, stride] of [
      [2, 4],
      [3, 3],
      [1, 5],
    ] as const) {
      const message = first({ ...SHORT, plan: striding(kernel, stride) })?.message;
      assert.ok(!message?.includes('stride'), `${kernel}, ${stride}: ${message}`);
    }
  });

  it('blames a hidden layer of one unit, whatever else is wide', () => {
    const of = (units: number) =>
      first({ ...SHORT, layers: [{}, { units }, { activation: 'linear', units: 1 }] });
    assert.deepEqual(of(1)?.layers, ['dense_2']);
    assert.ok(of(1)?.message.includes('All has to pass'));
    assert.ok(!of(2)?.message.includes('All has to pass'));
  });

  it('blames the freeze of layers that start at random, where it is written', () => {
    const freezeOrigin = { start: 700, end: 720, line: 35 };
    const frozen = (plan: Plan): Plan => ({
      ...plan,
      model: { ...plan.model, freezeOrigin },
      train: {
        ...plan.train,
        phases: plan.train.phases.map((phase) => ({ ...phase, trainableLayers: ['dense_3'] })),
      },
    });
    const found = first({ ...SHORT, plan: frozen });
    assert.equal(found?.setting, 'freeze');
    assert.deepEqual(found?.origin, freezeOrigin);
    assert.equal(found?.category, 'initialization');
  });
});

describe('a model that is able and learns nothing that holds', () => {
  const samples = { train: 900, validation: 400, test: 0 };
  const able: MadeUpRun = {
    ...STUCK,
    samples,
    batchTest: { samples: 16, steps: 1000, error: 0 },
    validationLoss: constant(0.7, EPOCHS),
    validationAccuracy: constant(0.51, EPOCHS),
  };

  it('blames the data: the targets may not belong to the inputs', () => {
    const found = first(able);
    assert.equal(found?.category, 'data');
    assert.equal(found?.setting, 'target');
  });

  it('does not where it was not tested, fails the test, or beats the baseline by more than chance', () => {
    const { batchTest: _, ...untested } = able;
    assert.notEqual(first(untested)?.category, 'data');
    const failing = { ...able, batchTest: { samples: 16, steps: 1000, error: 0.5 } };
    assert.notEqual(first(failing)?.category, 'data');
    // Two standard errors of 400 samples are five points.
    assert.equal(first({ ...able, validationAccuracy: constant(0.545, EPOCHS) })?.category, 'data');
    const better = { ...able, validationAccuracy: constant(0.555, EPOCHS) };
    assert.notEqual(first(better)?.category, 'data');
  });
});

describe('class weights that make up for rare classes', () => {
  const rare: MadeUpRun = {
    classShares: [0.95, 0.05],
    loss: Array.from({ length: EPOCHS }, (_, i) => Math.max(0.2, 0.69 - 0.05 * i)),
    accuracy: constant(0.85, EPOCHS),
  };
  const weighted = (classWeights: Plan['train']['classWeights']) => (plan: Plan) => ({
    ...plan,
    train: { ...plan.train, classWeights },
  });

  it('are judged by the loss: the plain accuracy is under that of the frequent class, as is meant', () => {
    assert.equal(first({ ...rare, plan: weighted('balanced') }), undefined);
    assert.equal(first({ ...rare, plan: weighted([1, 19]) }), undefined);
    assert.equal(first(rare)?.symptom, 'class-imbalance');
    assert.ok(first({ ...rare, plan: weighted([19, 1]) }), 'these make them rarer');
  });
});

describe('a handful of samples that a limit leaves', () => {
  const of = (samples: { train: number; validation: number; test: number }, validation: number) =>
    first({
      samples,
      classes: 4,
      loss: [1, 0.5, 0.2, 0.1, 0.05],
      accuracy: constant(1, 5),
      validationLoss: constant(0.6, 5),
      validationAccuracy: constant(validation, 5),
      plan: (plan) => ({ ...plan, data: { ...plan.data, limit: 60 } }),
    });
  const few = { train: 42, validation: 9, test: 9 };

  it('are blamed where validation is worse by more than chance (Fisher)', () => {
    // 2 of 51 wrong, both among the 9: 36 of 1275 ways.
    const found = of(few, 7 / 9);
    assert.equal(found?.symptom, 'overfitting');
    assert.equal(found?.setting, 'limit');
    assert.equal(of(few, 8 / 9), undefined, 'one of nine is chance');
  });

  it('are not where they are many of each class, or the limit was not reached', () => {
    assert.notEqual(of({ train: 84, validation: 18, test: 18 }, 14 / 18)?.setting, 'limit');
    assert.notEqual(of({ train: 40, validation: 9, test: 9 }, 7 / 9)?.setting, 'limit');
  });
});
