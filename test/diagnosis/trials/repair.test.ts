import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RepairStep, repair } from '#diagnosis';
import { analyze, EMPTY_ENVIRONMENT } from '#language';
import type { Plan } from '#plan';
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
