import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ALL_HINTS,
  type Analysis,
  analyze,
  applyEdits,
  completionsAt,
  EMPTY_ENVIRONMENT,
  formatText,
  hoverAt,
  inlayHints,
  planFor,
  summarize,
} from '#language';

const ROWS = Array.from({ length: 60 }, (_, i) => [
  20 + ((i * 7) % 40),
  i % 10 === 3 ? 'NA' : 1000 + ((i * 13) % 900),
  i % 15 === 5 ? '' : ['Ulm', 'Bern', 'Graz'][i % 3],
  `customer ${i}`,
  [8000, 3011][i % 2],
  i % 2 === 0 ? 'yes' : 'no',
]);
const CSV = ['age,income,city,name,zip,stays', ...ROWS.map((row) => row.join(','))].join('\n');

const chunks = async function* () {
  yield new TextEncoder().encode(CSV);
};
const summary = await summarize('customers.csv', chunks());

function analyzed(settings: readonly string[], input: number): Analysis {
  const text = `data Customers {
  source "customers.csv"
  target stays
  scale standardize
${settings.map((setting) => `  ${setting}\n`).join('')}}

model Net {
  input(${input})
  dense(16, relu, init: he_normal)
  dense(1, sigmoid, init: glorot_uniform)
}

train Net on Customers {
  epochs 20
  early_stopping(patience: 5)
}
`;
  return analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary });
}

function errorsOf(analysis: Analysis) {
  return analysis.findings.filter(({ severity }) => severity === 'error');
}

const WHOLE = ['features exclude(name)', 'encode one_hot', 'fill median'];

test('text and gaps are prepared: the inputs are counted, the plan says how', () => {
  const analysis = analyzed(WHOLE, 6);
  assert.deepEqual(errorsOf(analysis), []);
  const answer = planFor(analysis, 0);
  assert.ok(answer.ok);
  assert.deepEqual(answer.plan.data.encode, { method: 'one_hot', columns: null });
  assert.deepEqual(answer.plan.data.fill, [{ method: 'median', columns: null }]);
  assert.deepEqual(answer.plan.data.shape, [6]);
});

test('columns that are named are encoded, a constant is a value of its own', () => {
  const settings = [
    'features exclude(name)',
    'encode one_hot(city, zip)',
    'fill mean(income), constant("no city", city)',
  ];
  const answer = planFor(analyzed(settings, 8), 0);
  assert.ok(answer.ok);
  assert.deepEqual(answer.plan.data.encode?.columns, ['city', 'zip']);
  assert.deepEqual(answer.plan.data.fill, [
    { method: 'mean', columns: ['income'] },
    { method: 'constant', value: 'no city', columns: ['city'] },
  ]);
});

test('the errors about text and gaps are repaired by their first fixes', () => {
  let analysis = analyzed([], 5);
  const rules = errorsOf(analysis).map(({ rule }) => rule);
  assert.deepEqual(rules.toSorted(), ['missing-values', 'non-numeric-feature']);
  for (let round = 0; round < 2; round++) {
    const [error] = errorsOf(analysis);
    const [fix] = error?.fixes ?? [];
    assert.ok(fix);
    const text = applyEdits(analysis.text, fix.edits);
    analysis = analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary });
  }
  assert.deepEqual(errorsOf(analysis), []);
  for (const line of [...WHOLE, 'input(6)']) assert.ok(analysis.text.includes(`  ${line}\n`), line);
});

const FAULTS: readonly (readonly [settings: readonly string[], message: RegExp])[] = [
  [['encode one_hot(town)', 'fill median'], /'town' is no feature column/],
  [['encode one_hot(stays)', 'fill median'], /'stays' is no feature column/],
  [['encode onehot', 'fill median'], /There is no encoding 'onehot'. Did you mean 'one_hot'\?/],
  [['encode one_hot', 'fill'], /fill needs a value/],
  [['encode one_hot', 'fill mean(city)'], /Column city holds text: it has no mean/],
  [['encode one_hot', 'fill median, constant("x", income)'], /income holds numbers/],
  [['encode one_hot', 'fill median, mean'], /Only one filling can be for all columns/],
  [['encode one_hot', 'fill median(age), mean(age)'], /'age' is filled twice/],
  [['encode one_hot', 'fill median(age)'], /Column income misses 6 values/],
];

for (const [settings, message] of FAULTS) {
  test(`is told: ${settings.join(', ')}`, () => {
    const messages = errorsOf(analyzed(['features exclude(name)', ...settings], 6));
    assert.ok(
      messages.some((error) => message.test(error.message)),
      messages.map((error) => error.message).join('\n'),
    );
  });
}

