import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createPredictor,
  createTrainer,
  loadCheckpoint,
  loadData,
  readSafetensors,
  saveCheckpoint,
  type Trainer,
  weightsOf,
} from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { flattenLayers } from '#plan';
import { randomSpecification } from '../../language/random-models.ts';
import { kernelsOf } from '../plans.ts';

const kernels = await kernelsOf();

const noFiles = () => Promise.reject(new Error('Random models read no files.'));

function bitsOf(trainer: Trainer): unknown {
  return trainer
    .weights()
    .map(({ name, values }) => [name, [...new Uint32Array(values.slice().buffer)]]);
}

test('any model goes on from its file to the same bits, and answers the same from it', async () => {
  await fc.assert(
    fc.asyncProperty(randomSpecification, fc.integer({ min: 1, max: 9 }), async (text, steps) => {
      const answer = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
      assert.ok(answer.ok);
      const { plan } = answer;
      const data = await loadData(plan.data, plan.model.inputShape, noFiles);
      const options = { plan, data, kernels, probes: false };
      const whole = createTrainer(options);
      whole.advance(Number.POSITIVE_INFINITY, steps);
      const file = saveCheckpoint(whole.checkpoint(), { plan, data, text, history: [] });
      const resumed = createTrainer(options);
      resumed.restore(loadCheckpoint(file, { plan, data }));
      assert.deepEqual(bitsOf(resumed), bitsOf(whole));
      for (const trainer of [whole, resumed]) trainer.advance(Number.POSITIVE_INFINITY, 3);
      assert.deepEqual(bitsOf(resumed), bitsOf(whole));
      if (whole.done) return;

      const later = saveCheckpoint(whole.checkpoint(), { plan, data, text, history: [] });
      const { tensors } = readSafetensors(later);
      const ids = flattenLayers(plan.model.layers).map(({ id }) => id);
      const weights = weightsOf(plan.model, ids, tensors);
      const inputs = data.train.inputs.slice(0, data.train.inputs.length / data.train.count);
      const restoresBest = plan.train.earlyStopping?.restoreBest ?? false;
      if (restoresBest && whole.checkpoint().best) return;
      const predictor = createPredictor({ plan, data, kernels, weights });
      assert.deepEqual(predictor.predict(inputs).outputs, whole.predict(inputs));
    }),
    { numRuns: 100 },
  );
});
