import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionsAt } from '../../../language/src/features/completion.ts';
import { pathTypedAt } from '../../../language/src/features/path-completion.ts';
import { analyzed } from './analyzed.ts';
import { marked } from './marked.ts';

const data = 'data Points {\n  source "points.csv"\n  target label\n}\n';
const model = 'model Net {\n  input(2)\n  dense(3, relu) as hidden\n  dense(2, softmax)\n}\n';
const train = 'train Net on Points {\n  metrics accuracy\n  ';

/** A training on real targets. */
function numbers(setting: string): string {
  return `data N { source linear }\n${model}train Net on N {\n  ${setting}\n}`;
}

/** Labels that must be offered, and labels that must not be. */
const table: readonly [source: string, offered: readonly string[], refused: readonly string[]][] = [
  [
    '|',
    ['model', 'data', 'train', 'let', 'model classifier'],
    ['dense', 'batch_size', 'dense batch_norm'],
  ],
  ['mo|', ['model'], []],
  ['// mo|', [], ['model']],
  ['// nnspec-|', ['nnspec-disable-next-line'], ['model']],
  ['// nnspec-disable-next-line |', ['learning-rate'], ['model', 'unknown-name']],
  ['// nnspec-disable-next-line dropout-rate, le|\nlet a = 1', ['learning-rate'], []],
  ['train A on B {\n  epochs 3\n  |\n}', ['batch_size'], ['epochs']],
  ['train A on B {\n  epo|chs 3\n}', ['epochs'], []],
  [
    'model A {\n  |\n}',
    ['input', 'dense', 'lstm', 'residual', 'repeat', 'init', 'dense batch_norm'],
    ['batch_size', 'model', 'freeze', 'model classifier'],
  ],
  ['model A {\n  input(4)\n  |\n}', ['dense', 'residual'], ['input', 'freeze']],
  [`${model}model B from Net {\n  |\n}`, ['freeze', 'replace', 'weights'], ['input']],
  ['model A {\n  input(4)\n  residual { | }\n}', ['dense'], ['input', 'freeze']],
  ['model A {\n  dense(8) as |\n}', [], ['as', 'dense']],
  ['let n = 3\nlet share = 0.3\nmodel A {\n  repeat |\n}', ['n'], ['share']],
  ['model A {\n  init |\n}', ['auto', 'he_normal'], ['relu']],
  ['data D {\n  split train 70%, |\n}', ['validation', 'test'], ['train']],
  ['train A on B {\n  class_weights |\n}', ['balanced'], []],
  ['train A on B {\n  uncertainty |\n}', ['mc_dropout'], []],
  [
    'data D {\n  source "points.csv"\n  target label\n  features exclude(|)\n}',
    ['x', 'y'],
    ['label'],
  ],
  ['model A {\n  residual {\n    d|\n  }\n}', ['dense', 'dropout'], ['freeze', 'weights']],
  ['model A {\n  parallel { | }\n}', ['branch'], ['dense']],
  ['model A {\n  dense(8) |\n}', ['as'], ['dense']],
  ['model A {\n  dense(|)\n}', ['units:', 'init:'], ['relu', 'dense']],
  ['model A {\n  dense(8, |)\n}', ['relu', 'softmax', 'init:'], ['units:', 'he_normal', 'adam']],
  ['model A {\n  dense(8, init: |)\n}', ['he_normal', 'zeros'], ['relu', 'bias:']],
  ['model A {\n  dense(8, bias: |)\n}', ['true', 'false'], ['relu']],
  ['model A {\n  dense(8, relu, init: zeros, |)\n}', ['bias:'], ['init:', 'units:', 'activation:']],
  ['model A {\n  dense(8, leaky_relu(|))\n}', ['slope:'], ['units:']],
  ['model A {\n  conv2d(8, 3, padding: |)\n}', ['same', 'valid'], ['relu']],
  ['let width = 8\nmodel A {\n  dense(|)\n}', ['width'], []],
  ['model A {\n  dense(6|)\n}', [], ['units:', 'relu']],
  ['data D {\n  |\n}', ['source', 'target', 'split', 'scale'], ['dense', 'epochs']],
  ['data D {\n  scale |\n}', ['standardize', 'min_max', 'divide'], ['relu']],
  ['data D {\n  source |\n}', ['spirals', '"…"'], ['relu']],
  ['data D {\n  source spirals(|)\n}', ['samples:', 'noise:'], ['units:']],
  ['data D {\n  split |\n}', ['train', 'validation', 'test'], []],
  ['data D {\n  source "points.csv"\n  target |\n}', ['label', 'x', 'y'], ['standardize']],
  ['data D {\n  source "points.csv"\n  features exclude(x, |)\n}', ['y', 'label'], ['x']],
  ['data D {\n  source "points.csv"\n  target label\n  classes |\n}', ['blue', 'red'], ['x']],
  [
    'data D {\n  source "points.csv"\n  target label\n  classes red, |\n}',
    ['blue'],
    ['red', 'label'],
  ],
  [`${data}${model}train |`, ['Net'], ['Points']],
  [`${data}${model}train Net |`, ['on'], []],
  [`${data}${model}train Net on |`, ['Points'], ['Net']],
  [`${data}${model}${train}|\n}`, ['optimizer', 'epochs', 'early_stopping', 'phase'], ['dense']],
  [`${data}${model}${train}optimizer |\n}`, ['adam', 'sgd'], ['relu', 'mse']],
  [`${data}${model}${train}optimizer adam(|)\n}`, ['learning_rate:'], ['momentum:']],
  [`${data}${model}${train}loss |\n}`, ['cross_entropy', 'hinge'], ['accuracy', 'mse']],
  ['train A on B {\n  loss |\n}', ['cross_entropy', 'mse'], []],
  [numbers('loss |'), ['mse', 'huber'], ['cross_entropy']],
  [numbers('metrics rmse, |'), ['r2', 'mae'], ['accuracy', 'rmse']],
  [`${data}${model}${train}metrics f1, |\n}`, ['recall'], ['f1', 'rmse']],
  ['let rate = 0.5\nlet width = 8\nmodel A {\n  dense(|)\n}', ['width'], ['rate']],
  ['let rate = 0.5\nmodel A {\n  dropout(|)\n}', ['rate'], []],
  [`${data}${model}${train}metrics f1, |\n}`, ['accuracy'], ['mse:']],
  [
    `${data}${model}${train}early_stopping(monitor: |)\n}`,
    ['val_loss', 'val_accuracy'],
    ['val_f1'],
  ],
  [`${model}model B from |`, ['Net'], ['B']],
  [`${model}model B from Net {\n  freeze |\n}`, ['until', 'last'], ['dense']],
  [`${model}model B from Net {\n  freeze until |\n}`, ['hidden'], ['dense']],
];

