import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RepairStep, repair } from '#diagnosis';
import { analyze, EMPTY_ENVIRONMENT } from '#language';
import type { Plan } from '#plan';
import { constant, type MadeUpRun, madeUpRun } from '../made-up-run.ts';
import { planOfText, trainPlan } from '../train-text.ts';

/** Two faults: a learning rate a thousand times too low, and hidden layers without a non-linearity. */
const FAULTY = `data Rings {
  source circles(samples: 600, noise: 0.1)
  split train 70%, validation 30%, test 0%
  seed 1
}

model Net {
  input(2)
  dense(16)
  dense(16)
  dense(2, softmax)
}

train Net on Rings {
  loss cross_entropy
  optimizer adam(learning_rate: 3e-6)
  batch_size 32
  epochs 40
  metrics accuracy
  seed 1
}
`;

const EPOCHS = 20;
const STUCK: MadeUpRun = {
  loss: constant(Math.LN2, EPOCHS),
  accuracy: constant(0.5, EPOCHS),
  validationLoss: constant(Math.LN2, EPOCHS),
  validationAccuracy: constant(0.5, EPOCHS),
};
const LEARNED: MadeUpRun = {
  loss: Array.from({ length: EPOCHS }, (_, i) => Math.max(0.02, 0.6 * 0.8 ** i)),
  accuracy: constant(0.99, EPOCHS),
  validationLoss: Array.from({ length: EPOCHS }, (_, i) => Math.max(0.03, 0.6 * 0.8 ** i)),
  validationAccuracy: constant(0.98, EPOCHS),
};

const analyzeText = (text: string) => analyze(text, EMPTY_ENVIRONMENT);

async function repairText(text: string, retrains?: number) {
  let trainings = 0;
  const steps: RepairStep[] = [];
  const train = (plan: Plan) => {
    trainings++;
    return trainPlan(plan);
  };
  const run = await trainPlan(planOfText(text));
  const result = await repair(analyzeText(text), 0, run, {
    analyze: analyzeText,
    train,
    onTrial: (step) => steps.push(step),
    ...(retrains === undefined ? {} : { retrains }),
  });
  return { result, trainings, steps };
}

describe('repair', () => {
  it('cures one fault after the other, within 8 retrains, until the run is healthy', async () => {
    const { result, trainings, steps } = await repairText(FAULTY);
    assert.ok(trainings <= 8, `${trainings} retrains`);
    assert.equal(result.retrains, trainings);
    assert.deepEqual(steps, result.steps);
    assert.deepEqual(result.findings, []);
    // Both faults are in the text: the fixes of their rules together win over either alone.
    assert.deepEqual(
      result.applied.map(({ id }) => id),
      ['rules:linear-stack+learning-rate'],
    );
    const record = await trainPlan(planOfText(result.text));
    const accuracy = record.end?.type === 'finished' ? record.end.validation?.accuracy : 0;
    assert.ok((accuracy ?? 0) > 0.9, `accuracy ${accuracy}`);
  });

  it('keeps nothing that does not win, and no more than the budget allows', async () => {
    const { result, trainings } = await repairText(FAULTY, 1);
    assert.equal(trainings, 1);
    for (const { kept, gain } of result.steps) assert.ok(!kept || gain > 0);
    assert.equal(result.text === FAULTY, result.applied.length === 0);
  });

  it('tries what goes to the cause together with what its run shows next: faults hide each other', async () => {
    // Neither the loss nor the optimizer alone gets this model to learn.
    const text = FAULTY.replaceAll('dense(16)', 'dense(16, relu, init: he_normal)')
      .replace('loss cross_entropy', 'loss mse')
      .replace('adam(learning_rate: 3e-6)', 'sgd(learning_rate: 0.01)');
    const trainedAs = (plan: Plan) => {
      const { loss, phases } = plan.train;
      const learns = loss.name === 'cross_entropy' && phases[0]?.optimizer.name === 'adam';
      return madeUpRun({ ...(learns ? LEARNED : STUCK), plan: () => plan });
    };
    const result = await repair(analyzeText(text), 0, trainedAs(planOfText(text)), {
      analyze: analyzeText,
      train: async (plan) => trainedAs(plan),
    });
    assert.deepEqual(
      result.applied.map(({ id }) => id),
      ['rule:loss-head-mismatch + optimizer:adam'],
    );
    assert.deepEqual(result.findings, []);
    assert.ok(result.text.includes('loss cross_entropy') && result.text.includes('optimizer adam'));
    assert.ok(result.retrains <= 8, `${result.retrains} retrains`);
  });

  it('does not take for a cure what leaves the model learning nothing, whatever chance makes of it', async () => {
    const text = FAULTY.replaceAll('dense(16)', 'dense(16, relu, init: he_normal)');
    const chance = (plan: Plan) => {
      // Two points of accuracy on 150 validation samples.
      const isChanged = JSON.stringify(plan) !== JSON.stringify(planOfText(text));
      const accuracy = constant(isChanged ? 0.52 : 0.5, EPOCHS);
      return madeUpRun({ ...STUCK, validationAccuracy: accuracy, plan: () => plan });
    };
    const result = await repair(analyzeText(text), 0, chance(planOfText(text)), {
      analyze: analyzeText,
      train: async (plan) => chance(plan),
    });
    assert.deepEqual(result.applied, []);
    assert.equal(result.text, text);
  });

  it('leaves a healthy specification alone', async () => {
    const healthy = FAULTY.replaceAll('dense(16)', 'dense(16, relu, init: he_normal)').replace(
      '3e-6',
      '0.01',
    );
    assert.deepEqual(
      diagnose(await trainPlan(planOfText(healthy))).filter((f) => f.severity !== 'information'),
      [],
    );
    const { result, trainings } = await repairText(healthy);
    assert.equal(trainings, 0);
    assert.equal(result.text, healthy);
  });
});
