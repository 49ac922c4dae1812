import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT, type Finding } from '#language';

function structural(text: string): readonly Finding[] {
  return analyze(text, EMPTY_ENVIRONMENT).structural;
}

function model(...layers: string[]): string {
  return `model Net {\n  ${layers.join('\n  ')}\n}\n`;
}

const MOONS = 'data Moons { source moons() }\n';

/** Each text with what is found: rule, message, the text it is found at, and the text after its first fix. */
const CASES: readonly {
  readonly text: string;
  readonly rule: string;
  readonly message: RegExp;
  readonly at: string;
  readonly fixed?: string;
}[] = [
  {
    text: model('input(4)', 'dens(8, relu)'),
    rule: 'unknown-name',
    message: /no layer 'dens'. Did you mean 'dense'/,
    at: 'dens',
    fixed: model('input(4)', 'dense(8, relu)'),
  },
  {
    text: model('input(4)', 'Dens(8, activation: ReLU)'),
    rule: 'unknown-name',
    message: /Did you mean 'dense'/,
    at: 'Dens',
    fixed: model('input(4)', 'dense(8, activation: ReLU)'),
  },
  {
    text: model('input(4)', 'relu'),
    rule: 'unknown-name',
    message: /'relu' is an activation, not a layer: write activation\(relu\)/,
    at: 'relu',
  },
  {
    text: model('input(4)', 'dense(widht)'),
    rule: 'unknown-name',
    message: /'units' of dense takes a number, but 'widht' is no constant/,
    at: 'widht',
  },
  {
    text: model('input(4)', 'dense(8, relu, unit: 3)'),
    rule: 'unknown-argument',
    message: /dense has no argument 'unit'. Did you mean 'units'/,
    at: 'unit',
  },
  {
    text: model('input(4)', 'dense(8, units: 3)'),
    rule: 'duplicate-name',
    message: /dense is given 'units' twice/,
    at: 'units',
  },
  {
    text: model('input(4)', 'dense(2.5)'),
    rule: 'argument-type',
    message: /'units' of dense takes a whole number, not 2.5/,
    at: '2.5',
  },
  {
    text: model('input(4)', 'dense(8, bias: 1)'),
    rule: 'argument-type',
    message: /'bias' of dense takes true or false, not 1/,
    at: '1',
  },
  {
    text: model('input(4)', "dense(8, 'relu')"),
    rule: 'syntax-error',
    message: /'relu' stands without quotes/,
    at: "'relu'",
    fixed: model('input(4)', 'dense(8, relu)'),
  },
  {
    text: model('input(4)', 'dense(8, "relu")'),
    rule: 'argument-type',
    message: /'activation' of dense takes an activation, not "relu"/,
    at: '"relu"',
    fixed: model('input(4)', 'dense(8, relu)'),
  },
  {
    text: model('input(4)', 'batch_normalization()'),
    rule: 'unknown-name',
    message: /Did you mean 'batch_norm'/,
    at: 'batch_normalization',
    fixed: model('input(4)', 'batch_norm()'),
  },
  {
    text: model('input(4)', 'dense(8, kernel_initializer: he_normal)'),
    rule: 'unknown-argument',
    message: /Did you mean 'init'/,
    at: 'kernel_initializer',
  },
  {
    text: model('input(4)', 'dropout(30)'),
    rule: 'argument-range',
    message: /'rate' of dropout is 30/,
    at: '30',
    fixed: model('input(4)', 'dropout(30%)'),
  },
  {
    text: model('input(4)', 'dropout(1)'),
    rule: 'argument-range',
    message: /'rate' of dropout is 1; it must be at least 0 and under 1/,
    at: '1',
  },
  {
    text: model('input(4)', 'repeat 0 { dense(4) }'),
    rule: 'argument-range',
    message: /count of repeat is 0/,
    at: '0',
  },
  {
    text: model('input(4)', 'repeat 9999 { dense(4) }'),
    rule: 'argument-range',
    message: /more than 2000 layers/,
    at: '9999',
  },
  {
    text: model('input(4)', 'dense'),
    rule: 'missing-argument',
    message: /dense needs its argument 'units'/,
    at: 'dense',
  },
  {
    text: model('dense(8, relu)'),
    rule: 'missing-argument',
    message: /Net needs input\(…\) as its first layer/,
    at: 'Net',
  },
  {
    text: model('input(64)', 'conv2d(8, 3, relu)'),
    rule: 'shape-mismatch',
    message: /conv2d needs an image \(height, width, channels\), but \(64\) arrives/,
    at: 'conv2d',
    fixed: model('input(64)', 'reshape(8, 8, 1)', 'conv2d(8, 3, relu)'),
  },
  {
    text: model('input(5)', 'gru(8)'),
    rule: 'shape-mismatch',
    message: /gru needs a sequence \(steps, features\), but the vector \(5\) arrives/,
    at: 'gru',
    fixed: model('input(5)', 'reshape(5, 1)', 'gru(8)'),
  },
  {
    text: model('input(64)', 'reshape(7, 9)'),
    rule: 'shape-mismatch',
    message: /holds 63 numbers, but \(64\) with 64 arrives/,
    at: 'reshape',
  },
  {
    text: model('input(6, 2)', 'parallel { branch { conv1d(2, 3) } branch { conv1d(2, 2) } }'),
    rule: 'shape-mismatch',
    message: /the first gives \(4, 2\), this one \(5, 2\)/,
    at: 'branch',
  },
  {
    text: model('input(8, 8, 1)', 'conv2d(4, 3)', 'dense(10)'),
    rule: 'missing-flatten',
    message: /dense needs a vector, but \(6, 6, 4\) arrives: flatten it first/,
    at: 'dense',
    fixed: model('input(8, 8, 1)', 'conv2d(4, 3)', 'flatten', 'dense(10)'),
  },
  {
    text: model('input(4, 4, 1)', 'conv2d(4, 5)'),
    rule: 'kernel-too-large',
    message: /conv2d has a kernel of 5×5, larger than its input of 4×4/,
    at: '5',
    fixed: model('input(4, 4, 1)', 'conv2d(4, 5, padding: same)'),
  },
  {
    text: model('input(9, 2)', 'lstm(8)', 'lstm(8)'),
    rule: 'return-sequences',
    message: /lstm needs a sequence \(steps, features\), but the vector \(8\) arrives/,
    at: 'lstm',
    fixed: model('input(9, 2)', 'lstm(8, return_sequences: true)', 'lstm(8)'),
  },
  {
    text: model('input(16)', 'residual { dense(16, relu)  dense(8) }'),
    rule: 'residual-shape',
    message: /\(16\) becomes \(8\)/,
    at: 'residual',
    fixed: model('input(16)', 'residual { dense(16, relu)  dense(16) }'),
  },
  {
    text: `${MOONS}${model('input(3)', 'dense(2, softmax)')}train Net on Moons { epochs 3 }\n`,
    rule: 'input-shape-data',
    message: /Net takes \(3\), which is 3 numbers, but a sample of Moons has 2/,
    at: '3',
    fixed: `${MOONS}${model('input(2)', 'dense(2, softmax)')}train Net on Moons { epochs 3 }\n`,
  },
  {
    text: `${MOONS}${model('input(2)', 'dense(2, softmax)')}train Net on Moon { epochs 3 }\n`,
    rule: 'unknown-name',
    message: /no data set 'Moon'. Did you mean 'Moons'/,
    at: 'Moon',
  },
  {
    text: `${MOONS}${model('input(2)', 'dense(2, softmax)')}train Net on Moons { epoch 3 }\n`,
    rule: 'unknown-name',
    message: /'epoch' is no setting of a train block. Did you mean 'epochs'/,
    at: 'epoch',
  },
  {
    text: `${MOONS}${model('input(2)', 'dense(2, softmax)')}train Net on Moons { scale standardize }\n`,
    rule: 'unknown-name',
    message: /'scale' is a setting of a data block, not of a train block/,
    at: 'scale',
  },
  {
    text: `${MOONS}${model('input(2)', 'dense(2, softmax)')}train Net on Moons {\n  early_stopping(monitor: val_f1)\n}\n`,
    rule: 'unknown-name',
    message: /'val_f1' is not measured/,
    at: 'val_f1',
  },
  {
    text: 'data D {\n  source moons()\n  seed 1\n  seed 2\n}\n',
    rule: 'duplicate-name',
    message: /'seed' is set twice/,
    at: 'seed',
    fixed: 'data D {\n  source moons()\n  seed 1\n}\n',
  },
  {
    text: 'data D { source moons()  split train 80%, test 30% }\n',
    rule: 'argument-range',
    message: /add up to 110%/,
    at: 'split train 80%, test 30%',
  },
  {
    text: 'data D { source "digits.xlsx"  target label }\n',
    rule: 'argument-type',
    message: /format of "digits.xlsx" is not known/,
    at: '"digits.xlsx"',
  },
  {
    text: 'let a = 1 / 0\n',
    rule: 'argument-type',
    message: /division by zero/,
    at: '1 / 0',
  },
  {
    text: 'model A from B { replace last 1 { dense(2) } }\nmodel B from A { replace last 1 { dense(2) } }\n',
    rule: 'unknown-name',
    message: /starts from itself/,
    at: 'A',
  },
];

