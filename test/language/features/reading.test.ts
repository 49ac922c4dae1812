import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeLenses } from '../../../language/src/features/code-lenses.ts';
import {
  type DocumentSymbol,
  documentSymbols,
} from '../../../language/src/features/document-symbols.ts';
import { hoverAt } from '../../../language/src/features/hover.ts';
import { type HintKind, inlayHints } from '../../../language/src/features/inlay-hints.ts';
import { semanticTokens } from '../../../language/src/features/semantic-tokens.ts';
import { signatureHelpAt } from '../../../language/src/features/signature-help.ts';
import { analyzed } from './analyzed.ts';
import { marked } from './marked.ts';

const net = `let width = 16
/// A network.
model Net {
  input(2)
  dense(width, relu) as hidden
  repeat 2 { dense(16, tanh, init: zeros) }
  dense(2, softmax)
}
`;

/** The word hovered, and what the text about it must say. */
const hovers: readonly [source: string, word: string, says: readonly RegExp[]][] = [
  [net.replace('relu', 're|lu'), 'relu', [/max\(0/]],
  [
    net.replace('dense(width', 'den|se(width'),
    'dense',
    [/hidden.*2 → 16 · 48 parameters/, /units: 16/],
  ],
  [net.replace('(width', '(wi|dth'), 'width', [/let width = 16/]],
  [net.replace('Net', 'N|et'), 'Net', [/A network\./, /626 parameters/]],
  [net.replace('hidden', 'hid|den'), 'hidden', [/dense as hidden/, /48 parameters/]],
  [net.replace('init', 'in|it'), 'init', [/default/i]],
  [net.replace('repeat', 'rep|eat'), 'repeat', [/repeat/]],
  [
    'data P {\n  source "points.csv"\n  target la|bel\n}',
    'label',
    [/2 different values/, /red: 60/],
  ],
  [
    'model A {\n  weights "net.safe|tensors"\n  input(2)\n}',
    '"net.safetensors"',
    [
      /of `Net`, after epoch 12: 48 numbers/,
      /`dense_1\.weight` \(16, 2\)$/m,
      /`dense_1\.bias` 16 F16$/m,
    ],
  ],
  ['data P {\n  source spi|rals(noise: 0.1)\n}', 'spirals', [/samples/]],
  [
    'train A on B {\n  batch_s|ize 32\n}',
    'batch_size',
    [/batch_size integer = 32/, /Tuning table/],
  ],
  ['mod|el A {\n}', 'model', [/network/]],
  ['data D {\n  split tr|ain 70%\n}', 'train', [/Above 0, at most 1\. When left out: `0\.7`\./]],
  [
    'train A on B {\n  optimizer adam(learning_|rate: 0.1)\n}',
    'learning_rate',
    [/Tuning table/, /raise/],
  ],
];

for (const [source, word, says] of hovers) {
  test(`hover in ${JSON.stringify(source.split('\n').find((line) => line.includes('|')))}`, () => {
    const { text, offset } = marked(source);
    const hover = hoverAt(analyzed(text), offset);
    assert.ok(hover);
    assert.equal(text.slice(hover.range.start, hover.range.end), word);
    for (const pattern of says) assert.match(hover.markdown, pattern);
  });
}

test('a hover begins with what holds here: shapes, parameters, values; then what the word means', () => {
  const order = (source: string, patterns: readonly RegExp[]) => {
    const { text, offset } = marked(source);
    const markdown = hoverAt(analyzed(text), offset)?.markdown ?? '';
    const places = patterns.map((pattern) => markdown.search(pattern));
    assert.ok(!places.includes(-1), markdown);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      markdown,
    );
  };
  order(net.replace('dense(width', 'den|se(width'), [
    /^\*\*hidden\*\*: 2 → 16 · 48 parameters/,
    /2 · 16 \+ 16 = 48/,
    /units: 16/,
    /---/,
    /Fully connected layer/,
  ]);
  order(net.replace('zeros', 'orth|ogonal'), [/^Here fan_in is 16/, /---/, /random orthogonal/]);
  const train = 'train A on B {\n  optimizer adam(beta2: 0.99)\n  early_stopping(patience: 3)\n}';
  const adam = [/learning_rate: 0\.001 {2}\/\/ default\nbeta1/, /beta2: 0\.99\n/, /---/];
  order(train.replace('adam', 'ad|am'), [...adam, /Momentum and RMSProp/]);
  order(train.replace('optimizer', 'opt|imizer'), [...adam, /follow the gradient/]);
  order(train.replace('early_s', 'early|_s'), [
    /monitor: val_loss {2}\/\/ default\npatience: 3\n/,
    /---/,
    /Ends training/,
  ]);
  order('data D {\n  source mo|ons(samples: 50)\n}', [
    /samples: 50\nnoise: 0\.1 {2}\/\/ default/,
    /---/,
    /half circles/,
  ]);
  order('let a = 2\nmodel A {\n  input(2)\n  dense(a * 2|0)\n}', [
    /a \* 20 = 40/,
    /---/,
    /Number of neurons/,
  ]);
});

