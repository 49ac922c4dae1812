import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { constant, type MadeUpRun, madeUpRun, withOptimizer } from '../made-up-run.ts';

function first(made: MadeUpRun): RuntimeFinding | undefined {
  return diagnose(madeUpRun(made))[0];
}

function symptoms(made: MadeUpRun): RuntimeFinding['symptom'][] {
  return diagnose(madeUpRun(made))
    .flatMap((f) => [f, ...f.explains])
    .map((f) => f.symptom);
}

const STUCK = { loss: constant(Math.LN2, 10), accuracy: constant(0.5, 10) };
const HEALTHY: MadeUpRun = {
  loss: [0.6, 0.4, 0.3, 0.2, 0.1, 0.08, 0.06, 0.05, 0.05, 0.05],
  accuracy: constant(0.98, 10),
  validationLoss: [0.6, 0.4, 0.3, 0.2, 0.12, 0.1, 0.09, 0.08, 0.08, 0.08],
  validationAccuracy: constant(0.96, 10),
};

describe('a healthy run', () => {
  it('has no findings, whatever its gradients are near convergence', () => {
    const probes = [{ gradient: 1e-9, dead: 0.6, saturated: 0.9, update: 1e-7 }, {}, { std: 0 }];
    assert.deepEqual(symptoms({ ...HEALTHY, probes }), []);
  });
});

describe('bad-initialization', () => {
  it('is a kernel of equal units, whether the model learns or not', () => {
    const layers = [{}, { init: { name: 'ones' } }, { activation: 'softmax' }] as const;
    const finding = first({ ...HEALTHY, layers });
    assert.equal(finding?.symptom, 'bad-initialization');
    assert.equal(finding?.severity, 'error');
    assert.deepEqual(finding?.layers, ['dense_2']);
    assert.equal(finding?.origin.line, 2);
  });

  it('leaves an output layer of zeros alone: its inputs differ', () => {
    const layers = [{}, { activation: 'softmax', init: { name: 'zeros' } }] as const;
    assert.deepEqual(symptoms({ ...HEALTHY, layers }), []);
  });

  it('is a signal that fades tenfold through weights that are too small', () => {
    const small = { init: { name: 'random_uniform', limit: 0.05 } } as const;
    const layers = [small, small, { activation: 'softmax' }] as const;
    const fading = (std: number) => symptoms({ ...STUCK, layers, initial: [{ std: 1 }, { std }] });
    assert.ok(fading(0.09).includes('bad-initialization'));
    assert.ok(!fading(0.11).includes('bad-initialization'));
  });
});

describe('initial-loss', () => {
  it('is reported from half of the expected loss on when the model does not learn', () => {
    const start = (loss: number) => symptoms({ ...STUCK, initialLoss: loss });
    assert.ok(start(1.05 * Math.LN2 * 1.5).includes('initial-loss'));
    assert.ok(!start(Math.LN2 * 1.45).includes('initial-loss'));
    assert.deepEqual(symptoms({ ...HEALTHY, initialLoss: 5 }), []);
  });

  it('is information while it is early', () => {
    const finding = first({ loss: [], epochs: 10, ended: false, initialLoss: 5 });
    assert.equal(finding?.symptom, 'initial-loss');
    assert.equal(finding?.severity, 'information');
  });
});

describe('learning rate', () => {
  const bumpy = {
    loss: [0.8, 0.7, 0.9, 0.7, 0.9, 0.7, 0.9, 0.7, 0.9, 0.7],
    accuracy: constant(0.5, 10),
  };
  const update = (ratio: number) => [{ update: ratio }, { update: ratio }, { update: ratio }];

  it('is too high when a step changes the weights by more than a tenth', () => {
    assert.equal(first({ ...bumpy, probes: update(0.11) })?.symptom, 'learning-rate-too-high');
    assert.ok(!symptoms({ ...bumpy, probes: update(0.09) }).includes('learning-rate-too-high'));
    assert.deepEqual(symptoms({ ...HEALTHY, probes: update(0.2) }), []);
  });

  it('is too low under a hundred-thousandth', () => {
    assert.ok(symptoms({ ...STUCK, probes: update(9e-6) }).includes('learning-rate-too-low'));
    assert.ok(!symptoms({ ...STUCK, probes: update(1.1e-5) }).includes('learning-rate-too-low'));
  });

  it('explains the ReLUs that it killed: one story', () => {
    const adam = {
      name: 'adam',
      learningRate: 1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    } as const;
    const probes = [{ update: 0.5, dead: 1 }, { update: 0.5, dead: 1 }, { update: 0.5 }];
    const findings = diagnose(madeUpRun({ ...bumpy, probes, plan: withOptimizer(adam) }));
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.symptom, 'learning-rate-too-high');
    assert.ok(findings[0]?.explains.some(({ symptom }) => symptom === 'dying-relu'));
  });
});

