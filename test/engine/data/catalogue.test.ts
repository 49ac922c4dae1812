import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GeneratorName } from '#plan';
import { generate } from '../../../engine/src/data/generators/generate.ts';
import { createRandom } from '../../../engine/src/rng.ts';
import { GENERATORS } from '../../../language/src/catalogue/generators.ts';

for (const entry of GENERATORS) {
  test(`${entry.name} makes what the catalogue promises of it`, () => {
    const args = Object.fromEntries(
      entry.parameters.map((parameter) => [parameter.name, Number(parameter.default)]),
    );
    const promised = entry.describe(args);
    const made = generate(entry.name as GeneratorName, args, createRandom(1));
    assert.equal(made.count, promised.samples);
    assert.deepEqual(made.shape, promised.shape);
    if (made.target.kind === 'labels') {
      assert.equal(made.target.classes[0]?.length, promised.classes);
      assert.deepEqual(made.target.shape, promised.targetShape);
    } else {
      assert.equal(promised.classes, null);
      assert.deepEqual(promised.targetShape, []);
    }
  });
}
