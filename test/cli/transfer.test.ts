import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors } from '#engine';
import { examples, folderOf, nnspec } from './command.ts';

const BASE = `data Spirals {
  source spirals(samples: 300, classes: 3)
}

model Net {
  input(2)
  dense(32, relu, init: he_normal) as hidden
  batch_norm
  dense(16, relu, init: he_normal)
  dense(3, softmax, init: glorot_uniform)
}

train Net on Spirals {
  epochs 20
  early_stopping(patience: 20)
}
`;

const NEXT = `data Moons {
  source moons(samples: 60, noise: 0.1)
}

model Next from "base.nnspec#Net" {
  weights "runs/base.safetensors"
  freeze first 3
  replace last 1 { dense(2, softmax, init: glorot_uniform) }
}

train Next on Moons {
  early_stopping(patience: 50)
  phase head {
    epochs 15
    optimizer adam(learning_rate: 3e-3)
  }
}
`;

const FINE_TUNING = `  phase fine_tune {
    unfreeze all
    epochs 15
    optimizer adam(learning_rate: 3e-4)
  }
}
`;

function tensorsIn(path: string): Map<string, string> {
  const { tensors } = readSafetensors(readFileSync(path));
  return new Map(
    tensors
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]),
  );
}

async function fine(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await nnspec(args, { cwd });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

test('from one file to another: weights taken over, frozen to the bit, then fine-tuned', async () => {
  const tuned = NEXT.replace(/}\n$/, FINE_TUNING);
  const cwd = folderOf({ 'base.nnspec': BASE, 'next.nnspec': NEXT, 'tuned.nnspec': tuned });
  await fine(cwd, 'train', 'base.nnspec', '--save', 'runs/base.safetensors');
  await fine(cwd, 'check', '--max-warnings', '0', 'next.nnspec', 'tuned.nnspec');
  await fine(cwd, 'train', 'next.nnspec', '--save', 'runs/next.safetensors');
  await fine(cwd, 'train', 'tuned.nnspec', '--save', 'runs/tuned.safetensors');
  const [base, next, fineTuned] = ['base', 'next', 'tuned'].map((name) =>
    tensorsIn(join(cwd, 'runs', `${name}.safetensors`)),
  );
  const kept = [...(base?.keys() ?? [])].filter((name) => next?.has(name));
  assert.equal(kept.length, 9, 'two dense layers and a batch norm');
  for (const name of kept) assert.equal(next?.get(name), base?.get(name), name);
  const head = [...(next?.keys() ?? [])].filter((name) => !base?.has(name));
  assert.deepEqual(head.sort(), ['dense_3.bias', 'dense_3.weight']);
  assert.notEqual(fineTuned?.get('hidden.weight'), base?.get('hidden.weight'));
});

test('a file of weights that is missing or of another network is an error at its line', async () => {
  const cwd = folderOf({ 'base.nnspec': BASE, 'next.nnspec': NEXT });
  const missing = await nnspec(['check', 'next.nnspec'], { cwd });
  assert.equal(missing.code, 1);
  assert.match(missing.stdout, /next\.nnspec:6:11 error .*does not exist.*\[weights-missing\]/);
  const untrained = await nnspec(['train', 'next.nnspec'], { cwd });
  assert.equal(untrained.code, 1);
  assert.match(untrained.stderr, /weights-missing/);
  const wide = BASE.replace('dense(16', 'dense(24');
  const other = folderOf({ 'wide.nnspec': wide });
  await fine(other, 'train', 'wide.nnspec', '--save', join(cwd, 'runs/base.safetensors'));
  const mismatch = await nnspec(['check', 'next.nnspec'], { cwd });
  assert.equal(mismatch.code, 1);
  assert.match(
    mismatch.stdout,
    /dense_1\.weight is \(24, 32\) in the file and \(16, 32\) in the model.*\[weights-mismatch\]/,
  );
});

test('the shipped examples of a transfer check, and their weights answer', async () => {
  const cwd = join(examples, 'transfer');
  await fine(cwd, 'check', '--max-warnings', '0', 'digits_0_4.nnspec', 'digits_5_9.nnspec');
  const blank = Array.from({ length: 784 }, () => 0).join(' ');
  const answer = await fine(
    cwd,
    ...['predict', 'digits_0_4.nnspec', '--weights', 'digits_0_4.safetensors', '--json'],
    ...['--sample', blank],
  );
  const { classes, predictions } = JSON.parse(answer);
  assert.deepEqual(classes, ['0', '1', '2', '3', '4']);
  assert.equal(predictions.length, 1);
});
