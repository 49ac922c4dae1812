import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'fflate';
import {
  createPredictor,
  createTrainer,
  decodeInputs,
  encodeCells,
  PlanError,
  parseSample,
  readInputs,
} from '#engine';
import { mixedData, mixedPlan } from './mixed.ts';
import { kernelsOf } from './plans.ts';

const kernels = await kernelsOf();
const plan = mixedPlan();
const trainer = createTrainer({ plan, data: mixedData, kernels });
trainer.advance(Number.POSITIVE_INFINITY, 20);
const weights = trainer.weights();

test('a predictor answers as the training that its weights come from', () => {
  const predictor = createPredictor({ plan, data: mixedData, kernels, weights });
  for (const samples of [1, 20, 70]) {
    const inputs = mixedData.train.inputs.slice(0, samples * 18);
    const { outputs, rows, columns, rounds, kind } = predictor.predict(inputs);
    assert.deepEqual([rows, columns, rounds, kind], [samples, 4, 1, 'classes']);
    assert.deepEqual(outputs, trainer.predict(inputs));
  }
});

test('its stochastic predictions follow from the seed', () => {
  const one = createPredictor({ plan, data: mixedData, kernels, weights });
  const two = createPredictor({ plan, data: mixedData, kernels, weights });
  const other = createPredictor({
    plan: mixedPlan({ seed: 9 }),
    data: mixedData,
    kernels,
    weights,
  });
  const { inputs } = mixedData.validation;
  const { outputs } = one.predictStochastic(inputs, 4);
  assert.deepEqual(two.predictStochastic(inputs, 4).outputs, outputs);
  assert.notDeepEqual(other.predictStochastic(inputs, 4).outputs, outputs);
});

test('an array that lacks is named', () => {
  const some = weights.filter(({ name }) => name !== 'batch_norm_1.mean');
  assert.throws(
    () => createPredictor({ plan, data: mixedData, kernels, weights: some }),
    (error) => error instanceof PlanError && /batch_norm_1\.mean/.test(error.message),
  );
});

// ── Inputs ────────────────────────────────────────────────────────────────────────────────────────

const utf8 = (text: string) => new TextEncoder().encode(text);
const NAMED = { width: 2, features: ['a', 'b'] };
const BARE = { width: 2, features: [] };

const tables: readonly (readonly [what: string, text: string, named: boolean])[] = [
  ['names in another order, among others', 'c,b,a\nx,2,1\ny,4,3\n', true],
  ['no names', '1,2\n3,4\n', true],
  ['semicolons and blank lines', 'a;b\n1;2\n\n3;4\n', true],
  ['decimal commas', 'a;b\n1,0;2\n3;4,0\n', true],
  ['a byte order mark and quotes', '\ufeff"a","b"\r\n"1","2"\r\n3,4\r\n', true],
  ['names that the model does not know', 'x,y\n1,2\n3,4\n', false],
];

for (const [what, text, named] of tables) {
  test(`samples to predict: ${what}`, () => {
    const { count, values } = readInputs('new.csv', utf8(text), named ? NAMED : BARE);
    assert.equal(count, 2);
    assert.deepEqual([...values], [1, 2, 3, 4]);
  });
}

test('samples to predict: an idx file, compressed or not', () => {
  const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 255);
  for (const bytes of [idx, gzipSync(idx)]) {
    const { count, values } = readInputs('images', bytes, BARE);
    assert.equal(count, 2);
    assert.deepEqual([...values], [1, 2, 3, 255]);
  }
  assert.throws(
    () => readInputs('images', idx, { width: 3, features: [] }),
    /images: there are 2 numbers a sample, the model takes 3\./,
  );
});

test('one sample in a line: commas, semicolons or spaces', () => {
  for (const text of ['1.5, -2', '1.5;-2', ' 1.5 -2 ', '+1.5\t-2e0', '1,5; -2,0']) {
    assert.deepEqual([...parseSample(text, NAMED).values], [1.5, -2], text);
  }
  assert.throws(() => parseSample('1 NaN', NAMED), /the sample, column 'b': 'NaN' is no number/);
  assert.throws(() => parseSample('', BARE), /there are 0 numbers a sample, the model takes 2\./);
});

const TABLE_COLUMNS = [
  { name: 'age', fill: 40, categories: null, unseen: [] },
  { name: 'city', fill: 'Ulm', categories: ['Bad, Urach', 'Rome', 'Ulm'], unseen: ['Rome'] },
  { name: 'zip', fill: null, categories: ['9', '10'], unseen: [] },
];
const TABLE = { width: 6, features: [], columns: TABLE_COLUMNS };

test('samples to predict: text and gaps are prepared as in training', () => {
  const text = 'zip,name,city,age\n10.0,a,"Bad, Urach",30\n9,b,?,NA\n9,c,Rome,50\n';
  const { count, values, notes } = readInputs('new.csv', utf8(text), TABLE);
  assert.equal(count, 3);
  assert.deepEqual(
    [...values],
    [...[30, 1, 0, 0, 0, 1], ...[40, 0, 0, 1, 1, 0], ...[50, 0, 0, 0, 1, 0]],
  );
  assert.deepEqual(notes, [
    'One sample has a value of city that training did not see (Rome): all inputs of city are 0 there.',
  ]);
});

test('one sample in a line: text, quotes and gaps', () => {
  const expected: readonly (readonly [string, readonly number[]])[] = [
    ['30, Ulm, 9', [30, 0, 0, 1, 1, 0]],
    ['30 Ulm 9', [30, 0, 0, 1, 1, 0]],
    ['30,5; "Bad, Urach"; 10', [30.5, 1, 0, 0, 0, 1]],
    [', , 10', [40, 0, 0, 1, 0, 1]],
    ['NA NA 10', [40, 0, 0, 1, 0, 1]],
  ];
  for (const [text, values] of expected) {
    assert.deepEqual([...parseSample(text, TABLE).values], values, text);
  }
  assert.throws(() => parseSample('30, Ulm', TABLE), /2 numbers .* takes 3: age, city, zip/);
  assert.throws(() => parseSample('x, Ulm, 9', TABLE), /column 'age': 'x' is no number/);
  assert.throws(() => parseSample('30, Ulm, ', TABLE), /column 'zip': the value is missing/);
});

test('a row and its inputs lead to each other', () => {
  for (const cells of [
    [30, 'Ulm', '10'],
    [-1.5, 'Bad, Urach', '9'],
  ]) {
    assert.deepEqual(decodeInputs(TABLE_COLUMNS, encodeCells(TABLE_COLUMNS, cells)), cells);
  }
  assert.deepEqual(decodeInputs(TABLE_COLUMNS, encodeCells(TABLE_COLUMNS, [null, 'Rome', '9'])), [
    40,
    null,
    '9',
  ]);
});
