import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

const FILES = { 'net.nnspec': specification(), 'table.csv': TABLE };

for (const [format, name, says] of [
  ['pytorch', 'net.py', /^class Net\(nn\.Module\):$/m],
  ['keras', 'net_keras.py', /^def build_model\(\) -> keras\.Model:$/m],
] as const) {
  test(`export writes a ${format} script beside the specification and replaces nothing unasked`, async () => {
    const cwd = folderOf(FILES);
    const first = await nnspec(['export', 'net.nnspec', '--to', format], { cwd });
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, '', `Wrote ${name}.\n`]);
    const script = readFileSync(join(cwd, name), 'utf8');
    assert.match(script, says);
    assert.match(script, /FOLDER \/ "table\.csv"/);
    const second = await nnspec(['export', 'net.nnspec', '--to', format], { cwd });
    assert.equal(second.code, 2);
    assert.match(second.stderr, /is there already: --force replaces it/);
    const forced = await nnspec(['export', 'net.nnspec', '--to', format, '--force'], { cwd });
    assert.equal(forced.code, 0);
  });
}

test('a script in another folder finds the data', async () => {
  const cwd = folderOf(FILES);
  const { code } = await nnspec(['export', 'net.nnspec', '--to', 'pytorch', '-o', 'out/a.py'], {
    cwd,
  });
  assert.equal(code, 0);
  assert.match(readFileSync(join(cwd, 'out/a.py'), 'utf8'), /FOLDER = .*\.parent \/ "\.\."/);
});

test('an ONNX file is made of the weights that training has kept', async () => {
  const cwd = folderOf(FILES);
  const without = await nnspec(['export', 'net.nnspec', '--to', 'onnx'], { cwd });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /nnspec train net\.nnspec --save Net\.safetensors/);
  await nnspec(['train', 'net.nnspec', '--save', 'Net.safetensors'], { cwd });
  const args = ['export', 'net.nnspec', '--to', 'onnx', '--weights', 'Net.safetensors'];
  const { code, stderr } = await nnspec(args, { cwd });
  assert.deepEqual([code, stderr], [0, 'Wrote net.onnx.\n']);
  const text = readFileSync(join(cwd, 'net.onnx')).toString('latin1');
  assert.ok(text.includes('MatMul') && text.includes('["even","odd"]'));
});

test('weights of another model are refused with what is missing', async () => {
  const other = specification()
    .replaceAll('dense(', 'dense( ')
    .replace('dense( ', 'batch_norm\n  dense( ');
  const cwd = folderOf({ ...FILES, 'other.nnspec': other });
  await nnspec(['train', 'net.nnspec', '--save', 'Net.safetensors'], { cwd });
  const args = ['export', 'other.nnspec', '--to', 'onnx', '--weights', 'Net.safetensors'];
  const { code, stderr } = await nnspec(args, { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /the file has no weights of batch_norm_1/);
});

test('import prints a specification, or says what it found', async () => {
  const printout =
    'Sequential(\n  (0): Linear(in_features=4, out_features=8, bias=True)\n  (1): ReLU()\n)\n';
  const cwd = folderOf({ 'model.txt': printout, 'prose.txt': 'a network\n' });
  const { code, stdout } = await nnspec(['import', 'model.txt'], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /input\(4\)\n {2}dense\(8, relu\)/);
  const prose = await nnspec(['import', 'prose.txt'], { cwd });
  assert.equal(prose.code, 1);
  assert.match(prose.stderr, /prose\.txt: Line 1: a module was expected/);
});

test('a sweep tries the declared ranges, ranks them and stores the best', async () => {
  const text = `let units = choice(2, 4, 8)\n${specification().replace(/dense\(\d+, /, 'dense(units, ')}`;
  const cwd = folderOf({ ...FILES, 'net.nnspec': text });
  const args = ['sweep', 'net.nnspec', '--trials', '3', '--epochs', '2', '-o', 'best.nnspec'];
  const { code, stdout } = await nnspec(args, { cwd });
  assert.equal(code, 0);
  const values = stdout
    .split('\n')
    .slice(1, 4)
    .map((line) => Number(line.trim().split(/ +/)[1]));
  assert.match(stdout, /^units +val_loss +epochs/);
  assert.equal(values.length, 3);
  assert.deepEqual(
    values,
    values.toSorted((a, b) => a - b),
  );
  assert.match(readFileSync(join(cwd, 'best.nnspec'), 'utf8'), /^let units = [248]\n/);
  const again = await nnspec(args, { cwd });
  assert.deepEqual([again.code, again.stdout], [2, '']);
  assert.match(again.stderr, /^best\.nnspec is there already/);
  const json = await nnspec([...args, '--force', '--json'], { cwd });
  const { metric, trials } = JSON.parse(json.stdout);
  assert.equal(metric, 'val_loss');
  assert.deepEqual(
    trials.map((trial: Record<string, number>) => trial.val_loss?.toFixed(4)),
    values.map((value) => value.toFixed(4)),
  );
  const plain = await nnspec(['sweep', 'best.nnspec'], { cwd });
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /there is nothing to sweep/);
});
