/** Symptoms that rest on what the data or the finished model are asked directly. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import type { Plan } from '#plan';
import { mannWhitney } from '../../../diagnosis/src/statistics.ts';
import { constant, type MadeUpRun, madeUpRun, withOptimizer } from '../made-up-run.ts';

const all = (made: MadeUpRun): RuntimeFinding[] =>
  diagnose(madeUpRun(made)).flatMap((finding) => [finding, ...finding.explains]);
const find = (made: MadeUpRun, symptom: RuntimeFinding['symptom']) =>
  all(made).find((finding) => finding.symptom === symptom);

const STUCK: MadeUpRun = { loss: constant(Math.LN2, 10), accuracy: constant(0.5, 10) };
const HEALTHY: MadeUpRun = {
  loss: [0.6, 0.4, 0.3, 0.2, 0.1, 0.08, 0.06, 0.05, 0.05, 0.05],
  accuracy: constant(0.98, 10),
};

describe('class-imbalance', () => {
  const answered = (classShares: readonly number[], accuracy: number): MadeUpRun => ({
    loss: constant(0.2, 10),
    accuracy: constant(accuracy, 10),
    classShares,
  });

  it('is a class ten times as frequent as another, and a model that always answers it', () => {
    assert.equal(find(answered([0.91, 0.09], 0.91), 'class-imbalance')?.category, 'data');
    assert.equal(find(answered([0.9, 0.1], 0.9), 'class-imbalance'), undefined);
  });

  it('is not told where the rare class is learned too, or weighted', () => {
    assert.equal(find({ ...HEALTHY, classShares: [0.95, 0.05] }, 'class-imbalance'), undefined);
    const weighted = (plan: Plan): Plan => ({
      ...plan,
      train: { ...plan.train, classWeights: 'balanced' },
    });
    const made = { ...answered([0.95, 0.05], 0.95), plan: weighted };
    assert.equal(find(made, 'class-imbalance'), undefined);
  });
});

describe('data-leak', () => {
  it('is a tenth of the validation samples among the training samples, however well the model does', () => {
    assert.equal(find({ ...HEALTHY, sharedShare: 0.11 }, 'data-leak')?.setting, 'split');
    assert.equal(find({ ...HEALTHY, sharedShare: 0.09 }, 'data-leak'), undefined);
    assert.equal(find({ ...HEALTHY, sharedShare: null }, 'data-leak'), undefined);
  });
});

describe('input-ignored', () => {
  const asked = (zeroed: readonly number[]): MadeUpRun => ({
    ...STUCK,
    checks: { inputs: { given: constant(0.69, 64), zeroed } },
  });

  it('is a loss that is the same without the inputs', () => {
    assert.ok(find(asked(constant(0.69, 64)), 'input-ignored'));
    assert.equal(find(asked(constant(0.72, 64)), 'input-ignored'), undefined);
  });

  it('is not told of a model that learns', () => {
    const checks = { inputs: { given: constant(0.1, 64), zeroed: constant(0.1, 64) } };
    assert.equal(find({ ...HEALTHY, checks }, 'input-ignored'), undefined);
  });

  it('weighs the order of the losses as Mann and Whitney do', () => {
    // By scipy.stats.mannwhitneyu(method='asymptotic', use_continuity=False).
    const close = (actual: number, expected: number) =>
      assert.ok(Math.abs(actual - expected) < 1e-4);
    close(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]), 0.020921);
    close(mannWhitney([1, 2, 2, 3], [2, 3, 3, 4]), 0.129155);
    assert.equal(mannWhitney([1, 1], [1, 1]), 1);
    assert.equal(mannWhitney([], [1]), 1);
  });
});

describe('train-eval-mismatch', () => {
  const normalized = (plan: Plan): Plan => ({
    ...plan,
    model: {
      ...plan.model,
      layers: [
        ...plan.model.layers.slice(0, 1),
        {
          type: 'batch_norm',
          id: 'batch_norm',
          inputShape: [8],
          outputShape: [8],
          trainable: true,
          origin: { start: 0, end: 0, line: 30 },
          momentum: 0.1,
          epsilon: 1e-5,
        },
        ...plan.model.layers.slice(1),
      ],
    },
  });
  const asked = (evaluation: number, training: number, plan = normalized) =>
    find({ ...HEALTHY, plan, checks: { modes: { training, evaluation } } }, 'train-eval-mismatch');

  it('is a loss half as large again with the stored statistics', () => {
    assert.ok(asked(0.61, 0.4));
    assert.equal(asked(0.59, 0.4), undefined);
  });

  it('is no matter where both are small, the other way round, or without batch norm', () => {
    assert.equal(asked(0.05, 0.01), undefined);
    assert.equal(asked(0.4, 0.9), undefined);
    assert.equal(
      asked(0.9, 0.1, (plan) => plan),
      undefined,
    );
  });
});

describe('cannot-overfit-a-batch', () => {
  const tested = (made: MadeUpRun, error: number) =>
    find({ ...made, batchTest: { samples: 16, steps: 1000, error } }, 'cannot-overfit-a-batch');

  it('is more than a tenth of a handful of samples wrong', () => {
    assert.equal(tested(STUCK, 0.125)?.severity, 'warning');
    assert.equal(tested(STUCK, 0.0625), undefined);
  });

  it('is a remark where the model gets on', () => {
    assert.equal(tested(HEALTHY, 0.2)?.severity, 'information');
  });

  it('confirms that a model has no room for what it is to learn', () => {
    const single: MadeUpRun = { ...HEALTHY, layers: [{ activation: 'softmax', units: 2 }] };
    const finding = tested(single, 0.2);
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding?.category, 'capacity');
    assert.match(finding?.message ?? '', /no hidden layer/);
  });
});

describe('what holds a run back', () => {
  const blamed = (made: MadeUpRun) => diagnose(madeUpRun({ ...STUCK, ...made }))[0];
  const train =
    (changes: Partial<Plan['train']>) =>
    (plan: Plan): Plan => ({
      ...plan,
      train: { ...plan.train, ...changes },
    });

  it('is an epsilon ten times the gradients', () => {
    const adam = { name: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999 } as const;
    const at = (epsilon: number) =>
      blamed({ plan: withOptimizer({ ...adam, epsilon }), probes: [{}, {}, {}] });
    assert.equal(at(0.11)?.symptom, 'learning-rate-too-low');
    assert.equal(at(0.11)?.category, 'optimizer');
    assert.notEqual(at(0.09)?.category, 'optimizer');
  });

  it('is a bound on the weights that leaves hardly any', () => {
    const bounded =
      (maxNorm: number) =>
      (plan: Plan): Plan => ({
        ...plan,
        model: {
          ...plan.model,
          layers: plan.model.layers.map((layer) =>
            layer.type === 'dense' ? { ...layer, maxNorm } : layer,
          ),
        },
      });
    assert.equal(blamed({ plan: bounded(0.49) })?.symptom, 'over-regularization');
    assert.notEqual(blamed({ plan: bounded(0.51) })?.symptom, 'over-regularization');
  });

  it('is a weight decay that takes a hundredth of every weight in a step', () => {
    const adamw = {
      name: 'adamw',
      learningRate: 0.02,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    } as const;
    const at = (weightDecay: number) => blamed({ plan: withOptimizer({ ...adamw, weightDecay }) });
    assert.equal(at(0.51)?.symptom, 'over-regularization');
    assert.equal(at(0.51)?.setting, 'optimizer');
    assert.notEqual(at(0.49)?.symptom, 'over-regularization');
  });

  it('is a schedule that takes the rate away within half of the epochs', () => {
    const schedule = { name: 'exponential', decay: 0.1, warmup: 0 } as const;
    const plan = (p: Plan): Plan =>
      train({ phases: p.train.phases.map((phase) => ({ ...phase, schedule })) })(p);
    const rates = (kept: number) => [...constant(0.1, kept), ...constant(1e-5, 10 - kept)];
    assert.equal(blamed({ plan, learningRates: rates(4) })?.setting, 'schedule');
    assert.notEqual(blamed({ plan, learningRates: rates(5) })?.setting, 'schedule');
  });

  it('is a layer with fewer units than it takes to tell the outputs apart', () => {
    const widths = (narrow: number): MadeUpRun => ({
      classes: 10,
      layers: [
        { units: 64 },
        { units: narrow },
        { units: 32 },
        { units: 10, activation: 'softmax' },
      ],
      loss: constant(1.6, 40),
      accuracy: constant(0.4, 40),
    });
    assert.deepEqual(blamed(widths(3))?.layers, ['dense_2']);
    assert.equal(blamed(widths(3))?.category, 'capacity');
    assert.ok(blamed(widths(3))?.message.includes('All has to pass'));
    assert.ok(!blamed(widths(4))?.message.includes('All has to pass'));
  });

  it('is layers that never train and were never trained', () => {
    const plan = (p: Plan): Plan =>
      train({
        phases: p.train.phases.map((phase) => ({ ...phase, trainableLayers: ['dense_3'] })),
      })(p);
    const finding = blamed({ plan, loss: constant(Math.LN2, 40), accuracy: constant(0.5, 40) });
    assert.equal(finding?.category, 'initialization');
    assert.deepEqual(finding?.layers, ['dense', 'dense_2']);
  });

  it('is told on the line of the phase at work', () => {
    const rates = [1e-3, 1];
    const plan = (p: Plan): Plan =>
      train({
        phases: rates.flatMap((learningRate, i) =>
          p.train.phases.map((phase) => ({
            ...phase,
            name: `phase ${i}`,
            epochs: 5,
            optimizer: { name: 'sgd', learningRate, momentum: 0, nesterov: false } as const,
            origin: { start: 0, end: 0, line: 70 + i },
          })),
        ),
      })(p);
    const early = blamed({ plan, loss: [0.6, 0.5], diverged: true });
    const late = blamed({ plan, loss: constant(0.5, 7), diverged: true });
    assert.deepEqual([early?.origin.line, late?.origin.line], [70, 71]);
  });
});
