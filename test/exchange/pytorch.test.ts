import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { randomSpecification } from '../language/random-models.ts';
import { hasModules, lacks, sharedFolder } from './python.ts';
import { type Comparison, compareWith, largestDifference } from './repeat-training.ts';
import { OPTIMIZER_TRAININGS, PHASES, SCHEDULE_TRAININGS, TRAININGS } from './specifications.ts';

/** Losses of the two engines may differ by this share. */
const TOLERANCE = 1e-3;

/** Random models to repeat; the seed makes failures repeatable. */
const RANDOM = { numRuns: 60, seed: 2024 };

const named = {
  ...TRAININGS,
  ...OPTIMIZER_TRAININGS,
  ...SCHEDULE_TRAININGS,
  'two phases with frozen batch norm': PHASES,
};
const random = fc.sample(randomSpecification, RANDOM).map(withoutDropout);
const folder = sharedFolder();
let comparisons: readonly Comparison[] = [];

before(async () => {
  if (!hasModules('torch', 'safetensors')) return;
  comparisons = await compareWith('pytorch', [...Object.values(named), ...random], folder);
});

for (const [index, name] of Object.keys(named).entries()) {
  test(`exported to PyTorch, the first fifty losses are the same: ${name}`, (t) => {
    if (lacks(t, 'torch', 'safetensors')) return;
    const comparison = comparisons[index] as Comparison;
    assert.equal(comparison.ours.length, 50);
    requireSame(comparison);
  });
}

test('exported to PyTorch, random models have the same losses', (t) => {
  if (lacks(t, 'torch', 'safetensors')) return;
  const rest = comparisons.slice(Object.keys(named).length);
  assert.equal(rest.length, RANDOM.numRuns);
  for (const comparison of rest) requireSame(comparison);
});

function requireSame(comparison: Comparison): void {
  const { error, ours, theirs, text } = comparison;
  assert.equal(error, undefined, text);
  assert.ok(ours.length > 0, text);
  const difference = largestDifference(comparison);
  const shown = `${ours.slice(0, 5).join(' ')} …\n${theirs.slice(0, 5).join(' ')} …`;
  assert.ok(difference <= TOLERANCE, `${difference}\n${shown}\n${text}`);
}

/** Masks are drawn from other random numbers: without them trainings can be compared. */
function withoutDropout(text: string): string {
  const plain = text.replaceAll(/dropout\(0\.\d\)/g, 'dropout(0)');
  return plain.replaceAll(/, recurrent_dropout: 0\.2/g, '');
}
