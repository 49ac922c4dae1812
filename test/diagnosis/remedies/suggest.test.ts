import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_SUGGESTIONS, type RuntimeFinding, SYMPTOMS, suggest } from '#diagnosis';
import { analyze, EMPTY_ENVIRONMENT, type Finding, formatText, planFor } from '#language';

const TEXT = `/// Two rings.
data Rings {
  source circles(samples: 400)     // a generator
  scale standardize
}

model Net {
  input(2)
  dense(8, sigmoid) as first       // keep this comment
  repeat 2 { dense(8, sigmoid) }
  dropout(0.5)
  dense(2, softmax)
}

train Net on Rings {
  loss cross_entropy
  optimizer sgd(learning_rate: 0.01)   // slow
  batch_size 64
  epochs 10
}
`;

const analyzeText = (text: string) => analyze(text, EMPTY_ENVIRONMENT);

function finding(
  symptom: RuntimeFinding['symptom'],
  category: RuntimeFinding['category'] = 'activation',
): RuntimeFinding {
  return {
    symptom,
    category,
    severity: 'warning',
    message: '',
    layers: [],
    setting: null,
    origin: { start: 0, end: 0, line: 0 },
    sinceEpoch: 1,
    evidence: [],
    explains: [],
  };
}

function suggestions(found: RuntimeFinding, text = TEXT) {
  return suggest(analyzeText(text), 0, [found], analyzeText);
}

/** The text after the suggestion with this id. */
function textAfter(id: string, found: RuntimeFinding, text = TEXT): string {
  const all = suggestions(found, text);
  const suggestion = all.find((candidate) => candidate.id === id);
  assert.ok(suggestion, `no ${id} among ${all.map((candidate) => candidate.id).join(', ')}`);
  return suggestion.text;
}

/** The lines that differ, trimmed: [before, after]. */
function changes(after: string, before = TEXT): [string[], string[]] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const trimmed = (lines: string[], others: string[]) =>
    lines.filter((line) => !others.includes(line)).map((line) => line.trim());
  return [trimmed(old, fresh), trimmed(fresh, old)];
}

/** Unscaled inputs: once as numbers, once as tokens. */
const RAW = `data Raw { source blobs(classes: 2) }
model Net {
  input(2)
  dense(8, relu, init: he_normal)
  dense(2, softmax)
}
train Net on Raw {
}
`;
const TOKENS = RAW.replace('  dense(8', '  embedding(50, 4)\n  flatten\n  dense(8');

