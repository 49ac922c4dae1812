import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineEntries } from '#engine';
import { CATALOGUE } from '../../language/src/catalogue/index.ts';

function namesOf(...kinds: readonly (keyof typeof CATALOGUE)[]): string[] {
  return kinds.flatMap((kind) => CATALOGUE[kind].map(({ name }) => name)).sort();
}

/** Written in the text, but gone from the plan: the input is its shape, a repetition is unrolled, a branch belongs to its block. */
const NOT_LAYERS = ['input', 'repeat', 'branch'];

test('the engine trains what the catalogue offers, and nothing else', () => {
  const layers = namesOf('layer', 'block').filter((name) => !NOT_LAYERS.includes(name));
  assert.deepEqual([...engineEntries.layers].sort(), layers);
  assert.deepEqual([...engineEntries.activations].sort(), namesOf('activation'));
  assert.deepEqual([...engineEntries.initializers].sort(), namesOf('initializer'));
  assert.deepEqual([...engineEntries.optimizers].sort(), namesOf('optimizer'));
  assert.deepEqual([...engineEntries.schedules].sort(), namesOf('schedule'));
  assert.deepEqual([...engineEntries.losses].sort(), namesOf('loss'));
  assert.deepEqual([...engineEntries.metrics].sort(), namesOf('metric'));
});
