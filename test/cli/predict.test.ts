import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors, writeSafetensors } from '#engine';
import { floatTensor } from '../../engine/src/checkpoint/numbers.ts';
import { folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

const DROPPING = 'dense(32, relu, init: he_normal)\n  dropout(0.3)';

/** y = 100 + 3a on a scaled target. */
const REGRESSION = `data Line {
  source "line.csv"
  target y
  scale standardize
  scale_target standardize
}

model Net {
  input(1)
  dense(1, linear)
}

train Net on Line {
  loss mse
  optimizer adam(learning_rate: 0.05)
  epochs 200
  early_stopping(patience: 200)
}
`;
const LINE = `a,y\n${Array.from({ length: 50 }, (_, i) => `${i},${100 + 3 * i}`).join('\n')}\n`;

/** A folder with a trained network: net.nnspec, net.safetensors. */
async function trainedFolder(
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const cwd = folderOf({ 'net.nnspec': text, ...files });
  const { code, stderr } = await nnspec(['train', 'net.nnspec', '--save', 'net.safetensors'], {
    cwd,
  });
  assert.deepEqual([code, stderr], [0, '']);
  return cwd;
}

const plain = await trainedFolder(specification(), { 'table.csv': TABLE });
const dropping = await trainedFolder(specification({ layer: DROPPING, epochs: '60' }), {
  'table.csv': TABLE,
});

function predict(cwd: string, ...args: string[]) {
  return nnspec(['predict', 'net.nnspec', '--weights', 'net.safetensors', ...args], { cwd });
}

async function predictJson(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await predict(cwd, ...args, '--json');
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

test('samples are scaled as in training and answered with the classes’ names', async () => {
  const { stdout } = await predict(plain, '--sample', '3, 1', '2, 0');
  const [header, odd, even] = stdout.split('\n');
  assert.match(header ?? '', /^sample +class +probability +others$/);
  assert.match(odd ?? '', /^1 +odd +0\.\d{3} +even 0\.\d{3}$/);
  assert.match(even ?? '', /^2 +even +0\.\d{3} +odd 0\.\d{3}$/);
});

test('no training data is needed, and the numbers are those of the training', async () => {
  const alone = folderOf({
    'net.nnspec': readFileSync(join(plain, 'net.nnspec'), 'utf8'),
    'net.safetensors': readFileSync(join(plain, 'net.safetensors')),
  });
  const here = await predictJson(plain, '--sample', '3 1');
  assert.deepEqual(await predictJson(plain, '--sample', '3', '1'), here);
  const there = await predictJson(alone, '--sample', '3 1');
  assert.deepEqual(there.predictions, here.predictions);
});

test('columns of a csv are found by their names, whatever else is in it', async () => {
  writeFileSync(join(plain, 'new.csv'), 'note,b,y,a\n"first, odd",1,odd,3\nsecond,0,,2\n');
  const { predictions } = await predictJson(plain, '--input', 'new.csv');
  const { predictions: direct } = await predictJson(plain, '--sample', '3 1', '2 0');
  assert.deepEqual(predictions, direct);
});

test('a csv without names has the inputs in their order', async () => {
  writeFileSync(join(plain, 'bare.csv'), '3,1\n2,0\n');
  const { predictions } = await predictJson(plain, '--input', 'bare.csv');
  assert.deepEqual(
    predictions.map((row: { class: string }) => row.class),
    ['odd', 'even'],
  );
});

test('dropout tells how sure the answers are; a number of rounds, none, and the same again', async () => {
  const { stdout } = await predict(dropping, '--sample', '3 1');
  assert.match(stdout, /^sample +class +probability ± std +others +entropy +mutual information$/m);
  assert.match(stdout, /^1 +odd +0\.\d{3} ± 0\.\d{3} +even 0\.\d{3} +\d\.\d{3} +\d\.\d{3}$/m);
  assert.match(stdout, /Mean of 50 predictions with dropout on\./);
  const some = await predictJson(dropping, '--sample', '3 1', '--samples', '7');
  const [row] = some.predictions;
  assert.equal(some.rounds, 7);
  assert.ok(row.std.some((value: number) => value > 0));
  assert.ok(row.entropy >= row.mutualInformation && row.mutualInformation >= 0);
  assert.deepEqual(await predictJson(dropping, '--sample', '3 1', '--samples', '7'), some);
  const none = await predictJson(dropping, '--sample', '3 1', '--samples', '0');
  assert.deepEqual(Object.keys(none.predictions[0]), ['class', 'probabilities']);
});

test('values come in the units of the data', async () => {
  const cwd = await trainedFolder(REGRESSION, { 'line.csv': LINE });
  const { predictions } = await predictJson(cwd, '--sample', '10', '40');
  const [[ten], [forty]] = predictions.map(({ values }: { values: number[] }) => values);
  assert.ok(Math.abs(ten - 130) < 1 && Math.abs(forty - 220) < 1, `${ten}, ${forty}`);
});

test('weights of another program have no scaling: it is fitted to the training data', async () => {
  const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': TABLE });
  const { tensors } = readSafetensors(readFileSync(join(plain, 'net.safetensors')));
  const own = tensors.filter(({ name }) => !name.includes('/'));
  const foreign = writeSafetensors({ tensors: own, metadata: { format: 'pt' } });
  writeFileSync(join(cwd, 'net.safetensors'), foreign);
  const here = await predictJson(cwd, '--sample', '3 1');
  assert.deepEqual(here.predictions, (await predictJson(plain, '--sample', '3 1')).predictions);
});

writeFileSync(join(plain, 'short.csv'), 'a,c\n1,2\n');
writeFileSync(join(plain, 'words.csv'), 'a,b\n1,0\n2,zero\n');
writeFileSync(join(plain, 'holes.csv'), 'a,b\n1,0\n2,\n');
writeFileSync(join(plain, 'wide.csv'), '1,2,3\n');
writeFileSync(join(plain, 'empty.csv'), '');
writeFileSync(join(plain, 'noise.safetensors'), TABLE);
const narrow = floatTensor('dense_1.weight', [3, 2], new Float32Array(6));
writeFileSync(
  join(plain, 'other.safetensors'),
  writeSafetensors({ tensors: [narrow], metadata: {} }),
);

const refused: readonly (readonly [args: readonly string[], code: number, reason: RegExp])[] = [
  [[], 2, /Say what to predict: --input data\.csv, or --sample "1, 2, 3"\./],
  [['--sample', '1'], 2, /there is 1 number a sample, the model takes 2: a, b\./],
  [['--sample', '1, x'], 2, /the sample, column 'b': 'x' is no number/],
  [['--input', 'none.csv'], 2, /none\.csv: there is no such file\./],
  [['--input', 'short.csv'], 2, /short\.csv: there is no column 'b'\. The model takes a, b\./],
  [['--input', 'words.csv'], 2, /words\.csv, line 3, column 'b': 'zero' is no number/],
  [['--input', 'holes.csv'], 2, /holes\.csv, line 3, column 'b': the value is missing/],
  [['--input', 'wide.csv'], 2, /wide\.csv: there are 3 numbers a sample, the model takes 2/],
  [['--input', 'empty.csv'], 2, /empty\.csv: the file is empty/],
  [['--sample', '1 1', '--samples', '5'], 2, /'Net' has no dropout/],
  [['--sample', '1 1', '--weights', 'none.safetensors'], 2, /none\.safetensors: there is no such/],
  [['--sample', '1 1', '--weights', 'noise.safetensors'], 1, /no safetensors file/],
  [
    ['--sample', '1 1', '--weights', 'other.safetensors'],
    1,
    /dense_1\.weight is \(3, 2\) in the file and \(16, 2\) in the model; the file has no weights of dense_2/,
  ],
];

test('what cannot be predicted is said in a sentence', async () => {
  for (const [args, code, reason] of refused) {
    const outcome = await predict(plain, ...args);
    assert.match(outcome.stderr, reason, args.join(' '));
    assert.equal(outcome.code, code, args.join(' '));
    assert.equal(outcome.stdout, '');
    assert.doesNotMatch(outcome.stderr, /\n\s+at /);
  }
});

test('a row of a table is predicted as the file has it: text, gaps and values that training did not see', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const city = ['Ulm', '"Bad, Urach"', 'Bern'][i % 3];
    return `${i % 10 === 5 ? '' : i},${i % 20 === 7 ? 'NA' : city},${i % 3 === 1 ? 'yes' : 'no'}`;
  });
  const text = `data Table {
  source "rows.csv"
  target buys
  encode one_hot
  fill median
  scale standardize
}

model Net {
  input(4)
  dense(8, relu, init: he_normal)
  dense(1, sigmoid)
}

train Net on Table {
  optimizer adam(learning_rate: 0.03)
  epochs 60
  early_stopping(patience: 60)
}
`;
  const cwd = await trainedFolder(text, { 'rows.csv': `n,city,buys\n${rows.join('\n')}\n` });
  const { predictions } = await predictJson(cwd, '--sample', '20, "Bad, Urach"', ', Bern');
  assert.deepEqual(
    predictions.map((one: { class: string }) => one.class),
    ['yes', 'no'],
  );
  const unknown = await predict(cwd, '--sample', '20, Rome');
  assert.equal(unknown.code, 0);
  assert.match(unknown.stderr, /did not see \(Rome\): all inputs of city are 0 there/);
});
