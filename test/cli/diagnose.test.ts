import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

const HEALTHY = { 'net.nnspec': specification({ epochs: '40' }), 'table.csv': TABLE };
/** A thousandth of the usual learning rate. */
const SLOW = { ...HEALTHY, 'net.nnspec': specification({ rate: '1e-6' }) };

interface JsonDiagnosis {
  readonly train: string;
  readonly findings: readonly {
    readonly symptom: string;
    readonly line: number;
    readonly column: number;
    readonly evidence: readonly { readonly measured: number; readonly threshold: number }[];
  }[];
  readonly suggestions: readonly { readonly id: string; readonly text: string }[];
  readonly repair: { readonly retrains: number } | null;
  readonly trials: {
    readonly metric: string;
    readonly baseline: readonly number[];
    readonly trainings: number;
    readonly results: readonly { readonly id: string; readonly verdict: string }[];
  } | null;
}

async function diagnoseJson(cwd: string, ...args: string[]): Promise<JsonDiagnosis> {
  const { code, stdout, stderr } = await nnspec(['diagnose', 'net.nnspec', '--json', ...args], {
    cwd,
  });
  assert.deepEqual([code, stderr], [1, '']);
  return JSON.parse(stdout) as JsonDiagnosis;
}

test('a healthy network has no findings: exit code 0', async () => {
  const { code, stdout, stderr } = await nnspec(['diagnose', 'net.nnspec'], {
    cwd: folderOf(HEALTHY),
  });
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout, 'Net on Parity: no findings.\n');
});

test('a finding is told with its place, its evidence and suggestions that were tried', async () => {
  const { code, stdout } = await nnspec(['diagnose', 'net.nnspec', '--seeds', '2'], {
    cwd: folderOf(SLOW),
  });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^net\.nnspec:16:3 error The learning rate is too low: .* \[learning-rate-too-low\]$/m,
  );
  assert.match(stdout, /^ {4}learning rate: 1\.0e-6, below 1\.0e-4 \(before the first step\)$/m);
  assert.match(
    stdout,
    /^Tried on 2 seeds \(accuracy on the validation part; as it is: [\d. ]+\):$/m,
  );
  assert.match(
    stdout,
    /^ 1\. Raise the learning rate to 1e-3 {2}better {2}\+[\d.]+ ± [\d.]+ points/m,
  );
  assert.match(stdout, /tuning table, learning rate: when underfitting: raise the learning rate/);
});

test('json has findings, suggestions and trials', async () => {
  const { train, findings, suggestions, trials } = await diagnoseJson(
    folderOf(SLOW),
    '--seeds',
    '2',
  );
  assert.equal(train, 'Net on Parity');
  assert.deepEqual(
    findings.map(({ symptom, line, column }) => [symptom, line, column]),
    [['learning-rate-too-low', 16, 3]],
  );
  assert.ok(suggestions.every(({ text }) => text.includes('train Net on Parity')));
  assert.equal(trials?.metric, 'accuracy');
  assert.equal(trials.baseline.length, 2);
  assert.deepEqual(
    trials.results.map(({ id }) => id).sort(),
    suggestions.map(({ id }) => id).sort(),
  );
  const full = trials.results.filter(({ verdict }) => verdict !== 'dropped').length;
  assert.equal(trials.trainings, 2 + suggestions.length + full);
});

test('--seeds 0 suggests without training', async () => {
  const { suggestions, trials } = await diagnoseJson(folderOf(SLOW), '--seeds', '0');
  assert.ok(suggestions.length > 0);
  assert.equal(trials, null);
});

test('--repair writes what won and shows what changed; after it the network is healthy', async () => {
  const cwd = folderOf(SLOW);
  const { stdout } = await nnspec(['diagnose', 'net.nnspec', '--repair'], { cwd });
  assert.match(stdout, /net\.nnspec was rewritten:/);
  assert.match(stdout, /^- {3}optimizer adam\(learning_rate: 1e-6\)$/m);
  assert.match(stdout, /^\+ {3}optimizer adam\(learning_rate: \S+\)$/m);
  const repaired = readFileSync(join(cwd, 'net.nnspec'), 'utf8');
  assert.notEqual(repaired, SLOW['net.nnspec']);
  const again = await nnspec(['diagnose', 'net.nnspec', '--seeds', '0', '--json'], { cwd });
  const { findings } = JSON.parse(again.stdout) as JsonDiagnosis;
  assert.ok(!findings.some(({ symptom }) => symptom === 'learning-rate-too-low'));
});

test('--repair leaves a healthy file as it is', async () => {
  const cwd = folderOf(HEALTHY);
  const { code } = await nnspec(['diagnose', 'net.nnspec', '--repair'], { cwd });
  assert.equal(code, 0);
  assert.equal(readFileSync(join(cwd, 'net.nnspec'), 'utf8'), HEALTHY['net.nnspec']);
});

test('a file with errors is not trained', async () => {
  const text = specification().replace('dense(2, softmax)', 'dense(3, softmax) oops');
  const { code, stderr } = await nnspec(['diagnose', 'net.nnspec'], {
    cwd: folderOf({ ...HEALTHY, 'net.nnspec': text }),
  });
  assert.equal(code, 1);
  assert.match(stderr, /Nothing was trained: correct this first\./);
});

test('the number of jobs changes nothing but the time', async () => {
  const [one, three] = await Promise.all(
    ['1', '3'].map((jobs) => diagnoseJson(folderOf(SLOW), '--seeds', '2', '--jobs', jobs)),
  );
  assert.deepEqual(one?.trials, three?.trials);
  assert.ok((one?.trials?.trainings ?? 0) > 4);
});

test('a repair keeps to its budget', async () => {
  const { repair } = await diagnoseJson(
    folderOf(SLOW),
    '--repair',
    '--budget',
    '1',
    '--seeds',
    '1',
  );
  assert.equal(repair?.retrains, 1);
});

test('an interrupt leaves the file as it is and tells what was found so far', async () => {
  const cwd = folderOf({
    ...SLOW,
    'net.nnspec': specification({ rate: '1e-6', epochs: '5000000' }),
  });
  const before = readFileSync(join(cwd, 'net.nnspec'), 'utf8');
  const { code, stdout } = await nnspec(['diagnose', 'net.nnspec', '--repair'], {
    cwd,
    interruptAfter: 4000,
  });
  assert.equal(code, 130);
  assert.match(stdout, /Ended early/);
  assert.equal(readFileSync(join(cwd, 'net.nnspec'), 'utf8'), before);
  assert.deepEqual(readdirSync(cwd).sort(), ['net.nnspec', 'table.csv']);
});
