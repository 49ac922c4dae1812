import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Analysis,
  analyze,
  type ColumnSummary,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  planFor,
} from '#language';
import { flattenLayers, type Plan } from '#plan';

const MOONS = 'data Moons { source moons() }\n';

function planOf(text: string, environment = EMPTY_ENVIRONMENT, train = 0): Plan {
  const answer = planFor(analyze(text, environment), train);
  assert.ok(answer.ok, JSON.stringify(!answer.ok && answer.findings.map(({ message }) => message)));
  return answer.plan;
}

function column(name: string, values: Partial<ColumnSummary>): ColumnSummary {
  const base = { kind: 'number', min: 0, max: 9, mean: 5, std: 2, missing: 0 } as const;
  return { name, ...base, firstMissingRow: null, distinct: 50, integer: false, ...values };
}

function summary(columns: readonly ColumnSummary[]): DataSummary {
  return { kind: 'summary', format: 'csv', rows: 100, columns, shape: null, duplicateRows: 0 };
}

function classes(...labels: string[]): Partial<ColumnSummary> {
  const counts = labels.map((label) => ({ label, count: 30 }));
  return { kind: 'text', distinct: labels.length, classes: counts };
}

function withFile(...columns: ColumnSummary[]) {
  return { ...EMPTY_ENVIRONMENT, dataSummary: () => summary(columns) };
}

const FILE = withFile(
  column('a', {}),
  column('b', {}),
  column('id', {}),
  column('y', classes('p', 'q', 'r')),
);

test('every default is filled in', () => {
  const plan = planOf(
    `${MOONS}model Net {\n  input(2)\n  dense(8, relu)\n  dense(2, softmax)\n}\ntrain Net on Moons { seed 4 }\n`,
  );
  const [dense] = plan.model.layers;
  assert.deepEqual(dense, {
    type: 'dense',
    id: 'dense_1',
    inputShape: [2],
    outputShape: [8],
    trainable: true,
    origin: { start: 55, end: 69, line: 3 },
    units: 8,
    activation: { name: 'relu' },
    init: { name: 'default' },
    bias: true,
    biasInit: { name: 'zeros' },
    l1: 0,
    l2: 0,
    maxNorm: null,
  });
  assert.deepEqual(plan.train.loss, { name: 'cross_entropy', labelSmoothing: 0 });
  assert.deepEqual(plan.train.metrics, [{ name: 'accuracy' }]);
  assert.deepEqual(plan.train.phases, [
    {
      name: '',
      epochs: 20,
      optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      schedule: { name: 'constant', warmup: 0 },
      trainableLayers: ['dense_1', 'dense_2'],
    },
  ]);
  assert.deepEqual(plan.data.source, {
    kind: 'generator',
    name: 'moons',
    args: { samples: 1000, noise: 0.1 },
  });
  assert.deepEqual(plan.data.split, { train: 0.7, validation: 0.15, test: 0.15 });
  assert.equal(plan.train.seed, 4);
  assert.deepEqual(Object.keys(plan.train.settingOrigins), ['seed']);
});

test('constants are computed wherever a number is', () => {
  const text = `let n = 4\nlet rate = 2 * (n - 3) / 1e3\n${MOONS}model Net {\n  input(2)\n  dense(n * 2, leaky_relu(slope: n / 10))\n  repeat n - 2 { dense(n) }\n  dense(2, softmax)\n}\ntrain Net on Moons { optimizer sgd(rate) }\n`;
  const plan = planOf(text);
  const [first] = plan.model.layers;
  assert.ok(first?.type === 'dense');
  assert.equal(first.units, 8);
  assert.deepEqual(first.activation, { name: 'leaky_relu', slope: 0.4 });
  assert.equal(plan.model.layers.length, 4);
  const [phase] = plan.train.phases;
  assert.equal(phase?.optimizer.learningRate, 0.002);
});