for (const [source, offered, refused] of table) {
  test(`completion in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const labels = completionsAt(analyzed(text), offset).map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length, 'nothing is offered twice');
    for (const label of offered) assert.ok(labels.includes(label), `${label} in ${labels}`);
    for (const label of refused) assert.ok(!labels.includes(label), `${label} in ${labels}`);
  });
}

test('completion replaces the word being typed', () => {
  const { text, offset } = marked('model A {\n  den|se(8)\n}');
  for (const { replace } of completionsAt(analyzed(text), offset)) {
    assert.equal(text.slice(replace.start, replace.end), 'dense');
  }
});

const paths: readonly [source: string, expected: string | undefined][] = [
  ['data D {\n  source "|"\n}', ' +'],
  ['data D {\n  source "data/po|"\n}', 'data/ + po'],
  ['data D {\n  source "data/po|', 'data/ + po'],
  ['data D {\n  scale "|"\n}', undefined],
  ['model A from "other.nn|"', ' + other.nn'],
  ['model A from "other.nnspec#Ne|"', 'models of other.nnspec + Ne'],
  ['train A on "other.nnspec#|"', 'data of other.nnspec +'],
];

for (const [source, expected] of paths) {
  test(`path typed in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const typed = pathTypedAt(analyzed(text), offset);
    const where = typed?.module
      ? `${typed.module.declares === 'model' ? 'models' : 'data'} of ${typed.module.path}`
      : typed?.folder;
    const found = typed && `${where} + ${text.slice(typed.replace.start, typed.replace.end)}`;
    assert.equal(found?.trimEnd(), expected);
  });
}

