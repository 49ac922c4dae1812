import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

const FILES = { 'net.nnspec': specification(), 'table.csv': TABLE };

interface JsonRun {
  readonly train: string;
  readonly seed: number;
  readonly samples: Readonly<Record<string, number>>;
  readonly classes: readonly string[];
  readonly threads: number;
  readonly epochs: readonly { readonly epoch: number; readonly train: Record<string, number> }[];
  readonly result: {
    readonly type: string;
    readonly reason: string;
    readonly test: Record<string, number>;
  };
}

async function trainJson(cwd: string, ...args: string[]): Promise<JsonRun> {
  const { code, stdout, stderr } = await nnspec(['train', 'net.nnspec', '--json', ...args], {
    cwd,
  });
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout) as JsonRun;
}

test('training prints the metrics of all parts', async () => {
  const { code, stdout, stderr } = await nnspec(['train', 'net.nnspec'], { cwd: folderOf(FILES) });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^Net on Parity: 82 parameters, 36 \/ 12 \/ 12 samples, 20 epochs in [\d.]+ s/,
  );
  assert.match(stdout, /^ +loss +accuracy$/m);
  for (const part of ['train', 'validation', 'test']) {
    assert.match(stdout, new RegExp(`^${part} +\\d\\.\\d{4} +[01]\\.\\d{4}$`, 'm'));
  }
});

test('json has the history and the result; the network has learned', async () => {
  const run = await trainJson(folderOf(FILES));
  assert.equal(run.train, 'Net on Parity');
  assert.deepEqual(run.samples, { train: 36, validation: 12, test: 12 });
  assert.deepEqual(run.classes, ['even', 'odd']);
  assert.deepEqual(
    run.epochs.map(({ epoch }) => epoch),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  assert.ok((run.epochs[0]?.train.loss ?? 0) > 2 * (run.epochs.at(-1)?.train.loss ?? 9));
  assert.equal(run.result.test.accuracy, 1);
});

test('the same seed gives the same numbers, another seed others', async () => {
  const cwd = folderOf(FILES);
  const losses = async (...args: string[]) =>
    (await trainJson(cwd, ...args)).epochs.map(({ train }) => train);
  assert.deepEqual(await losses('--seed', '5'), await losses('--seed', '5'));
  assert.notDeepEqual(await losses('--seed', '5'), await losses('--seed', '6'));
});

test('--epochs replaces the number in the file', async () => {
  assert.equal((await trainJson(folderOf(FILES), '--epochs', '3')).epochs.length, 3);
});

test('several train blocks: one has to be chosen, by number or name', async () => {
  const text = `${specification()}\ntrain Net on Parity { loss cross_entropy epochs 4 metrics accuracy }\n`;
  const cwd = folderOf({ ...FILES, 'net.nnspec': text });
  const undecided = await nnspec(['train', 'net.nnspec'], { cwd });
  assert.equal(undecided.code, 2);
  assert.match(
    undecided.stderr,
    /2 train blocks; choose one with --train:\n {2}1 {2}Net on Parity\n {2}2/,
  );
  assert.equal((await trainJson(cwd, '--train', '2')).epochs.length, 4);
  const unknown = await nnspec(['train', 'net.nnspec', '--train', 'Other'], { cwd });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no train block for 'Other'/);
});

test('a file with errors is not trained: its findings and exit code 1', async () => {
  const text = specification().replace('dense(2, softmax)', 'dense(1, softmax)');
  const { code, stdout, stderr } = await nnspec(['train', 'net.nnspec'], {
    cwd: folderOf({ ...FILES, 'net.nnspec': text }),
  });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /net\.nnspec:11:\d+ error .*\[softmax-single-unit\]/);
  assert.match(stderr, /Nothing was trained/);
});

test('a training that diverges says where, and fails', async () => {
  const text = specification({ rate: '1e30', layer: 'dense(16, exponential)' });
  const { code, stderr } = await nnspec(['train', 'net.nnspec'], {
    cwd: folderOf({ ...FILES, 'net.nnspec': text }),
  });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /NaN or infinity appeared in step \d+ \(epoch \d+\) in the \w+ of layer '\w+'/,
  );
  assert.match(stderr, /The learning rate is 1e\+30: lower it/);
});

test('a row of the data that cannot be used is named', async () => {
  const table = TABLE.replace('\n2,', '\n2,1,odd,extra\n2,');
  const { code, stdout, stderr } = await nnspec(['train', 'net.nnspec'], {
    cwd: folderOf({ ...FILES, 'table.csv': table }),
  });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /row 4|line 4/i);
});

test('Ctrl+C ends the training and reports what it has come to', async () => {
  const endless = specification({ epochs: '100000000' }).replace(
    'early_stopping(patience: 100)',
    '',
  );
  const cwd = folderOf({ ...FILES, 'net.nnspec': endless });
  const options = { cwd, interruptAfter: 3000 };
  const { code, stdout } = await nnspec(['train', 'net.nnspec', '--json'], options);
  assert.equal(code, 0);
  assert.equal((JSON.parse(stdout) as JsonRun).result.reason, 'stopped');
});

test('threads share the steps where they are asked for, and are left alone where they would not pay', async () => {
  const cwd = folderOf(FILES);
  const alone = await trainJson(cwd);
  const together = await trainJson(cwd, '--threads', '2');
  assert.deepEqual([alone.threads, together.threads], [1, 2]);
  for (const [index, { train }] of alone.epochs.entries()) {
    const { loss = 0 } = together.epochs[index]?.train ?? {};
    assert.ok(Math.abs(loss / (train.loss ?? 0) - 1) < 1e-4, `loss of epoch ${index + 1}`);
  }
  const { stdout } = await nnspec(['train', 'net.nnspec', '--threads', '2'], { cwd });
  assert.match(stdout, /20 epochs in [\d.]+ s on 2 threads/);
});

test('batch norm is trained by as many threads as are asked for', async () => {
  const layer = 'dense(16)\n  batch_norm\n  activation(relu)';
  const cwd = folderOf({ ...FILES, 'net.nnspec': specification({ layer }) });
  assert.equal((await trainJson(cwd, '--threads', '2')).threads, 2);
});

test('wrong numbers are refused before anything is read', async () => {
  for (const args of [
    ['--epochs', '0'],
    ['--seed', '-1'],
    ['--epochs', '1.5'],
    ['--threads', '0'],
    ['--threads', 'many'],
  ]) {
    const { code, stderr } = await nnspec(['train', 'none.nnspec', ...args]);
    assert.equal(code, 2);
    assert.match(stderr, /should be/);
  }
});
