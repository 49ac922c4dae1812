import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT, summarize } from '#language';

const rows = Array.from({ length: 204 }, (_, i) => {
  const kind = i < 4 ? 'rare' : i % 2 ? 'left' : 'right';
  return `${(i % 9) / 4},${((i * 7) % 11) / 5},${kind}`;
});
const table = (async function* () {
  yield new TextEncoder().encode(['a,b,kind', ...rows].join('\n'));
})();
const summary = await summarize('table.csv', table);
const beside = { ...EMPTY_ENVIRONMENT, dataSummary: () => summary };

function rulesOf(classes: string, units: number): string[] {
  const text = `data Sides {
  source "table.csv"
  target kind${classes}
  scale standardize
}

model Net {
  input(2)
  dense(32, relu, init: he_normal)
  dense(${units}, softmax, init: glorot_uniform)
}

train Net on Sides {
  epochs 50
  early_stopping(patience: 5)
}
`;
  const { findings } = analyze(text, beside);
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule }) => rule);
}

test('rules speak of the classes that are chosen, and of no others', () => {
  assert.deepEqual(rulesOf('', 3), ['class-imbalance']);
  assert.deepEqual(rulesOf('\n  classes left, right', 2), []);
  assert.deepEqual(rulesOf('\n  classes left, right', 3), ['units-classes']);
  assert.deepEqual(rulesOf('\n  classes left, rare', 2), ['class-imbalance']);
});
