import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DataPart, type DataSet, loadData } from '#engine';
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
  const { own, theirs } = await loadedTwice(t, TEXT);
  assert.deepEqual(theirs.classes, own.classes);
  const countsOf = (targets: readonly number[]) =>
    own.classes.map((_, index) => targets.filter((target) => target === index).length);
  const counts = theirs.targets.map(countsOf);
  assert.deepEqual(
    counts,
    partsOf(own).map(({ targets }) => countsOf([...targets])),
  );
  assert.deepEqual(counts, [
    [12, 12],
    [3, 3],
    [30, 30],
  ]);
});

test('a script cuts the samples that are not shuffled at the same places', async (t) => {
  if (lacks(t, 'torch', 'numpy')) return;
  const text = TEXT.replace(
    'split train 80%, validation 20%\n  test_source "others.csv"',
    'split train 55%, validation 20%, test 25%\n  shuffle false',
  );
  const { own, theirs } = await loadedTwice(t, text.replace('  limit 30\n', ''));
  assert.deepEqual(
    theirs.inputs,
    partsOf(own).map(({ inputs }) => [...inputs]),
  );
  const first = theirs.inputs.map(([a]) => a);
  assert.deepEqual(first, [0, 66, 90]);
});

interface ScriptData {
  readonly classes: readonly string[];
  /** Of the training, the validation and the test part. */
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** What the engine reads, and what an exported script does. */
async function loadedTwice(
  t: TestContext,
  text: string,
): Promise<{ own: DataSet; theirs: ScriptData }> {
  const folder = temporaryFolder(t);
  const bytes = new TextEncoder().encode(CSV);
  const chunks = async function* () {
    yield bytes;
  };
  const summary = await summarize('animals.csv', chunks());
  const analysis = analyze(text, { ...EMPTY_ENVIRONMENT, dataSummary: () => summary });
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
    'import json, script',
    'data = script.load_data()',
    'parts = [data.train, data.validation, data.test]',
    'inputs = [part.inputs.reshape(-1).tolist() for part in parts]',
    'targets = [part.targets.tolist() for part in parts]',
    'print(json.dumps({"classes": data.classes, "inputs": inputs, "targets": targets}))',
  ].join('\n');
  const theirs: ScriptData = JSON.parse(await runPython(['-c', program], { cwd: folder }));
  return { own: await loadData(plan.data, [2], async () => bytes), theirs };
}

function partsOf({ train, validation, test }: DataSet): readonly DataPart[] {
  return [train, validation, test];
}
