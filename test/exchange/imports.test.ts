import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pytorchScript } from '#exchange';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { PHASES } from './specifications.ts';

test('a script imports no framework whose words it merely shares', () => {
  const answer = planFor(analyze(PHASES, EMPTY_ENVIRONMENT), 0);
  assert.ok(answer.ok);
  const place = { specification: 'net.nnspec', script: 'net.py', folder: '' };
  const script = pytorchScript(answer.plan, place);
  assert.match(script, /phase\.layers/);
  assert.doesNotMatch(script, /import keras|from keras/);
  assert.match(script, /^from torch import Tensor, nn$/m);
});
