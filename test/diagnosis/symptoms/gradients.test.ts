import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { constant, type MadeUpRun, madeUpRun, withOptimizer } from '../made-up-run.ts';

const flat = (findings: readonly RuntimeFinding[]): RuntimeFinding[] =>
  findings.flatMap((finding) => [finding, ...flat(finding.explains)]);

/** The symptom's finding wherever it stands, told or folded. */
function find(made: MadeUpRun, symptom: RuntimeFinding['symptom']): RuntimeFinding | undefined {
  return flat(diagnose(madeUpRun(made))).find((finding) => finding.symptom === symptom);
}

/** Ten epochs that learn nothing. */
const STUCK = { loss: constant(Math.LN2, 10), accuracy: constant(0.5, 10) };
/** Ten epochs that learn all. */
const LEARNS = {
  loss: [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.08, 0.06, 0.05, 0.05],
  accuracy: constant(0.97, 10),
};

describe('nan-loss', () => {
  it('is an error on the line of the optimizer when only the learning rate is odd', () => {
    const sgd = { name: 'sgd', learningRate: 10, momentum: 0, nesterov: false } as const;
    const [finding] = diagnose(
      madeUpRun({ diverged: true, plan: withOptimizer(sgd), gradientNorms: [1, 1], epochs: 10 }),
    );
    assert.equal(finding?.symptom, 'nan-loss');
    assert.equal(finding?.severity, 'error');
    assert.equal(finding?.category, 'learning-rate');
    assert.equal(finding?.setting, 'optimizer');
    assert.equal(finding?.origin.line, 62);
    assert.match(finding?.message ?? '', /step 17: the activation of 'dense'/);
  });

  it('blames the exponential layers where there are some', () => {
    const layers = [
      { activation: 'relu' },
      { activation: 'exponential' },
      { activation: 'softmax' },
    ] as const;
    const finding = find({ diverged: true, layers, epochs: 10 }, 'nan-loss');
    assert.equal(finding?.category, 'activation');
    assert.deepEqual(finding?.layers, ['dense_2']);
    assert.equal(finding?.origin.line, 2);
  });

  it('blames unscaled inputs where their spread is huge', () => {
    const finding = find({ diverged: true, inputs: { highestStd: 120 }, epochs: 10 }, 'nan-loss');
    assert.equal(finding?.category, 'data');
    assert.equal(finding?.origin.line, 50);
  });

  it('warns early when the loss stands above twice its minimum for 5 epochs', () => {
    const rising = (epochs: number) => [0.5, 0.3, ...constant(0.61, epochs)];
    assert.equal(
      find({ loss: rising(5), epochs: 40, ended: false }, 'nan-loss')?.severity,
      'warning',
    );
    assert.equal(find({ loss: rising(4), epochs: 40, ended: false }, 'nan-loss'), undefined);
  });

  it('says nothing of a loss that trembles near convergence', () => {
    const loss = [0.5, 0.001, ...constant(0.004, 8)];
    assert.equal(find({ loss, accuracy: constant(1, 10) }, 'nan-loss'), undefined);
  });
});

describe('exploding-gradient', () => {
  it('is a norm that doubles five times in a row', () => {
    const doubling = [1, 1, 2, 4, 8, 16, 32.1];
    assert.ok(find({ ...STUCK, gradientNorms: doubling }, 'exploding-gradient'));
    assert.equal(
      find({ ...STUCK, gradientNorms: doubling.slice(0, -1) }, 'exploding-gradient'),
      undefined,
    );
  });

  it('is a norm beyond 10 times its median while the loss rises', () => {
    const run = (last: number, loss: number) => ({
      ...STUCK,
      gradientNorms: [...constant(1, 20), last],
      stepLoss: [...constant(1, 20), loss],
    });
    assert.ok(find(run(10.5, 2), 'exploding-gradient'));
    assert.equal(find(run(9.5, 2), 'exploding-gradient'), undefined);
    assert.equal(find(run(10.5, 0.5), 'exploding-gradient'), undefined);
  });

  it('is a first layer with more than 70 times the last one’s gradient', () => {
    const probes = (first: number) => [{ gradient: first }, {}, { gradient: 1 }];
    assert.ok(find({ ...STUCK, probes: probes(71) }, 'exploding-gradient'));
    assert.equal(find({ ...STUCK, probes: probes(69) }, 'exploding-gradient'), undefined);
    assert.equal(find({ ...LEARNS, probes: probes(71) }, 'exploding-gradient'), undefined);
  });
});