test('the state of a training is no weight to be told of', () => {
  const { text, offset } = marked('model A {\n  weights "net|.safetensors"\n}');
  assert.doesNotMatch(hoverAt(analyzed(text), offset)?.markdown ?? '', /moment/);
});

test('there is nothing to say about numbers, comments and punctuation', () => {
  for (const source of ['let a = 1|2', '// a|bc', 'model A {|\n}']) {
    const { text, offset } = marked(source);
    assert.equal(hoverAt(analyzed(text), offset), undefined, source);
  }
});

const signatures: readonly [source: string, expected: string | undefined][] = [
  ['model A {\n  dense(|)\n}', 'units'],
  ['model A {\n  dense(8, |)\n}', 'activation'],
  ['model A {\n  dense(8, init: |)\n}', 'init'],
  ['model A {\n  dense(8, leaky_relu(|))\n}', 'slope'],
  ['model A {\n  dense(8, init: zeros, bias: |', 'bias'],
  ['train A on B {\n  early_stopping(patience: |)\n}', 'patience'],
  ['model A {\n  input(8, 8, |)\n}', 'shape'],
  ['model A {\n  unknown(|)\n}', undefined],
  ['model A {\n  dense|(8)\n}', undefined],
];

for (const [source, expected] of signatures) {
  test(`signature help in ${JSON.stringify(source)}`, () => {
    const { text, offset } = marked(source);
    const help = signatureHelpAt(analyzed(text), offset);
    const active = help?.parameters[help.active ?? -1];
    const label = active && help.label.slice(active.start, active.end);
    assert.equal(label?.replace('…', '').split(':')[0], expected);
  });
}

test('inlay hints: shapes and parameters at the end, initialisers and settings where left out', () => {
  const source = `${net}train Net on Missing {\n  optimizer sgd(learning_rate: 0.1)\n}\n`;
  const hints = inlayHints(analyzed(source), { start: 0, end: source.length });
  const shown = source.split('').map((character, offset) => {
    const here = hints.filter((hint) => hint.offset === offset);
    return here.map(({ label }) => `‹${label}›`).join('') + character;
  });
  const lines = shown
    .join('')
    .split('\n')
    .map((line) => line.trim());
  assert.ok(
    lines.includes('dense(width, relu‹, init: default›) as hidden‹→ 16›‹ · 48 parameters›'),
    lines.join('\n'),
  );
  assert.ok(
    lines.includes('repeat 2 { dense(16, tanh, init: zeros)‹→ 16›‹ · 544 parameters› }'),
    lines.join('\n'),
  );
  const train = lines.find((line) => line.startsWith('train')) ?? '';
  assert.match(train, /‹.*batch_size \d+, epochs \d+›$/);
  assert.doesNotMatch(train, /optimizer/);
});

const kinds: readonly [shown: HintKind, expected: RegExp, absent: RegExp][] = [
  ['shapes', /^→ 16$/, /parameters|init/],
  ['parameters', /^48 parameters$/, /→|init/],
  ['defaults', /^, init: default$/, /→|parameters/],
];

