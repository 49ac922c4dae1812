import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  drawn,
  ExportError,
  probingTrials,
  rayScript,
  type SweptPlan,
  sweptConstants,
  withTrial,
} from '#exchange';
import { type Analysis, analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { lacks, runPython, temporaryFolder } from './python.ts';

const TEXT = `let width = choice(8, 16, 32)
let half = width / 2
let rate = log_uniform(1e-4, 1e-2)
let drop = uniform(0.1, 0.5)
let batch = int_uniform(10, 21)
data Set { source blobs(samples: 120, classes: 3, features: 4) }
model Net {
  input(4)
  dense(width, relu, init: he_normal)
  dropout(drop)
  dense(half * 3, relu, init: he_normal)
  dense(3, softmax)
}
train Net on Set {
  optimizer adam(learning_rate: rate)
  batch_size batch
  epochs 3
  metrics accuracy
}
`;
const PLACE = { specification: 'net.nnspec', script: 'net.py', folder: '' };

function analyzed(text: string): Analysis {
  return analyze(text, EMPTY_ENVIRONMENT);
}

function sweptPlan(text: string): SweptPlan {
  const analysis = analyzed(text);
  const constants = sweptConstants(analysis);
  const planOf = (changed: string) => {
    const answer = planFor(analyzed(changed), 0);
    assert.ok(answer.ok, changed);
    return answer.plan;
  };
  const probes = probingTrials(constants).map((trial) => ({
    trial,
    plan: planOf(withTrial(text, constants, trial)),
  }));
  return { plan: planOf(text), constants, probes };
}

test('a range stands for its first choice or its middle, and says so', () => {
  const { resolved, findings } = analyzed(TEXT);
  const values = Object.fromEntries(resolved.constants.map(({ name, value }) => [name, value]));
  assert.deepEqual(values, { width: 8, half: 4, rate: 1e-3, drop: 0.3, batch: 16 });
  const told = findings.filter(({ rule }) => rule === 'swept-constant');
  assert.deepEqual(
    told.map(({ severity }) => severity),
    Array(4).fill('information'),
  );
  assert.match(told[0]?.message ?? '', /^width is 8 here/);
});

const wrong: readonly [value: string, says: RegExp][] = [
  ['choice()', /choice takes the values to try/],
  ['log_uniform(0, 1)', /'low' of log_uniform is 0; it must be over 0/],
  ['uniform(2, 1)', /low \(2\) must be under high \(1\)/],
  ['int_uniform(1.5, 3)', /takes a whole number/],
  ['uniform(1)', /high/],
  ['choice(low: 1)', /values without names/],
];

for (const [value, says] of wrong) {
  test(`let width = ${value} is told what is wrong`, () => {
    const { findings } = analyzed(TEXT.replace('choice(8, 16, 32)', value));
    const errors = findings.filter(({ severity }) => severity === 'error');
    assert.ok(
      errors.some(({ message }) => says.test(message)),
      errors.map(({ message }) => message).join('\n'),
    );
  });
}

test('drawn values lie in their range, its ends included', () => {
  for (const share of [0, 0.5, 0.999999]) {
    assert.ok([8, 16].includes(drawn({ kind: 'choice', values: [8, 16] }, share)));
    const whole = drawn({ kind: 'int_uniform', low: 1, high: 3 }, share);
    assert.ok(Number.isInteger(whole) && whole >= 1 && whole <= 3);
    const rate = drawn({ kind: 'log_uniform', low: 1e-4, high: 1e-2 }, share);
    assert.ok(rate >= 1e-4 && rate <= 1e-2);
  }
  assert.equal(drawn({ kind: 'int_uniform', low: 1, high: 3 }, 0.999999), 3);
  assert.equal(drawn({ kind: 'log_uniform', low: 1e-4, high: 1e-2 }, 0.5), 1e-3);
});

test('a script for Ray says how its numbers depend on the swept constants', () => {
  const script = rayScript(sweptPlan(TEXT), PLACE);
  for (const line of [
    'CONFIG = {"width": 8, "rate": 1e-3, "drop": 0.3, "batch": 16}',
    'BATCH_SIZE = CONFIG["batch"]',
    'self.dense_1 = nn.Linear(4, CONFIG["width"])',
    'self.dropout_1 = nn.Dropout(CONFIG["drop"])',
    'self.dense_2 = nn.Linear(CONFIG["width"], round(CONFIG["width"] * 1.5))',
  ]) {
    assert.ok(script.includes(line), `${line}\n${script}`);
  }
  assert.match(script, /global BATCH_SIZE, LEARNING_RATE/);
  assert.match(script, /"rate": tune\.loguniform\(1e-4, 0\.01\)/);
  assert.match(script, /"batch": tune\.randint\(10, 22\)/);
});

test('without a range there is nothing for Ray to sweep', () => {
  const plain = TEXT.replace(/choice.*|log_uniform.*|int_uniform.*|uniform\(0.*/g, '20')
    .replace('let rate = 20', 'let rate = 1e-3')
    .replace('let drop = 20', 'let drop = 0.3');
  assert.throws(() => rayScript(sweptPlan(plain), PLACE), ExportError);
});

test('the script for Ray compiles', async (t) => {
  if (lacks(t, 'py_compile')) return;
  await runPython(['-m', 'py_compile', scriptIn(temporaryFolder(t))]);
});

test('the script for Ray runs: two trials, and the best of them', async (t) => {
  if (lacks(t, 'torch', 'ray.tune')) return;
  const folder = temporaryFolder(t);
  const output = await runPython([scriptIn(folder), '--trials', '2', '--epochs', '1'], {
    env: { HOME: folder },
  });
  assert.match(output, /best val_loss \d+\.\d+ with \{'width': (8|16|32)/);
});

function scriptIn(folder: string): string {
  const file = join(folder, 'net_ray.py');
  writeFileSync(file, rayScript(sweptPlan(TEXT), PLACE));
  return file;
}

test('the page of the rule and the reference name the ranges', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/reference/training.md', import.meta.url)),
    'utf8',
  );
  for (const name of ['choice', 'uniform', 'log_uniform', 'int_uniform']) {
    assert.ok(page.includes(`### ${name}`) || page.includes(`\`${name}`), name);
  }
});