for (const { text, rule, message, at, fixed } of CASES) {
  test(`${rule}: ${message.source}`, () => {
    const found = structural(text).find((finding) => message.test(finding.message));
    assert.ok(
      found,
      structural(text)
        .map((finding) => finding.message)
        .join('\n'),
    );
    assert.equal(found.rule, rule);
    assert.equal(text.slice(found.range.start, found.range.end), at);
    if (fixed !== undefined) assert.equal(applyEdits(text, found.fixes[0]?.edits ?? []), fixed);
  });
}

test('one fault gives one finding', () => {
  for (const { text, message } of CASES.filter(({ at }) => at !== 'Dense' && at !== 'A')) {
    const errors = structural(text).filter(({ severity }) => severity === 'error');
    assert.equal(errors.length, 1, `${message.source}\n${errors.map((e) => e.message).join('\n')}`);
  }
});

test('a comment suppresses a rule in the line after it, and no other', () => {
  const text = model('input(4)', '// nnspec-disable-next-line unknown-name', 'dens(8)', 'dens(8)');
  const { findings } = analyze(text, EMPTY_ENVIRONMENT);
  assert.deepEqual(
    findings.map(({ range }) => text.slice(0, range.start).split('\n').length),
    [5],
  );
});

test('severities are the user’s', () => {
  const text = model('input(4)', 'dens(8)');
  const analysis = (severities: Record<string, 'hint' | 'off'>) =>
    analyze(text, { ...EMPTY_ENVIRONMENT, severities }).findings.map(({ severity }) => severity);
  assert.deepEqual(analysis({ 'unknown-name': 'hint' }), ['hint']);
  assert.deepEqual(analysis({ 'unknown-name': 'off' }), []);
});