for (const [shown, expected, absent] of kinds) {
  test(`inlay hints can be for ${shown} alone`, () => {
    const only = { shapes: false, parameters: false, defaults: false, [shown]: true };
    const hints = inlayHints(analyzed(net), { start: 0, end: net.length }, only);
    const labels = hints.map(({ label }) => label);
    assert.ok(
      labels.some((label) => expected.test(label)),
      labels.join('\n'),
    );
    assert.ok(!labels.some((label) => absent.test(label)), labels.join('\n'));
  });
}

test('an initialiser that a hint shows can be written into the text', () => {
  const analysis = analyzed(net);
  const hint = inlayHints(analysis, { start: 0, end: net.length }).find(({ insert }) => insert);
  assert.ok(hint?.insert);
  const written = analyzed(net.slice(0, hint.offset) + hint.insert + net.slice(hint.offset));
  assert.equal(written.resolved.models[0]?.complete, true);
  assert.equal(
    written.findings.filter(({ severity }) => severity === 'error').length,
    analysis.findings.filter(({ severity }) => severity === 'error').length,
  );
});

test('code lenses stand above trains and models', () => {
  const source = `${net}train Net on D {\n}\ntrain Net on D {\n}\n`;
  const lenses = codeLenses(analyzed(source)).map(({ range, title, action }) => {
    const line = source.slice(0, range.start).split('\n').length;
    return `${line} ${title}${action ? ` ${action.kind} ${action.train}` : ''}`;
  });
  assert.match(lenses[0] ?? '', /^3 626 parameters · 2\.5 kB · [\d.]+ kFLOPs a sample$/);
  assert.deepEqual(lenses.slice(1), [
    '9 ▶ Train train 0',
    '9 Diagnose diagnose 0',
    '11 ▶ Train train 1',
    '11 Diagnose diagnose 1',
  ]);
});

test('a model that is being written keeps its lens, so that the text stays where it is', () => {
  for (const layers of ['', 'input(2) dense()', 'input(2) dense(', 'dense(3)']) {
    const lenses = codeLenses(analyzed(`model A {\n  ${layers}\n}`));
    assert.equal(lenses.length, 1, layers);
    assert.match(lenses[0]?.title ?? '', /parameters/);
  }
});

test('no default is shown where the next argument is being written', () => {
  const hints = (layer: string) => {
    const { text } = analyzed(`model A {\n  input(2)\n  ${layer}\n}`);
    return inlayHints(analyzed(text), { start: 0, end: text.length }).map(({ label }) => label);
  };
  assert.ok(hints('dense(3)').includes(', init: default'));
  assert.ok(!hints('dense(3, )').includes(', init: default'));
});

test('symbols: the outline, also of a text that is not complete', () => {
  const source = `${net}data D {\n  source "points.csv"\n}\nmodel Half {\n  dense(3`;
  assert.deepEqual(outline(documentSymbols(analyzed(source))), [
    'width 16',
    'Net model',
    '  input → 2',
    '  dense hidden → 16 · 48 parameters',
    '  repeat 2',
    '    dense → 16 · 544 parameters',
    '  dense → 2 · 34 parameters',
    'D data',
    '  source "points.csv"',
    'Half model',
    '  dense',
  ]);
});

function outline(symbols: readonly DocumentSymbol[]): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${name} ${detail}`.trimEnd(),
    ...outline(children).map((line) => `  ${line}`),
  ]);
}

test('semantic tokens say what words mean', () => {
  const source = `${net}train Net on D {\n  optimizer sgd(momentum: width)\n}\n`;
  const tokens = semanticTokens(analyzed(source), { start: 0, end: source.length });
  const words = tokens.map(
    ({ start, end, type, modifiers }) =>
      `${source.slice(start, end)} ${[type, ...modifiers].join('.')}`,
  );
  for (const word of [
    'width variable.declaration.readonly',
    'width variable.readonly',
    'Net class.declaration',
    'Net class',
    'dense function',
    'hidden label.declaration',
    'relu enumMember',
    'init parameter',
    'zeros enumMember',
    'optimizer property',
    'momentum parameter',
  ]) {
    assert.ok(words.includes(word), `${word} in ${words.join(', ')}`);
  }
  const starts = tokens.map(({ start }) => start);
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => a - b),
  );
});
