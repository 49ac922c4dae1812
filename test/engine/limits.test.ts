import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrainer, DataError, loadData, PlanError } from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { kernelsOf } from './plans.ts';

const kernels = await kernelsOf();

interface Extreme {
  readonly name: string;
  /** What the model has between input and head. */
  readonly layers?: string;
  readonly head?: string;
  readonly input?: string;
  readonly data?: string;
  readonly train?: string;
  /** Rows of a csv with two inputs and the target. */
  readonly row?: (index: number) => string;
  readonly rows?: number;
  readonly says: RegExp;
}

const MEMORY = /would need \d{4,} MiB; the limit is 2048 MiB\. Use a smaller batch_size/;

/** What no computer can do, or no number can hold: refused before the first step, with the number. */
const REFUSED: readonly Extreme[] = [
  { name: 'a billion units', layers: 'dense(1000000000, relu)', says: MEMORY },
  { name: 'two wide layers', layers: 'dense(100000)\n  dense(100000)', says: MEMORY },
  {
    name: 'a vocabulary of billions',
    layers: 'embedding(1000000000, 64)\n  flatten',
    says: MEMORY,
  },
  {
    name: 'as many classes as samples',
    head: 'dense(40000, softmax)',
    rows: 40_000,
    row: (index) => `${index},1,class${index}`,
    says: MEMORY,
  },
  {
    name: 'a generator without end',
    data: 'source spirals(samples: 1000000000)',
    says: /spirals: its samples would have 1000000000 numbers together, at most 10000000 are made/,
  },
  {
    name: 'a billion predictions with dropout',
    layers: 'dropout(0.5)',
    train: 'uncertainty mc_dropout(samples: 1000000000)',
    says: /mc_dropout with 1000000000 predictions of 9 samples would need \d+ MiB; .* at most \d+ samples/,
  },
  {
    name: 'initial weights beyond float32',
    layers: 'dense(2, relu, init: constant(1e39))',
    says: /'dense_1\.weight' would start with Infinity: weights are float32, up to 3\.4e38/,
  },
  {
    name: 'a number beyond float32',
    row: (index) => `${index === 7 ? '1e39' : index},1,${index % 2}`,
    says: /x\.csv, column 'a': sample 8 holds 1e\+39, the engine takes numbers up to 3\.4e38/,
  },
  {
    name: 'a target beyond float32',
    head: 'dense(1)',
    row: (index) => `${index},1,${index === 7 ? '1e39' : index}`,
    says: /x\.csv, column 'y': sample 8 holds 1e\+39/,
  },
  {
    name: 'a scale that leaves float32',
    data: 'source "x.csv"  target y  scale divide(1e-300)',
    says: /scaled, a number is too large: the scaling divides by next to nothing/,
  },
  {
    name: 'one sample',
    rows: 1,
    says: /^DataError: x\.csv: 1 sample is too few for a validation part of 15 %\. Add samples, or change/,
  },
  {
    name: 'a token outside of the vocabulary',
    layers: 'embedding(10, 2)\n  flatten',
    row: (index) => `1,${index === 7 ? 12 : 3},${index % 2}`,
    says: /column 'b': 12 is no token: the embedding takes whole numbers from 0 to 9\. Raise its vocabulary to 13/,
  },
  {
    name: 'negative tokens',
    layers: 'embedding(10, 2)\n  flatten',
    row: (index) => `-1,3,${index % 2}`,
    says: /column 'a': -1 is no token: .* Number the tokens from 0 on/,
  },
];

for (const extreme of REFUSED) {
  test(`refused before it starts: ${extreme.name}`, async () => {
    await assert.rejects(
      () => start(extreme),
      (error) => {
        assert.ok(error instanceof DataError || error instanceof PlanError, String(error));
        assert.match(String(error), extreme.says);
        return true;
      },
    );
  });
}

test('batches of a billion samples are those that there are', async () => {
  const trainer = await start({ train: 'batch_size 1000000000' });
  const [started] = trainer.advance(0);
  assert.equal(started?.type === 'started' && started.stepsPerEpoch, 1);
});

test('a hundred thousand labels are told apart as fast as ten', async () => {
  const rows = 100_000;
  const says = /the target has 100000 classes, the model 2 outputs/;
  const many = start({ rows, row: (index) => `${index},1,class${index}` });
  await assert.rejects(many, says);
});

/** A trainer at its first step. */
async function start(extreme: Partial<Extreme>) {
  const { layers = '', head = 'dense(2, softmax)', input = '2', train = '' } = extreme;
  const { data = 'source "x.csv"  target y', rows = 60 } = extreme;
  const text = [
    `data Set { ${data} }`,
    `model Net {\n  input(${input})\n  ${layers}\n  ${head}\n}`,
    `train Net on Set {\n  epochs 2\n  ${train}\n}`,
  ].join('\n');
  const answer = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  assert.ok(answer.ok, answer.ok ? '' : answer.findings.map(({ message }) => message).join('\n'));
  const { plan } = answer;
  const { row = (index) => `${index},${index * 2},${index % 2}` } = extreme;
  const lines = ['a,b,y', ...Array.from({ length: rows }, (_, index) => row(index)), ''];
  const file = new TextEncoder().encode(lines.join('\n'));
  const set = await loadData(plan.data, plan.model.inputShape, () => Promise.resolve(file));
  return createTrainer({ plan, data: set, kernels });
}