describe('suggest', () => {
  it('scales inputs, but not tokens', () => {
    const ids = (text: string) =>
      SYMPTOMS.flatMap((symptom) => suggestions(finding(symptom, 'data'), text)).map(
        ({ id }) => id,
      );
    assert.ok(ids(RAW).includes('scale:standardize'));
    assert.ok(!ids(TOKENS).includes('scale:standardize'));
  });

  it('replaces saturating activations with their initialisers, copies of a repeat once', () => {
    assert.deepEqual(changes(textAfter('activation:relu', finding('vanishing-gradient'))), [
      ['dense(8, sigmoid) as first       // keep this comment', 'repeat 2 { dense(8, sigmoid) }'],
      [
        'dense(8, relu, init: he_normal) as first       // keep this comment',
        'repeat 2 { dense(8, relu, init: he_normal) }',
      ],
    ]);
  });

  it('adds batch normalisation on lines of its own and inside of a block of one line', () => {
    assert.deepEqual(changes(textAfter('batch-norm', finding('vanishing-gradient'))), [
      ['repeat 2 { dense(8, sigmoid) }'],
      ['batch_norm', 'repeat 2 { dense(8, sigmoid)  batch_norm }'],
    ]);
  });

  it('changes the learning rate in place', () => {
    const slow = finding('slow-convergence', 'learning-rate');
    assert.deepEqual(changes(textAfter('learning-rate:0.1', slow)), [
      ['optimizer sgd(learning_rate: 0.01)   // slow'],
      ['optimizer sgd(learning_rate: 0.1)   // slow'],
    ]);
  });

  it('adds a setting at the end of the block where it was left out', () => {
    const after = textAfter('clip-norm', finding('exploding-gradient', 'learning-rate'));
    assert.deepEqual(changes(after), [[], ['clip_norm 1.0']]);
    assert.ok(after.includes('  epochs 10\n  clip_norm 1.0\n}'));
  });

  it('walks the column "when overfitting" of the tuning table', () => {
    const ids = suggestions(finding('overfitting', 'capacity')).map(({ id }) => id);
    for (const id of ['neurons:0.5', 'l2:1e-3', 'batch_size:32']) {
      assert.ok(ids.includes(id), `${id} is missing: ${ids.join(', ')}`);
    }
    assert.ok(ids.some((id) => id.startsWith('early_stopping')));
  });

  it('walks the column "when underfitting" of the tuning table', () => {
    const found = finding('underfitting', 'capacity');
    const ids = suggestions(found).map(({ id }) => id);
    for (const id of ['neurons:4', 'layers:add', 'dropout:reduce', 'learning-rate:0.1']) {
      assert.ok(ids.includes(id), `${id} is missing: ${ids.join(', ')}`);
    }
    assert.deepEqual(changes(textAfter('dropout:reduce', found)), [
      ['dropout(0.5)'],
      ['dropout(0.2)'],
    ]);
    const reduce = suggestions(found).find(({ id }) => id === 'dropout:reduce');
    assert.deepEqual(reduce?.basis, {
      kind: 'table',
      row: 'dropout rate',
      text: 'when underfitting: reduce dropout',
    });
  });

  it('offers no more than a handful', () => {
    for (const symptom of SYMPTOMS) {
      assert.ok(suggestions(finding(symptom)).length <= MOST_SUGGESTIONS);
    }
  });

  it('gives texts without new errors, all different, each with its plan', () => {
    const errors = (text: string) =>
      analyzeText(text).findings.filter(({ severity }) => severity === 'error').length;
    for (const symptom of SYMPTOMS) {
      const found = suggestions(finding(symptom));
      assert.equal(new Set(found.map(({ text }) => text)).size, found.length);
      for (const { id, text, plan } of found) {
        assert.equal(errors(text), 0, `${symptom} → ${id}`);
        const planned = planFor(analyzeText(text), 0);
        assert.deepEqual(planned.ok && planned.plan, plan);
      }
    }
  });

  it('takes a fix of a lint rule first: text and training tell one story', () => {
    const text = TEXT.replace('softmax', 'relu');
    const start = text.indexOf('relu');
    const edit = { start, end: start + 'relu'.length, text: 'softmax' };
    const lint: Finding = {
      rule: 'loss-head-mismatch',
      severity: 'warning',
      message: 'cross_entropy takes probabilities',
      range: edit,
      tags: [],
      related: [],
      fixes: [{ title: 'Use softmax', edits: [edit], preferred: true }],
    };
    const analysis = { ...analyzeText(text), findings: [lint] };
    const found = finding('unreachable-target', 'head-and-loss');
    const [first] = suggest(analysis, 0, [found], analyzeText);
    assert.deepEqual(first?.basis, { kind: 'rule', rule: 'loss-head-mismatch' });
    assert.equal(first?.title, 'Use softmax');
    assert.equal(first?.text, TEXT);
  });

  it('frees what a setting holds back: all samples, all places, all layers, whole states', () => {
    const wave = `data Wave {
  source sine(samples: 900, length: 24)
  limit 60
  split train 3%, validation 82%, test 15%
}
model Base {
  input(24, 1)
  conv1d(4, 2, relu, stride: 6) as reader
  gru(6, return_sequences: true, recurrent_dropout: 0.9)
  batch_norm(momentum: 0.9999)
  global_avg_pool
  dense(1)
}
model Head from Base { freeze until reader }
train Head on Wave {
  loss mse
  optimizer sgd(learning_rate: 0.01)
}
`;
    const expected: readonly [string, RuntimeFinding, string[], string[]][] = [
      ['limit:off', finding('overfitting', 'data'), ['limit 60'], []],
      [
        'split:usual',
        finding('overfitting', 'data'),
        ['split train 3%, validation 82%, test 15%'],
        ['split train 70%, validation 15%, test 15%'],
      ],
      [
        'batch-norm:momentum',
        finding('train-eval-mismatch', 'epochs'),
        ['batch_norm(momentum: 0.9999)'],
        ['batch_norm()'],
      ],
      [
        'freeze:off',
        finding('underfitting', 'initialization'),
        ['model Head from Base { freeze until reader }'],
        ['model Head from Base { }'],
      ],
    ];
    for (const [id, found, before, after] of expected) {
      assert.deepEqual(changes(textAfter(id, found, wave), wave), [before, after], id);
    }
    const whole = wave
      .replace('model Head from Base { freeze until reader }\n', '')
      .replace('Head', 'Base');
    const inModel: readonly [string, RuntimeFinding, string[], string[]][] = [
      [
        'stride:1',
        finding('underfitting', 'capacity'),
        ['conv1d(4, 2, relu, stride: 6) as reader'],
        ['conv1d(4, 2, relu, stride: 1) as reader'],
      ],
      ['flatten', finding('underfitting', 'capacity'), ['global_avg_pool'], ['flatten']],
      [
        'neurons:4',
        finding('underfitting', 'capacity'),
        [
          'conv1d(4, 2, relu, stride: 6) as reader',
          'gru(6, return_sequences: true, recurrent_dropout: 0.9)',
        ],
        [
          'conv1d(16, 2, relu, stride: 6) as reader',
          'gru(24, return_sequences: true, recurrent_dropout: 0.9)',
        ],
      ],
      [
        'dropout:off',
        finding('over-regularization', 'regularization'),
        ['gru(6, return_sequences: true, recurrent_dropout: 0.9)'],
        ['gru(6, return_sequences: true)'],
      ],
    ];
    for (const [id, found, before, after] of inModel) {
      assert.deepEqual(changes(textAfter(id, found, whole), whole), [before, after], id);
    }
  });

  it('smooths labels as is usual', () => {
    const text = TEXT.replace('epochs 10', 'epochs 10\n  label_smoothing 0.9');
    const found = finding('over-regularization', 'regularization');
    const after = textAfter('label_smoothing:0.1', found, text);
    assert.deepEqual(changes(after, text), [['label_smoothing 0.9'], ['label_smoothing 0.1']]);
  });

  it('keeps the canonical form: a text that was formatted stays so', () => {
    const formatted = formatText(TEXT.replace('sigmoid)', 'sigmoid, max_norm: 3)'));
    for (const symptom of SYMPTOMS) {
      for (const { id, text } of suggestions(finding(symptom), formatted)) {
        assert.equal(formatText(text), text, id);
      }
    }
  });

  it('has nothing to say where nothing was found or the text does not check', () => {
    assert.deepEqual(suggest(analyzeText(TEXT), 0, [], analyzeText), []);
    assert.deepEqual(suggest(analyzeText('model {'), 0, [finding('plateau')], analyzeText), []);
  });
});
