import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadData } from '#engine';
import { pytorchScript } from '#exchange';
import { analyze, EMPTY_ENVIRONMENT, planFor, summarize } from '#language';
import { lacks, runPython, temporaryFolder } from './python.ts';

const CSV = `a,b,kind\n${Array.from({ length: 120 }, (_, i) => `${i},${i % 7},${['ant', 'bee', 'cat', '7'][i % 4]}`).join('\n')}\n`;
const TEXT = `data Animals {
  source "animals.csv"
  target kind
  classes ant, cat
  limit 30
  split train 80%, validation 20%
  test_source "others.csv"
}
model Net {
  input(2)
  dense(2, softmax)
}
train Net on Animals { epochs 1 }
`;

test('a script has the samples of the chosen classes, no more than the limit, in the same shares', async (t) => {
  if (lacks(t, 'torch', 'numpy')) return;
  const folder = temporaryFolder(t);
  const bytes = new TextEncoder().encode(CSV);
  const chunks = async function* () {
    yield bytes;
  };
  const summary = await summarize('animals.csv', chunks());
  const analysis = analyze(TEXT, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary });
  const answer = planFor(analysis, 0);
  assert.ok(answer.ok);
  const { plan } = answer;
  for (const name of ['animals.csv', 'others.csv']) writeFileSync(join(folder, name), CSV);
  const script = pytorchScript(plan, {
    specification: 'animals.nnspec',
    script: 'script.py',
    folder: '',
  });
  writeFileSync(join(folder, 'script.py'), script);
  const program = [
    'import json, numpy as np, script',
    'data = script.load_data()',
    'parts = [data.train, data.validation, data.test]',
    'print(json.dumps([data.classes, [np.bincount(part.targets).tolist() for part in parts]]))',
  ].join('\n');
  const [classes, counts] = JSON.parse(await runPython(['-c', program], { cwd: folder }));
  const own = await loadData(plan.data, [2], async () => bytes);
  assert.deepEqual(classes, own.classes);
  const countsOf = (targets: Float32Array) =>
    own.classes.map((_, index) => targets.filter((target) => target === index).length);
  assert.deepEqual(
    counts,
    [own.train, own.validation, own.test].map(({ targets }) => countsOf(targets)),
  );
  assert.deepEqual(counts, [
    [12, 12],
    [3, 3],
    [30, 30],
  ]);
});