describe('unscaled-data', () => {
  const inputs = (probe: NonNullable<MadeUpRun['inputs']>) => symptoms({ ...STUCK, inputs: probe });

  it('is an input with a standard deviation beyond 5, or under 0.02', () => {
    assert.equal(first({ ...STUCK, inputs: { highestStd: 5.1 } })?.symptom, 'unscaled-data');
    assert.equal(first({ ...STUCK, inputs: { highestStd: 5.1 } })?.setting, 'scale');
    assert.ok(!inputs({ highestStd: 4.9 }).includes('unscaled-data'));
    assert.equal(first({ ...STUCK, inputs: { highestStd: 0.019 } })?.symptom, 'unscaled-data');
    assert.ok(!inputs({ highestStd: 0.021 }).includes('unscaled-data'));
  });

  it('is inputs whose spreads lie a factor of 100 apart, or that hardly vary beside their mean', () => {
    assert.ok(inputs({ lowestStd: 0.04, highestStd: 4.1 }).includes('unscaled-data'));
    assert.ok(!inputs({ lowestStd: 0.04, highestStd: 3.9 }).includes('unscaled-data'));
    assert.ok(inputs({ highestOffset: 10.1 }).includes('unscaled-data'));
    assert.ok(!inputs({ highestOffset: 9.9 }).includes('unscaled-data'));
  });

  it('is not told of scaled data, nor of a model that fits', () => {
    const scaled: MadeUpRun = {
      ...STUCK,
      inputs: { highestStd: 40 },
      plan: (plan) => ({ ...plan, data: { ...plan.data, scale: { kind: 'standardize' } } }),
    };
    assert.ok(!symptoms(scaled).includes('unscaled-data'));
    assert.deepEqual(symptoms({ ...HEALTHY, inputs: { highestStd: 40 } }), []);
  });

  it('is a real target with a variance beyond 100', () => {
    const target = (variance: number) =>
      first({ classes: 0, expectedLoss: variance, loss: constant(variance, 10) });
    assert.equal(target(101)?.symptom, 'unscaled-data');
    assert.equal(target(101)?.setting, 'scale_target');
    assert.notEqual(target(99)?.symptom, 'unscaled-data');
  });
});

describe('unreachable-target', () => {
  const layers = [{}, { activation: 'sigmoid', units: 1 }] as const;

  it('is a bounded head whose range leaves targets out, by more than a twentieth of their spread', () => {
    const made = (targetRange: readonly [number, number]): MadeUpRun => ({
      classes: 0,
      layers,
      targetRange,
      loss: [0.9, 0.5, 0.3],
    });
    const finding = first(made([0, 1.2]));
    assert.equal(finding?.symptom, 'unreachable-target');
    assert.deepEqual(finding?.layers, ['dense_2']);
    assert.ok(symptoms(made([-0.2, 1])).includes('unreachable-target'));
    assert.ok(!symptoms(made([-0.04, 1.04])).includes('unreachable-target'));
  });

  it('is softmax over a single unit', () => {
    const single = [{}, { activation: 'softmax', units: 1 }] as const;
    assert.equal(first({ ...HEALTHY, layers: single })?.symptom, 'unreachable-target');
    assert.deepEqual(
      symptoms({ ...HEALTHY, layers: [{}, { activation: 'softmax', units: 2 }] }),
      [],
    );
  });

  it('is a head without probabilities before cross entropy, where the model does not fit', () => {
    const relu = [{}, { activation: 'relu' }] as const;
    assert.equal(first({ ...STUCK, layers: relu })?.symptom, 'unreachable-target');
    assert.equal(first({ ...STUCK, layers: relu })?.origin.line, 2);
    assert.deepEqual(symptoms({ ...HEALTHY, layers: relu }), []);
  });

  it('is a loss for real targets on classes', () => {
    const finding = first({
      ...STUCK,
      plan: (plan) => ({ ...plan, train: { ...plan.train, loss: { name: 'mae' } } }),
    });
    assert.equal(finding?.category, 'head-and-loss');
    assert.equal(finding?.setting, 'loss');
  });
});

describe('over-regularization', () => {
  const layers = [{ l2: 0.1 }, { activation: 'softmax' }] as const;

  it('is a penalty whose gradient is twice the whole one, 5 checks running', () => {
    const held = (gradient: number) =>
      symptoms({ ...STUCK, layers, probes: [{ gradient, weight: 0.1 }] });
    assert.ok(held(0.0099).includes('over-regularization'));
    assert.ok(!held(0.0101).includes('over-regularization'));
  });

  it('is a penalty that makes up ten times the rest of the loss, whatever the accuracy', () => {
    // In the median epoch the rest is 0.09.
    const penalized = (penalty: number) => {
      const loss = (HEALTHY.loss ?? []).map((value) => value + penalty);
      return symptoms({ ...HEALTHY, layers, loss, penalty });
    };
    assert.deepEqual(penalized(0.9), ['over-regularization']);
    assert.deepEqual(penalized(0.88), []);
  });

  it('is weights pulled to a tenth of what they were', () => {
    const pulled = (weight: number) =>
      symptoms({ ...STUCK, layers, initial: [{ weight: 0.5 }], probes: [{ weight, gradient: 1 }] });
    assert.ok(pulled(0.049).includes('over-regularization'));
    assert.ok(!pulled(0.051).includes('over-regularization'));
  });
});

describe('collapsed-output', () => {
  it('is an output that does not vary from sample to sample', () => {
    const output = (std: number) => symptoms({ ...STUCK, probes: [{}, {}, { std }] });
    assert.ok(output(0.019).includes('collapsed-output'));
    assert.ok(!output(0.021).includes('collapsed-output'));
  });
});

describe('every finding', () => {
  it('carries evidence that stands on the side of its threshold that it says', () => {
    const runs: MadeUpRun[] = [
      { ...STUCK, probes: [{ dead: 0.6, gradient: 1e-6 }] },
      { diverged: true, epochs: 10 },
      { ...STUCK, inputs: { highestStd: 40 } },
    ];
    for (const run of runs) {
      const findings = diagnose(madeUpRun(run)).flatMap((f) => [f, ...f.explains]);
      assert.ok(findings.length > 0);
      for (const { evidence, message } of findings) {
        for (const { measured, comparison, threshold } of evidence) {
          const holds = comparison === 'above' ? measured >= threshold : measured <= threshold;
          assert.ok(holds, `${message}: ${measured} is not ${comparison} ${threshold}`);
        }
      }
    }
  });
});