describe('vanishing-gradient', () => {
  const layers = [
    { activation: 'sigmoid' },
    { activation: 'sigmoid' },
    { activation: 'softmax' },
  ] as const;
  const probes = (first: number, last: number) => [{ gradient: first }, {}, { gradient: last }];

  it('is a first layer under a thousandth of the last one’s gradient and under 1e-4', () => {
    const finding = find({ ...STUCK, layers, probes: probes(9e-5, 0.1) }, 'vanishing-gradient');
    assert.equal(finding?.category, 'activation');
    assert.deepEqual(finding?.layers, ['dense', 'dense_2']);
    assert.equal(finding?.origin.line, 1);
    assert.equal(
      find({ ...STUCK, layers, probes: probes(1.1e-4, 0.1) }, 'vanishing-gradient'),
      undefined,
    );
    assert.equal(
      find({ ...STUCK, layers, probes: probes(1.1e-4, 1) }, 'vanishing-gradient'),
      undefined,
    );
  });

  it('needs two checks in a row', () => {
    const made = { layers, probes: probes(1e-6, 0.1), epochs: 3, ended: false } as const;
    assert.ok(find({ ...made, loss: [0.7, 0.7], accuracy: [0.5, 0.5] }, 'vanishing-gradient'));
    assert.equal(find({ ...made, loss: [0.7], accuracy: [0.5] }, 'vanishing-gradient'), undefined);
  });

  it('says nothing of a model that learns: near convergence gradients are tiny', () => {
    assert.equal(
      find({ ...LEARNS, layers, probes: probes(1e-6, 0.1) }, 'vanishing-gradient'),
      undefined,
    );
  });

  it('blames an initialiser that is far too small', () => {
    const small = { init: { name: 'random_uniform', limit: 0.05 } } as const;
    const finding = find(
      { ...STUCK, layers: [small, small, { activation: 'softmax' }], probes: probes(1e-6, 0.1) },
      'vanishing-gradient',
    );
    assert.equal(finding?.category, 'initialization');
  });
});

describe('dying-relu', () => {
  it('warns from 10 % of a layer’s units on and is an error from half', () => {
    const dead = (share: number) => find({ ...STUCK, probes: [{}, { dead: share }] }, 'dying-relu');
    assert.equal(dead(0.09), undefined);
    assert.equal(dead(0.1)?.severity, 'warning');
    assert.equal(dead(0.5)?.severity, 'error');
    assert.deepEqual(dead(0.5)?.layers, ['dense_2']);
    assert.equal(dead(0.5)?.evidence[0]?.measured, 0.5);
  });

  it('says nothing of a model that learns', () => {
    assert.equal(find({ ...LEARNS, probes: [{ dead: 0.6 }] }, 'dying-relu'), undefined);
  });

  it('blames a learning rate that is far too high', () => {
    const adam = {
      name: 'adam',
      learningRate: 0.5,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    } as const;
    const finding = find(
      { ...STUCK, probes: [{ dead: 0.6 }], plan: withOptimizer(adam) },
      'dying-relu',
    );
    assert.equal(finding?.category, 'learning-rate');
    assert.equal(finding?.origin.line, 62);
  });
});

describe('saturation', () => {
  const layers = [
    { activation: 'tanh' },
    { activation: 'tanh' },
    { activation: 'softmax' },
  ] as const;

  it('is more than half of a layer’s units', () => {
    assert.ok(find({ ...STUCK, layers, probes: [{ saturated: 0.51 }] }, 'saturation'));
    assert.equal(find({ ...STUCK, layers, probes: [{ saturated: 0.5 }] }, 'saturation'), undefined);
    assert.equal(
      find({ ...LEARNS, layers, probes: [{ saturated: 0.9 }] }, 'saturation'),
      undefined,
    );
  });

  it('tells saturation from the start from that which the steps made', () => {
    const made = { ...STUCK, layers, probes: [{ saturated: 0.9 }] };
    assert.equal(find(made, 'saturation')?.category, 'learning-rate');
    assert.equal(
      find({ ...made, initial: [{ saturated: 0.9 }] }, 'saturation')?.category,
      'activation',
    );
    const unscaled = { ...made, initial: [{ saturated: 0.9 }], inputs: { highestStd: 20 } };
    assert.equal(find(unscaled, 'saturation')?.category, 'data');
  });

  it('leaves the output layer alone', () => {
    assert.equal(
      find({ ...STUCK, layers, probes: [{}, {}, { saturated: 1 }] }, 'saturation'),
      undefined,
    );
  });
});
