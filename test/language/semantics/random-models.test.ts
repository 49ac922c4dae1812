import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyze, EMPTY_ENVIRONMENT, formatText, planFor } from '#language';
import { flattenLayers } from '#plan';
import { randomSpecification } from '../random-models.ts';

test('random valid models resolve without errors and have a plan', () => {
  fc.assert(
    fc.property(randomSpecification, (text) => {
      const analysis = analyze(text, EMPTY_ENVIRONMENT);
      const errors = analysis.structural.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ message }) => message),
        [],
      );
      const answer = planFor(analysis, 0);
      assert.ok(answer.ok, JSON.stringify(!answer.ok && answer.findings));
      const layers = flattenLayers(answer.plan.model.layers);
      assert.equal(new Set(layers.map(({ id }) => id)).size, layers.length, 'ids are unique');
      assertPlainJson(answer.plan);
    }),
    { numRuns: 300 },
  );
});

test('formatting a random model keeps its plan', () => {
  fc.assert(
    fc.property(randomSpecification, (text) => {
      const plan = (source: string) => {
        const answer = planFor(analyze(source, EMPTY_ENVIRONMENT), 0);
        assert.ok(answer.ok);
        return JSON.stringify(answer.plan, (key, value) =>
          /[oO]rigins?$/.test(key) ? null : value,
        );
      };
      assert.equal(plan(formatText(text)), plan(text));
    }),
    { numRuns: 100 },
  );
});

/** What crosses to a worker and into a file must survive JSON: no undefined, no NaN, no functions. */
function assertPlainJson(plan: unknown): void {
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
}
