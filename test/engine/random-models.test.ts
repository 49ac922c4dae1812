import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTrainer, type EngineEvent, loadData } from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { randomSpecification } from '../language/random-models.ts';
import { kernelsOf } from './plans.ts';

const kernels = await kernelsOf();

const noFiles = () => Promise.reject(new Error('Random models read no files.'));

test('random valid models build, train an epoch and give finite numbers', async () => {
  await fc.assert(
    fc.asyncProperty(randomSpecification, async (text) => {
      const analysis = analyze(text, EMPTY_ENVIRONMENT);
      const answer = planFor(analysis, 0);
      assert.ok(answer.ok);
      const { plan } = answer;
      const data = await loadData(plan.data, plan.model.inputShape, noFiles);
      const trainer = createTrainer({ plan, data, kernels });
      const events: EngineEvent[] = [];
      while (!trainer.done) events.push(...trainer.advance(50));
      const started = events.find((event) => event.type === 'started');
      assert.equal(started?.parameters, analysis.resolved.models[0]?.parameters, 'parameters');
      const epoch = events.find((event) => event.type === 'epoch');
      assert.ok(epoch && Number.isFinite(epoch.record.train.loss), JSON.stringify(events.at(-1)));
      for (const { name, values } of trainer.weights()) {
        assert.ok(values.every(Number.isFinite), `${name} is finite`);
      }
    }),
    { numRuns: 100 },
  );
});