test('the fix of another gap keeps the fillings that are written', () => {
  const analysis = analyzed(['features exclude(name)', 'encode one_hot', 'fill median(age)'], 6);
  const [error] = errorsOf(analysis);
  const text = applyEdits(analysis.text, error?.fixes[0]?.edits ?? []);
  assert.match(text, /\n {2}fill median\(age\), median\n/);
});

for (const [written, message, fixed] of [
  [
    'encode city',
    /The values stand in parentheses: encode one_hot\(city\)/,
    'encode one_hot(city)',
  ],
  ['encode city, zip', /encode one_hot\(city, zip\)/, 'encode one_hot(city, zip)'],
  ['encode onehot', /Did you mean 'one_hot'\?/, 'encode one_hot'],
  ['encode = one_hot', /without '='/, 'encode one_hot'],
  ['impute median', /'impute' is no setting of a data block. Did you mean 'fill'\?/, 'fill median'],
  ['fill mode', /There is no filling 'mode'. Did you mean 'most_frequent'\?/, 'fill most_frequent'],
] as const) {
  test(`a slip is one error: ${written}`, () => {
    const others = WHOLE.filter((line) => !fixed.startsWith(line.split(' ')[0] ?? ''));
    const count = fixed.includes('zip') ? 7 : 6;
    const told = errorsOf(analyzed([...others, written], count)).filter(
      // What is not there yet is missing: a misspelled setting is no filling.
      ({ rule }) => rule !== 'missing-values' && rule !== 'input-shape-data',
    );
    assert.equal(told.length, 1, told.map((error) => error.message).join('\n'));
    assert.match(told[0]?.message ?? '', message);
    const { text } = analyzed([...others, written], count);
    assert.ok(applyEdits(text, told[0]?.fixes[0]?.edits ?? []).includes(`  ${fixed}\n`));
  });
}

test('a generator has neither text nor gaps', () => {
  const text = 'data Moons {\n  source moons()\n  encode one_hot\n  fill median\n}\n';
  const told = analyze(text, EMPTY_ENVIRONMENT).findings.filter(
    ({ rule }) => rule === 'argument-type',
  );
  assert.deepEqual(
    told.map(({ message }) => message),
    [
      'encode is for tables (csv, tsv): this source has neither text nor gaps.',
      'fill is for tables (csv, tsv): this source has neither text nor gaps.',
    ],
  );
});

test('a text with as many values as rows is warned of', () => {
  const warnings = analyzed(['encode one_hot', 'fill median'], 66).findings;
  const [warning] = warnings.filter(({ rule }) => rule === 'many-categories');
  assert.match(warning?.message ?? '', /Column name has 60 different values in 60 rows/);
  const text = applyEdits(
    analyzed(['encode one_hot', 'fill median'], 66).text,
    warning?.fixes[0]?.edits ?? [],
  );
  assert.match(text, /features exclude\(name\)/);
  assert.match(text, /input\(6\)/);
});

test('hovers and hints say what becomes of the columns', () => {
  const analysis = analyzed(WHOLE, 6);
  const hoverOf = (word: string) =>
    hoverAt(analysis, analysis.text.indexOf(`  ${word} `) + 3)?.markdown ?? '';
  assert.match(
    hoverOf('encode'),
    /4 columns become 6 inputs:\n\n- city: 3 inputs \(Bern, Graz, Ulm\)/,
  );
  assert.match(hoverOf('fill'), /- income: 6 gaps, median\n- city: 4 gaps, most_frequent/);
  const hints = inlayHints(analysis, { start: 0, end: analysis.text.length }, ALL_HINTS);
  const hint = hints.find(({ offset }) => offset === analysis.text.indexOf('\n  fill'));
  assert.equal(hint?.label, ' → (6)');
  assert.equal(hint?.tooltip, 'age, income, city=Bern, city=Graz, city=Ulm, zip');
});

test('completion offers the ways and the columns', () => {
  const labelsAt = (setting: string) => {
    const features = 'features include(age, income, city)';
    const text = analyzed([features, setting], 5).text;
    const analysis = analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary });
    const offset = text.indexOf(setting) + setting.indexOf('|');
    return completionsAt(analysis, offset).map(({ label }) => label);
  };
  assert.deepEqual(labelsAt('encode |'), ['one_hot']);
  assert.deepEqual(labelsAt('fill |'), ['median', 'mean', 'most_frequent', 'constant']);
  assert.deepEqual(labelsAt('fill median(|)').slice(0, 3), ['age', 'income', 'city']);
});

test('formatting keeps fillings as they are written', () => {
  const written =
    'data A {\n  encode   one_hot( city,zip )\n  fill median ,constant( 0,income )\n}\n';
  const formatted =
    'data A {\n  encode one_hot(city, zip)\n  fill median, constant(0, income)\n}\n';
  assert.equal(formatText(written), formatted);
});