/** Head, target and written loss, with the loss and the encoding of the target that follow. */
const TARGETS: readonly (readonly [
  head: string,
  target: Partial<ColumnSummary>,
  loss: string,
  chosen: string,
  encoding: Plan['data']['target']['encoding'],
])[] = [
  ['dense(3, softmax)', classes('p', 'q', 'r'), '', 'cross_entropy', 'class_index'],
  ['dense(1, sigmoid)', classes('p', 'q'), '', 'binary_cross_entropy', 'binary'],
  ['dense(3, sigmoid)', classes('p', 'q', 'r'), '', 'binary_cross_entropy', 'one_hot'],
  ['dense(1)', {}, '', 'mse', 'real'],
  ['dense(1)', { integer: true, distinct: 40 }, '', 'mse', 'real'],
  ['dense(1, tanh)', classes('p', 'q'), 'loss hinge', 'hinge', 'binary'],
  ['dense(3, softmax)', classes('p', 'q', 'r'), 'loss kl_divergence', 'kl_divergence', 'one_hot'],
  ['dense(3, softmax)', classes('p', 'q', 'r'), 'loss mse', 'mse', 'one_hot'],
  ['dense(1, sigmoid)', classes('p', 'q'), 'loss mse', 'mse', 'binary'],
  ['dense(1)', {}, 'loss huber(delta: 2)', 'huber', 'real'],
  [
    'dense(2, softmax)',
    { integer: true, min: 0, max: 1, distinct: 2, classes: classes('0', '1').classes ?? [] },
    '',
    'cross_entropy',
    'class_index',
  ],
];

for (const [head, target, loss, chosen, encoding] of TARGETS) {
  test(`${head} ${loss} for ${target.kind ?? 'number'} with ${target.distinct ?? 50} values: ${chosen}, ${encoding}`, () => {
    const text = `data D {\n  source "d.csv"\n  target y\n}\nmodel Net {\n  input(1)\n  ${head}\n}\ntrain Net on D { epochs 2  ${loss} }\n`;
    const plan = planOf(text, withFile(column('a', {}), column('y', target)));
    assert.equal(plan.train.loss.name, chosen);
    assert.equal(plan.data.target.encoding, encoding);
  });
}

test('features, target, scaling and split go into the plan as written', () => {
  const text = `data D {\n  source "d.csv"\n  target y\n  features exclude(id)\n  scale divide(255)\n  split train 60%, validation 40%\n}\nmodel Net {\n  input(2)\n  dense(3, softmax)\n}\ntrain Net on D { epochs 2 }\n`;
  const { data } = planOf(text, FILE);
  assert.deepEqual(data.features, { exclude: ['id'] });
  assert.deepEqual(data.target.columns, ['y']);
  assert.deepEqual(data.scale, { kind: 'divide', by: 255 });
  assert.deepEqual(data.split, { train: 0.6, validation: 0.4, test: 0 });
  assert.deepEqual(data.shape, [2]);
});

test('an idx pair has its labels, and its test files', () => {
  const text = `data Mnist {\n  source "train-images-idx3-ubyte"\n  target "train-labels-idx1-ubyte"\n  test_source "t10k-images-idx3-ubyte"\n  test_target "t10k-labels-idx1-ubyte"\n}\nmodel Net {\n  input(28, 28, 1)\n  flatten\n  dense(10, softmax)\n}\ntrain Net on Mnist { epochs 1 }\n`;
  const { data } = planOf(text);
  assert.deepEqual(data.source, {
    kind: 'file',
    format: 'idx',
    path: 'train-images-idx3-ubyte',
    targetPath: 'train-labels-idx1-ubyte',
  });
  assert.equal(data.testSource?.targetPath, 't10k-labels-idx1-ubyte');
  assert.deepEqual(data.target.columns, []);
  assert.deepEqual(data.split, { train: 0.85, validation: 0.15, test: 0 });
});

test('columns are looked up in the file', () => {
  const text = 'data D {\n  source "d.csv"\n  target z\n  features include(a, bb)\n}\n';
  const { structural } = analyze(text, FILE);
  const messages = structural.map(({ message }) => message);
  assert.deepEqual(messages, [
    "The file has no column 'z'. Did you mean 'a'?",
    "The file has no column 'bb'. Did you mean 'b'?",
  ]);
});

test('a problem of the data file stands at its path and in the way of the plan', () => {
  const problem = { kind: 'problem', message: 'It is empty.', advice: 'Fill it.' } as const;
  const text =
    'data D {\n  source "d.csv"\n  target y\n}\nmodel Net {\n  input(2)\n  dense(1)\n}\ntrain Net on D { epochs 1 }\n';
  const answer = planFor(analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => problem }), 0);
  assert.ok(!answer.ok);
  assert.deepEqual(
    answer.findings.map(({ rule, message }) => [rule, message]),
    [['data-file', 'It is empty. Fill it.']],
  );
});