/** The value that is offered first. */
const firsts: readonly [source: string, ...first: string[]][] = [
  ['model A {\n  input(2)\n  dense(8, relu, init: |)\n}', 'he_normal'],
  ['model A {\n  input(2)\n  dense(8, selu, init: |)\n}', 'lecun_normal'],
  ['model A {\n  input(2)\n  dense(8, |)\n}', 'relu', 'softmax'],
  [`${data}${model}train Net on Points {\n  loss |\n}`, 'cross_entropy'],
  [`${data}${model}train Net on Points {\n  optimizer |\n}`, 'adam'],
];

for (const [source, ...first] of firsts) {
  test(`the first completion in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const items = completionsAt(analyzed(text), offset);
    const best = items.filter(({ rank = 0 }) => rank === 0).map(({ label }) => label);
    assert.deepEqual(best, first);
  });
}

/** Layers that come first, and layers that come behind them: what arrives does not fit these. */
const fitting: readonly [source: string, first: readonly string[], behind: readonly string[]][] = [
  ['model A {\n  |\n}', ['input'], ['dense', 'conv2d']],
  ['model A {\n  input(4)\n  |\n}', ['dense', 'dropout'], ['conv2d', 'lstm', 'flatten']],
  ['model A {\n  input(8, 8, 1)\n  |\n}', ['conv2d', 'flatten'], ['dense', 'lstm', 'conv1d']],
  ['model A {\n  input(50, 3)\n  |\n}', ['lstm', 'conv1d', 'dense'], ['conv2d', 'max_pool2d']],
  ['model A {\n  input(8, 8, 1)\n  flatten\n  |\n}', ['dense'], ['conv2d', 'flatten']],
  ['model A {\n  input(8, 8, 1)\n  residual {\n    |\n  }\n}', ['conv2d'], ['dense']],
  ['model A {\n  input(4)\n  repeat 2 { dense(8) }\n  |\n}', ['dense'], ['lstm']],
];

for (const [source, first, behind] of fitting) {
  test(`what fits comes first in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const items = completionsAt(analyzed(text), offset);
    const rankOf = (label: string) => items.find((item) => item.label === label)?.rank ?? 0;
    for (const label of first) assert.equal(rankOf(label), 0, label);
    for (const label of behind) assert.ok(rankOf(label) > 0, label);
  });
}

/** Snippets that are filled with what is known. */
const filled: readonly [source: string, label: string, snippet: string][] = [
  [`${data}model A {\n  |\n}`, 'input', 'input(${1:2})'],
  ['data D {\n  source "points.csv"\n  |\n}', 'target', 'target ${1:label}'],
  ['data D {\n  |\n}', 'source', 'source '],
  ['data D {\n  |\n}', 'test_source', 'test_source "$1"'],
  ['data D {\n  source "points.csv"\n  features |\n}', 'exclude', 'exclude($1)'],
  [`${data}${model}train Net on Points {\n  |\n}`, 'loss', 'loss ${1:cross_entropy}'],
  [`data N { source linear }\n${model}train Net on N {\n  |\n}`, 'metrics', 'metrics ${1:mae}'],
];

for (const [source, label, snippet] of filled) {
  test(`${label} is filled in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const item = completionsAt(analyzed(text), offset).find((one) => one.label === label);
    assert.equal(item?.snippet, snippet);
  });
}

test('the names of arguments come in the order of the catalogue', () => {
  const { text, offset } = marked('model A {\n  input(2)\n  dense(|)\n}');
  const names = completionsAt(analyzed(text), offset).filter(({ kind }) => kind === 'argument');
  const ordered = names.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const labels = ordered.map(({ label }) => label);
  assert.deepEqual(labels.slice(0, 3), ['units:', 'activation:', 'init:']);
});
