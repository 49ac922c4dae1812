import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readModelFile } from '#engine';
import { folderOf, nnspec, program } from './command.ts';
import { specification, TABLE } from './specifications.ts';

/** Two hidden layers with all that draws and remembers. */
function lastingSpecification(epochs: number): string {
  const layer =
    'dense(48, relu, init: he_normal)\n  batch_norm\n  dropout(0.2)\n  dense(24, relu, init: he_normal)';
  return specification({ layer, epochs: String(epochs) }).replace(
    'patience: 100',
    'patience: 9999',
  );
}

/** Enough samples for a second or two of training. */
const LONG_TABLE = `a,b,y\n${Array.from({ length: 1500 }, (_, i) => `${i % 7},${i % 2},${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`;

const EPOCHS = 700;
const FILES = { 'net.nnspec': lastingSpecification(EPOCHS), 'table.csv': LONG_TABLE };
const KEPT = join('runs', 'net.safetensors');
const TRAIN = ['train', 'net.nnspec', '--threads', '1'];

/** Names and bits of the weights that a finished training has in its file. */
function weightsIn(path: string): Record<string, string> {
  const { tensors } = readModelFile(readFileSync(path));
  return Object.fromEntries(
    tensors
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]),
  );
}

/** Starts the command and sends it a signal when `wait` resolves, unless it has ended by then; tells what ended it. */
async function signalled(
  args: readonly string[],
  cwd: string,
  signal: NodeJS.Signals,
  wait: Promise<unknown>,
): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_, by) => resolve(by)),
  );
  await Promise.race([wait, ended]);
  child.kill(signal);
  return ended;
}

/** `--resume` once there is something to resume. */
function keeping(cwd: string): string[] {
  return [...TRAIN, existsSync(join(cwd, KEPT)) ? '--resume' : '--save', KEPT];
}

test('a training killed at random moments goes on and ends with the same bits', async (t) => {
  const whole = folderOf(FILES);
  const begin = performance.now();
  const { code } = await nnspec([...TRAIN, '--save', KEPT], { cwd: whole });
  const duration = performance.now() - begin;
  assert.equal(code, 0);

  const cwd = folderOf(FILES);
  let kills = 0;
  for (let round = 0; round < 6; round++) {
    const wait = setTimeout(duration * (0.15 + 0.4 * Math.random()));
    if ((await signalled(keeping(cwd), cwd, 'SIGKILL', wait)) === 'SIGKILL') kills += 1;
    // Whatever was being written: the file is whole, or there is none yet.
    if (existsSync(join(cwd, KEPT))) readModelFile(readFileSync(join(cwd, KEPT)));
  }
  t.diagnostic(`killed ${kills} times`);
  assert.ok(kills >= 2, `only ${kills} of the processes were killed while they trained`);
  const { code: end, stderr } = await nnspec(keeping(cwd), { cwd });
  assert.deepEqual([end, stderr], [0, '']);
  assert.deepEqual(weightsIn(join(cwd, KEPT)), weightsIn(join(whole, KEPT)));
  assert.deepEqual(readdirSync(join(cwd, 'runs')), ['net.safetensors']);
});

test('an interrupted training is kept, and its history goes on when it is resumed', async () => {
  const cwd = folderOf(FILES);
  const saved = (async () => {
    while (!existsSync(join(cwd, KEPT))) await setTimeout(5);
  })();
  assert.equal(await signalled([...TRAIN, '--save', KEPT], cwd, 'SIGINT', saved), null);
  const { info } = readModelFile(readFileSync(join(cwd, KEPT)));
  assert.ok(info && info.epoch > 0 && info.epoch < EPOCHS, `interrupted after ${info?.epoch}`);
  const { code, stdout } = await nnspec([...TRAIN, '--resume', KEPT, '--json'], { cwd });
  assert.equal(code, 0);
  const { epochs, result } = JSON.parse(stdout);
  assert.equal(result.reason, 'completed');
  assert.deepEqual(
    epochs.map(({ epoch }: { epoch: number }) => epoch),
    Array.from({ length: EPOCHS }, (_, index) => index + 1),
  );
});

test('a training that is over is told again, not trained again', async () => {
  const short = specification();
  const cwd = folderOf({ 'net.nnspec': short, 'table.csv': TABLE });
  const first = await nnspec([...TRAIN, '--save', KEPT], { cwd });
  const bytes = readFileSync(join(cwd, KEPT));
  const again = await nnspec([...TRAIN, '--resume', KEPT], { cwd });
  assert.equal(again.stdout, first.stdout);
  assert.deepEqual(weightsIn(join(cwd, KEPT)), weightsIn(join(cwd, KEPT)));
  assert.equal(readFileSync(join(cwd, KEPT)).length, bytes.length);
});

const refused: readonly (readonly [
  what: string,
  change: (folder: string) => void,
  reason: RegExp,
])[] = [
  [
    'another specification',
    (folder) => writeFileSync(join(folder, 'net.nnspec'), specification({ rate: '1e-3' })),
    /another specification: train\.phases\.0\.optimizer\.learningRate is 0\.003 there and 0\.001 here/,
  ],
  [
    'other data',
    (folder) => writeFileSync(join(folder, 'table.csv'), TABLE.replace('3,1,odd', '4,1,odd')),
    /the data of 'Parity' is not what it was/,
  ],
  [
    'a file cut off',
    (folder) => {
      const path = join(folder, KEPT);
      writeFileSync(path, readFileSync(path).subarray(0, 5000));
    },
    /cut off/,
  ],
  [
    'a changed byte',
    (folder) => {
      const bytes = readFileSync(join(folder, KEPT));
      bytes[bytes.length - 10] = (bytes.at(-10) as number) ^ 1;
      writeFileSync(join(folder, KEPT), bytes);
    },
    /damaged: its checksum/,
  ],
  [
    'a foreign file',
    (folder) => writeFileSync(join(folder, KEPT), TABLE),
    /no safetensors file.*--save/,
  ],
];

test('what cannot be resumed is refused with the file and the reason, and left as it is', async () => {
  for (const [what, change, reason] of refused) {
    const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': TABLE });
    await nnspec([...TRAIN, '--save', KEPT], { cwd });
    change(cwd);
    const before = readFileSync(join(cwd, KEPT));
    const { code, stderr } = await nnspec([...TRAIN, '--resume', KEPT], { cwd });
    assert.equal(code, 1, what);
    assert.match(stderr, new RegExp(`^${KEPT}: `), what);
    assert.match(stderr, reason, what);
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.deepEqual(readFileSync(join(cwd, KEPT)), before, what);
  }
});

test('a checkpoint that is not there, and a folder that cannot be written', async () => {
  const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': TABLE, runs: 'a file' });
  const missing = await nnspec([...TRAIN, '--resume', 'none.safetensors'], { cwd });
  assert.deepEqual(
    [missing.code, missing.stderr],
    [2, 'none.safetensors: there is no such file.\n'],
  );
  const blocked = await nnspec([...TRAIN, '--save', KEPT], { cwd });
  assert.equal(blocked.code, 2);
  assert.match(blocked.stderr, /cannot be written/);
});