test('classes and a limit choose samples: the model needs a unit for each class that is left', () => {
  const text = `data D {
  source "d.csv"
  target y
  classes q, "p"
  limit 40
}
model Net {
  input(3)
  dense(2, softmax)
}
train Net on D { epochs 1 }
`;
  const analysis = analyze(text, FILE);
  assert.equal(analysis.resolved.data[0]?.rows, 40);
  assert.equal(analysis.resolved.data[0]?.classes, 2);
  const answer = planFor(analysis, 0);
  assert.ok(answer.ok);
  assert.deepEqual(answer.plan.data.classes, ['q', 'p']);
  assert.equal(answer.plan.data.limit, 40);
  const unlimited = planFor(analyze(text.replace('  limit 40\n', ''), FILE), 0);
  assert.ok(unlimited.ok && unlimited.plan.data.limit === undefined);
});

test('samples are shuffled unless the text says otherwise', () => {
  const planOf = (setting: string) => {
    const text = `data D {\n  source moons()\n${setting}}\nmodel Net {\n  input(2)\n  dense(1, sigmoid)\n}\ntrain Net on D { epochs 1 }\n`;
    const answer = planFor(analyze(text, FILE), 0);
    assert.ok(answer.ok);
    return answer.plan.data;
  };
  assert.equal(planOf('').shuffle, undefined);
  assert.equal(planOf('  shuffle true\n').shuffle, undefined);
  const cut = planOf('  shuffle false\n');
  assert.equal(cut.shuffle, false);
  assert.deepEqual(Object.keys(cut.settingOrigins ?? {}), ['shuffle']);
});

test('a class that the target does not have is an unknown name, with a guess', () => {
  const text = 'data D {\n  source "d.csv"\n  target y\n  classes p, R\n}\n';
  const [finding] = analyze(text, FILE).findings.filter(({ rule }) => rule === 'unknown-name');
  assert.match(finding?.message ?? '', /no class 'R'/);
  assert.equal(finding?.fixes[0]?.edits[0]?.text, 'r');
});

// ── Transfer ──────────────────────────────────────────────────────────────────────────────────────

const BASE = `${MOONS}model Base {
  input(2)
  dense(8, relu) as hidden
  dense(4, relu)
  dense(2, softmax)
}
model Next from Base {
  freeze until hidden
  replace last 1 { dense(6, relu)  dense(2, softmax) }
}
`;

test('a model that starts from another has its layers, but for those replaced', () => {
  const plan = planOf(`${BASE}train Next on Moons { epochs 1 }\n`);
  const layers = plan.model.layers.map(({ id, trainable }) => [id, trainable]);
  assert.deepEqual(layers, [
    ['hidden', false],
    ['dense_1', true],
    ['dense_3', true],
    ['dense_4', true],
  ]);
  assert.deepEqual(plan.model.inputShape, [2]);
});

test('phases inherit settings, and what is unfrozen stays so', () => {
  const text = `${BASE}train Next on Moons {\n  optimizer sgd(0.1)\n  phase head { epochs 3 }\n  phase all { unfreeze all  optimizer adam(1e-5) }\n}\n`;
  const plan = planOf(text);
  const phases = plan.train.phases.map(({ name, epochs, optimizer, trainableLayers }) => [
    name,
    epochs,
    optimizer.name,
    trainableLayers,
  ]);
  assert.deepEqual(phases, [
    ['head', 3, 'sgd', ['dense_1', 'dense_3', 'dense_4']],
    ['all', 20, 'adam', ['dense_1', 'dense_3', 'dense_4', 'hidden']],
  ]);
  assert.ok(flattenLayers(plan.model.layers).every(({ trainable }) => trainable));
});

test('weights are for the layers taken over, not for those that replace others', () => {
  const text = BASE.replace(
    'Next from Base {',
    'Next from Base {\n  weights "runs/base.safetensors"',
  );
  const plan = planOf(`${text}train Next on Moons { epochs 1 }\n`);
  assert.equal(plan.model.weights?.path, 'runs/base.safetensors');
  assert.deepEqual(plan.model.weights?.layers, ['hidden', 'dense_1']);
});

