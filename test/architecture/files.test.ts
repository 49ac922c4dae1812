import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = 'language,engine,diagnosis,exchange,server,client,webview,cli,bench,scripts,test';
const exclude = ['**/node_modules/**'];
const files = globSync(`{${folders}}/**/*.ts`, { cwd: root, exclude });

/** Marks of unfinished or silenced code. Spelled so that this file does not contain them. */
const forbidden = [/\bTO(?=DO\b)/, /\bFIX(?=ME\b)/, /@ts-(?:ignore|nocheck)/, /\.(?:skip|only)\(/];

/** The one place where a test that finds no Python says so. */
const withoutPython = 'test/exchange/python.ts';

test('no source file is longer than 400 lines', () => {
  const long = files.filter((file) => linesOf(file).length > 401);
  assert.deepEqual(long, []);
});

test('no source file has marks of unfinished work or silenced checks', () => {
  const marked = files
    .filter((file) => file !== 'test/architecture/files.test.ts' && file !== withoutPython)
    .flatMap((file) =>
      linesOf(file)
        .filter((line) => forbidden.some((mark) => mark.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
  assert.deepEqual(marked, []);
});

function linesOf(file: string): string[] {
  return readFileSync(`${root}/${file}`, 'utf8').split('\n');
}
