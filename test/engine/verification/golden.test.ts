import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelsOf } from '../plans.ts';
import { compare, goldenFiles, TOLERANCE } from './golden.ts';

for (const build of ['relaxed', 'simd'] as const) {
  const kernels = await kernelsOf(build);
  for (const file of goldenFiles()) {
    for (const golden of file.cases) {
      test(`${build}: ${file.group}, ${golden.name}: weights and losses as in PyTorch`, () => {
        const agreements = compare(file, golden, kernels);
        assert.deepEqual(
          agreements.map(({ steps }) => steps),
          [1, 10, 100],
        );
        for (const { steps, weights, losses, worst } of agreements) {
          assert.ok(weights <= TOLERANCE, `${worst} is off by ${weights} after ${steps} steps`);
          assert.ok(losses <= TOLERANCE, `the loss is off by ${losses} after ${steps} steps`);
        }
      });
    }
  }
}
