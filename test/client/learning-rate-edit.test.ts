import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT, planFor } from '#language';
import { learningRateEdit } from '../../client/src/training/learning-rate-edit.ts';

const specification = (train: string) => `data D {
  source spirals(samples: 300, classes: 2)
}

model M {
  input(2)
  dense(8, relu)
  dense(2, softmax)
}

train M on D {
${train}
}
`;

/** The train block's lines after the rate was set. */
function withRate(train: string, learningRate: number): string {
  const text = specification(train);
  const planned = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  assert.ok(planned.ok, JSON.stringify(planned));
  const edited = applyEdits(text, [learningRateEdit(text, planned.plan, learningRate)]);
  const again = planFor(analyze(edited, EMPTY_ENVIRONMENT), 0);
  assert.ok(again.ok, edited);
  assert.equal(again.plan.train.phases[0]?.optimizer.learningRate, learningRate);
  return edited.slice(edited.indexOf('train M on D {\n') + 15, edited.lastIndexOf('\n}'));
}

const cases: readonly (readonly [string, string, string])[] = [
  [
    'a rate that is written is replaced',
    '  optimizer adam(learning_rate: 1e-5)',
    '  optimizer adam(learning_rate: 3e-3)',
  ],
  [
    'a rate without its name is replaced',
    '  optimizer adam(0.1, beta1: 0.8)',
    '  optimizer adam(3e-3, beta1: 0.8)',
  ],
  [
    'a rate behind other arguments is replaced',
    '  optimizer sgd(momentum: 0.9, learning_rate: 0.1)',
    '  optimizer sgd(momentum: 0.9, learning_rate: 3e-3)',
  ],
  [
    'an optimizer with other arguments gets the rate first',
    '  optimizer sgd(momentum: 0.9)',
    '  optimizer sgd(learning_rate: 3e-3, momentum: 0.9)',
  ],
  [
    'an optimizer without arguments gets them',
    '  optimizer adam',
    '  optimizer adam(learning_rate: 3e-3)',
  ],
];

for (const [name, before, after] of cases) {
  test(name, () => {
    assert.equal(withRate(`${before}\n  epochs 5`, 3e-3), `${after}\n  epochs 5`);
  });
}

test('where no optimizer is written, the one in force is', () => {
  const edited = withRate('  epochs 5', 2e-2);
  assert.match(edited, /^ {2}optimizer \w+\(learning_rate: 2e-2\)$/m);
  assert.match(edited, /epochs 5/);
});
