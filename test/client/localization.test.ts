import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SYMPTOMS } from '#diagnosis';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
const json = (path: string): Record<string, string> => JSON.parse(read(path));

/** `t('…')` of the page and `l10n.t('…')` of the client, in either kind of quotes. */
const call = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

function textsOf(folder: string): string[] {
  const files = globSync(`${folder}/**/*.ts`, { cwd: root });
  const texts = files.flatMap((file) =>
    [...read(file).matchAll(call)].map(([, single, double]) =>
      (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'),
    ),
  );
  return [...new Set(texts)];
}

const used = [...new Set([...textsOf('webview/src'), ...textsOf('client/src')])].sort();
const bundle = json('l10n/bundle.l10n.id.json');
const manifest = read('package.json');
const english = json('package.nls.json');
const indonesian = json('package.nls.id.json');

/** `{0}`, `{1}` … */
function placesOf(text: string): string[] {
  return [...new Set(text.match(/\{\d\}/g))].sort();
}

test('every text of panel and client is there in Indonesian, and none that nobody says', () => {
  assert.ok(used.length > 200, `only ${used.length} texts were found`);
  assert.deepEqual(Object.keys(bundle).sort(), used);
});

test('a translation has the places of its text, and says something', () => {
  const wrong = Object.entries(bundle).filter(
    ([text, translation]) =>
      translation.trim() === '' || placesOf(text).join() !== placesOf(translation).join(),
  );
  assert.deepEqual(wrong, []);
});

test('texts are handed to the translation as they stand: none is put together first', () => {
  const files = globSync('{webview,client}/src/**/*.ts', { cwd: root });
  const computed = files.filter(
    (file) => !file.endsWith('localization.ts') && /\bt\(\s*[^'")\s]/.test(read(file)),
  );
  assert.deepEqual(computed, []);
});

test('the manifest takes its texts from package.nls.json, in both languages', () => {
  const keys = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key))].sort();
  assert.ok(keys.length > 10);
  assert.deepEqual(Object.keys(english).sort(), keys);
  assert.deepEqual(Object.keys(indonesian).sort(), keys);
  const { contributes } = JSON.parse(manifest);
  const spoken = [
    ...contributes.commands.map(({ title }: { title: string }) => title),
    ...Object.values<Record<string, string>>(contributes.configuration.properties).map(
      ({ description, markdownDescription }) => description ?? markdownDescription,
    ),
  ];
  assert.deepEqual(
    spoken.filter((text) => !/^%.*%$/.test(text)),
    [],
  );
});

test('every symptom has a name in the panel', () => {
  const names = read('webview/src/page/names.ts');
  const missing = SYMPTOMS.filter((id) => !new RegExp(`^  '?${id}'?: t\\(`, 'm').test(names));
  assert.deepEqual(missing, []);
});
