import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT, type Environment } from '#language';

const base = analyze(
  `model Net {
  input(2)
  dense(32, sigmoid)
  dense(3, softmax, init: glorot_uniform)
}
`,
  EMPTY_ENVIRONMENT,
);

const beside: Environment = {
  ...EMPTY_ENVIRONMENT,
  module: (path) => (path === 'net.nnspec' ? base : undefined),
};

const BLOCKS = `data Others {
  source spirals(classes: 5)
}

train Next on Others {
  early_stopping(patience: 5)
  phase head { epochs 10  optimizer adam(learning_rate: 1e-3) }
  phase fine_tune { unfreeze all  epochs 10  optimizer adam(learning_rate: 1e-3) }
}
`;

function rulesOf(text: string): string[] {
  return analyze(text, beside)
    .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule }) => rule);
}

test('a transfer from a model of another file is checked; that model itself is checked there', () => {
  assert.ok(base.findings.some(({ rule }) => rule === 'sigmoid-without-xavier'));
  const kept = `model Next from "net.nnspec#Net" {
  freeze first 1
}

${BLOCKS}`;
  assert.deepEqual(rulesOf(kept), ['head-not-replaced', 'fine-tune-learning-rate']);
  const open = `model Next from "net.nnspec#Net" {
  replace last 1 { dense(5, softmax, init: glorot_uniform) }
}

${BLOCKS}`;
  assert.deepEqual(rulesOf(open), ['unfrozen-from-start', 'fine-tune-learning-rate']);
});

test('all repairs are edits of this text, and lead to a clean one', () => {
  let text = `model Next from "net.nnspec#Net" {
  freeze first 1
}

${BLOCKS}`;
  for (const rule of ['head-not-replaced', 'fine-tune-learning-rate']) {
    const finding = analyze(text, beside).findings.find((one) => one.rule === rule);
    const [fix] = finding?.fixes ?? [];
    assert.ok(fix, rule);
    text = applyEdits(text, fix.edits);
  }
  assert.deepEqual(rulesOf(text), []);
});
