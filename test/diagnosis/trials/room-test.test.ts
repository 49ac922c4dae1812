import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '#diagnosis';
import { flattenLayers, type Plan } from '#plan';
import { needsRoomTest } from '../../../diagnosis/src/trials/room-test.ts';
import { ROOM, roomierPlan } from '../../../diagnosis/src/trials/roomier.ts';
import { constant, type MadeUpRun, madeUpRun } from '../made-up-run.ts';
import { planOfText, trainPlan } from '../train-text.ts';

function planOf(input: string, layers: readonly string[], source = 'blobs(classes: 3)'): Plan {
  return planOfText(`data Points { source ${source} }
model Net {
  input(${input})
${layers.map((layer) => `  ${layer}\n`).join('')}}
train Net on Points { optimizer adam(learning_rate: 0.01)  epochs 30 }
`);
}

/** What each layer is given and gives. */
function shapes(plan: Plan | null): unknown {
  return plan?.model.layers.map(({ inputShape, outputShape }) => [inputShape, outputShape]);
}

describe('a roomier plan', () => {
  const WAVES = 'sine(length: 64)';
  const SHAPES: Readonly<Record<string, (units: number) => readonly string[]>> = {
    'recurrent layers in both directions': (units) => [
      `gru(${units}, return_sequences: true, bidirectional: true)`,
      `lstm(${units})`,
      'dense(1)',
    ],
    'convolutions under pooling': (units) => [
      `conv1d(${units}, 3, relu)`,
      'batch_norm',
      'max_pool1d(2)',
      'global_avg_pool',
      'dropout(0.2)',
      `dense(${units}, relu)`,
      'dense(1)',
    ],
    'a flattened convolution': (units) => [
      `conv1d(${units}, 3, relu)`,
      'flatten',
      'dense(40, relu)',
      'dense(1)',
    ],
  };
  for (const [name, layers] of Object.entries(SHAPES)) {
    it(`has the usual number of units where there were few, and the shapes of one written so: ${name}`, () => {
      const wider = roomierPlan(planOf('64, 1', layers(9), WAVES));
      assert.deepEqual(shapes(wider), shapes(planOf('64, 1', layers(ROOM), WAVES)));
    });
  }

  it('has a hidden layer that trains where there was none', () => {
    const plan = roomierPlan(planOf('2', ['dense(3, softmax)']));
    assert.deepEqual(
      shapes(plan),
      shapes(planOf('2', [`dense(${ROOM}, relu)`, 'dense(3, softmax)'])),
    );
    const ids = plan ? flattenLayers(plan.model.layers).map(({ id }) => id) : [];
    assert.deepEqual(new Set(plan?.train.phases[0]?.trainableLayers), new Set(ids));
  });

  it('is none where no layer is narrow, or blocks bind their widths', () => {
    assert.equal(roomierPlan(planOf('2', ['dense(10, relu)', 'dense(3, softmax)'])), null);
    const block = ['dense(4, relu)', 'residual { dense(4, relu) }', 'dense(3, softmax)'];
    assert.equal(roomierPlan(planOf('2', block)), null);
    const reshaped = ['reshape(8, 8, 1)', 'conv2d(4, 3)', 'flatten', 'dense(1)'];
    assert.equal(roomierPlan(planOf('64, 1', reshaped, WAVES)), null);
  });
});

describe('the test whether a larger model does better', () => {
  const short: MadeUpRun = {
    layers: [{ units: 3 }, { activation: 'softmax', units: 2 }],
    loss: [0.6, 0.5, 0.4, 0.3, 0.3],
    accuracy: constant(0.86, 5),
    validationLoss: constant(0.35, 5),
    validationAccuracy: constant(0.85, 5),
  };

  it('is made of a narrow model that falls short without any other finding', () => {
    assert.ok(needsRoomTest(madeUpRun(short)));
    assert.ok(!needsRoomTest(madeUpRun({ ...short, ended: false })), 'it goes on');
    assert.ok(!needsRoomTest(madeUpRun({ ...short, layers: [{}, { units: 2 }] })), 'not narrow');
    const { validationLoss: _, validationAccuracy: __, ...unchecked } = short;
    assert.ok(!needsRoomTest(madeUpRun(unchecked)), 'nothing to compare on');
    assert.ok(!needsRoomTest(madeUpRun({ ...short, accuracy: constant(0.99, 5) })), 'it fits');
    assert.ok(!needsRoomTest(madeUpRun({ ...short, accuracy: constant(0.5, 5) })), 'it shows why');
    const long = { ...short, samples: { train: 1e9, validation: 150, test: 150 } };
    assert.ok(!needsRoomTest(madeUpRun(long)), 'it would take too long');
  });

  it('shows three units to be too few for spirals, and nothing of noise', async () => {
    const spirals = planOf('2', ['dense(3, relu)', 'dense(3, softmax)'], 'spirals(samples: 600)');
    const run = await trainPlan(spirals);
    const [finding] = diagnose(run);
    assert.equal(finding?.symptom, 'underfitting');
    assert.deepEqual(finding?.layers, ['dense_1']);
    const noise = planOf(
      '2',
      ['dense(6, tanh)', 'dense(2, softmax)'],
      'moons(samples: 2000, noise: 0.35)',
    );
    const noisy = await trainPlan(noise);
    assert.ok(noisy.roomTest, 'it falls short');
    assert.deepEqual(
      diagnose(noisy).filter(({ severity }) => severity !== 'information'),
      [],
    );
  });
});
