import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from '../../cli/src/language.ts';
import { folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

/** A person whose system is set to Indonesian. */
const env = {
  NNSPEC_LANG: undefined,
  LC_ALL: undefined,
  LC_MESSAGES: undefined,
  LANG: 'id_ID.UTF-8',
};

test('the first variable that is set decides, in the order of POSIX after our own', () => {
  assert.equal(languageOf({ LANG: 'id_ID.UTF-8' }), 'id');
  assert.equal(languageOf({ LANG: 'id_ID.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }), 'en');
  assert.equal(languageOf({ LC_MESSAGES: 'id', LC_ALL: 'C.UTF-8' }), null);
  assert.equal(languageOf({ NNSPEC_LANG: 'ID', LC_ALL: 'en_GB' }), 'id');
  assert.equal(languageOf({ NNSPEC_LANG: '', LANG: 'POSIX' }), null);
  assert.equal(languageOf({ LANG: '../../secret' }), null);
  assert.equal(languageOf({}), null);
});

test('a check speaks the language of the system: findings, fixes and the sum', async () => {
  const cwd = folderOf({
    'net.nnspec': specification({ layer: 'dense(16, relu)' }),
    'table.csv': TABLE,
  });
  const { code, stdout } = await nnspec(['check', 'net.nnspec', '--level', 'warning'], {
    cwd,
    env,
  });
  assert.equal(code, 0);
  assert.match(stdout, /^net\.nnspec:10:\d+ peringatan .*varians.*\[relu-without-he\]$/m);
  assert.match(stdout, /^perbaikan: Pakai init: he_\w+$/m);
  assert.match(stdout, /0 kesalahan, 1 peringatan dalam 1 berkas\.$/m);
});

test('so does a training; numbers and names stay', async () => {
  const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': TABLE });
  const { code, stdout, stderr } = await nnspec(['train', 'net.nnspec'], { cwd, env });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^Net on Parity: 82 parameter, 36 \/ 12 \/ 12 sampel, 20 epoch dalam [\d.]+ dtk/,
  );
  assert.match(stdout, /^validation +\d\.\d{4} +[01]\.\d{4}$/m);
});

test('what the engine says of unusable data, and what its worker says in a diagnosis', async () => {
  const table = `${TABLE}7,0,\n`;
  const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': table });
  const { code, stderr } = await nnspec(['diagnose', 'net.nnspec'], { cwd, env });
  assert.equal(code, 1);
  assert.match(stderr, /table\.csv, baris 62, kolom 'y': nilainya kosong\./);
});

test('what is wrong with a call, and the help', async () => {
  const wrong = await nnspec(['check', 'net.nnspec', '--levle', 'error'], { env });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /kesalahan: opsi '--levle' tidak dikenal\n\(Maksud Anda --level\?\)/);
  const missing = await nnspec(['check'], { env });
  assert.match(missing.stderr, /argumen 'file' tidak ada/);
  const format = await nnspec(['check', 'a', '--format', 'xml'], { env });
  assert.match(format.stderr, /'xml' tidak cocok .* Yang diterima: human, json, sarif\./);
  const help = await nnspec(['train', '--help'], { env });
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Pemakaian: nnspec train \[options\] <file>$/m);
  assert.match(help.stdout, /\(bawaan: "auto"\)/);
  assert.match(help.stdout, /^Kode keluar: 0 terlatih/m);
});

test('NNSPEC_LANG overrides the system; a language that is not there is English', async () => {
  const english = await nnspec(['check', 'none.nnspec'], { env: { ...env, NNSPEC_LANG: 'en' } });
  const german = await nnspec(['check', 'none.nnspec'], { env: { ...env, LC_ALL: 'de_DE.UTF-8' } });
  const indonesian = await nnspec(['check', 'none.nnspec'], { env });
  assert.equal(english.stderr, 'none.nnspec: there is no such file.\n');
  assert.equal(german.stderr, english.stderr);
  assert.equal(indonesian.stderr, 'none.nnspec: berkas itu tidak ada.\n');
});
