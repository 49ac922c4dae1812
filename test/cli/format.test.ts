import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { examples, folderOf, nnspec } from './command.ts';

const LOOSE = 'model   Net{\ninput( 4 )   // four numbers\n  dense(3,softmax)}\n';

test('the canonical text goes to stdout, the file stays as it is', async () => {
  const cwd = folderOf({ 'net.nnspec': LOOSE });
  const { code, stdout } = await nnspec(['format', 'net.nnspec'], { cwd });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^model Net \{\n {2}input\(4\) +\/\/ four numbers\n {2}dense\(3, softmax\)\n\}\n$/,
  );
  assert.equal(readFileSync(join(cwd, 'net.nnspec'), 'utf8'), LOOSE);
});

test('--write stores it, and a second time changes nothing', async () => {
  const cwd = folderOf({ 'net.nnspec': LOOSE });
  const first = await nnspec(['format', '--write', 'net.nnspec'], { cwd });
  assert.deepEqual([first.code, first.stdout], [0, 'Formatted 1 of 1 file.\n']);
  const written = readFileSync(join(cwd, 'net.nnspec'), 'utf8');
  assert.notEqual(written, LOOSE);
  const second = await nnspec(['format', '--write', 'net.nnspec'], { cwd });
  assert.equal(second.stdout, 'Formatted 0 of 1 file.\n');
  assert.equal(readFileSync(join(cwd, 'net.nnspec'), 'utf8'), written);
});

test('--check names the files that would change and fails', async () => {
  const cwd = folderOf({ 'net.nnspec': LOOSE });
  const { code, stdout } = await nnspec(['format', '--check', 'net.nnspec'], { cwd });
  assert.deepEqual([code, stdout], [1, 'net.nnspec is not formatted.\n']);
  assert.equal(readFileSync(join(cwd, 'net.nnspec'), 'utf8'), LOOSE);
});

test('the examples are formatted', async () => {
  const names = ['digits', 'digits_conv', 'iris', 'mnist', 'sine_forecast', 'wine'];
  const files = names.map((name) => join(examples, `${name}.nnspec`));
  assert.deepEqual(await nnspec(['format', '--check', ...files]), {
    code: 0,
    stdout: '',
    stderr: '',
  });
});

test('a file that cannot be read: exit code 2', async () => {
  const { code, stderr } = await nnspec(['format', 'none.nnspec']);
  assert.equal(code, 2);
  assert.match(stderr, /^none\.nnspec: there is no such file\.$/m);
});