test('weights that the base names are for what is left of its layers', () => {
  const text = BASE.replace('input(2)', 'input(2)\n  weights "base.safetensors"');
  const own = planOf(`${text}train Base on Moons { epochs 1 }\n`);
  assert.deepEqual(own.model.weights?.layers, ['hidden', 'dense_1', 'dense_2']);
  const taken = planOf(`${text}train Next on Moons { epochs 1 }\n`);
  assert.equal(taken.model.weights?.path, 'base.safetensors');
  assert.deepEqual(taken.model.weights?.layers, ['hidden', 'dense_1']);
  assert.equal(planOf(`${BASE}train Next on Moons { epochs 1 }\n`).model.weights, undefined);
});

test('weights of a model of another file are seen from here', () => {
  const other = analyze(
    'model Net {\n  weights "runs/net.safetensors"\n  input(2)\n  dense(3, relu)\n  dense(2, softmax)\n}\n',
    EMPTY_ENVIRONMENT,
  );
  const text = `${MOONS}model Next from "models/net.nnspec#Net" {
  replace last 1 { dense(2, softmax) }
}
train Next on Moons { epochs 1 }
train "models/net.nnspec#Net" on Moons { epochs 1 }
`;
  const analysis = analyze(text, { ...EMPTY_ENVIRONMENT, module: () => other });
  for (const [index, layers] of [['dense_1'], ['dense_1', 'dense_2']].entries()) {
    const answer = planFor(analysis, index);
    assert.ok(answer.ok);
    assert.equal(answer.plan.model.weights?.path, 'models/runs/net.safetensors');
    assert.deepEqual(answer.plan.model.weights?.layers, layers);
  }
});

test('Monte Carlo dropout is in the plan', () => {
  const text = `${BASE}train Next on Moons { uncertainty mc_dropout(samples: 20) }\n`;
  const answer = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  assert.ok(answer.ok);
  assert.equal(answer.plan.train.mcDropoutSamples, 20);
});

// ── Other files and errors ────────────────────────────────────────────────────────────────────────

test('models and data of other files are found, their paths seen from here', () => {
  const other = analyze(
    'data D {\n  source "d.csv"\n  target y\n  features exclude(id)\n}\nmodel Net {\n  input(2)\n  dense(3, softmax)\n}\n',
    FILE,
  );
  const environment = {
    ...FILE,
    module: (path: string): Analysis | undefined =>
      path === 'other/net.nnspec' ? other : undefined,
  };
  const text = 'train "other/net.nnspec#Net" on "other/net.nnspec#D" { epochs 1 }\n';
  const plan = planOf(text, environment);
  assert.equal(plan.model.name, 'Net');
  assert.ok(plan.data.source.kind === 'file');
  assert.equal(plan.data.source.path, 'other/d.csv');
  const missing = analyze(
    'train "other/net.nnspec#Nett" on "none.nnspec#D" { epochs 1 }\n',
    environment,
  );
  assert.deepEqual(
    missing.structural.map(({ message }) => message),
    [
      "\"other/net.nnspec\" has no model 'Nett'. Did you mean 'Net'?",
      'There is no file "none.nnspec" beside this one.',
    ],
  );
});

test('errors elsewhere in the file do not keep a model from being trained', () => {
  const good = 'model Good {\n  input(2)\n  dense(2, softmax)\n}\n';
  const bad = 'model Bad {\n  input(2)\n  dens(2)\n}\n';
  const trains = 'train Good on Moons { epochs 1 }\ntrain Bad on Moons { epochs 1 }\n';
  const analysis = analyze(MOONS + good + bad + trains, EMPTY_ENVIRONMENT);
  assert.ok(planFor(analysis, 0).ok);
  const answer = planFor(analysis, 1);
  assert.ok(!answer.ok);
  assert.deepEqual(
    answer.findings.map(({ rule }) => rule),
    ['unknown-name'],
  );
  const none = planFor(analysis, 2);
  assert.ok(!none.ok);
  assert.match(none.findings[0]?.message ?? '', /no train block number 3/);
});
