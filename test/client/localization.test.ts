import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SYMPTOMS } from '#diagnosis';
import { speak, spokenTexts, t } from '#l10n';
import { RULES, TUNING_TABLE } from '#language';
import { AUTO_INITIALIZER, CATALOGUE } from '../../language/src/catalogue/index.ts';
import { CONSTANT_VALUE } from '../../language/src/catalogue/sweeps.ts';
import type { Entry } from '../../language/src/catalogue/types.ts';
import { textsOf } from './said.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
const json = (path: string): Record<string, string> => JSON.parse(read(path));

/** Where something is said to people in their own language. */
const folders = 'language,engine,diagnosis,exchange,server,client,webview,cli';
const files = globSync(`{${folders}}/src/**/*.ts`, { cwd: root });

/** What is read from the tuning table and then said; its plain numbers need no translation. */
const tabled = Object.values(TUNING_TABLE)
  .flatMap(({ label, usual, whenUnderfitting, whenOverfitting, refinements }) => [
    label,
    usual,
    whenUnderfitting,
    whenOverfitting,
    ...refinements.map(({ text }) => text),
  ])
  .filter((text) => text !== null && /[a-z]/i.test(text));

/** A formula that says something in words: in symbols alone it needs no translation. */
const prose =
  /\b(all|and|as likely|beyond|blanks|each|else|for|half|mean of|or|otherwise|over|radius|row by row|within|without)\b/;

/** What the catalogue says about each word of the language, and the rules that can be silenced about themselves. */
const catalogued = [...Object.values(CATALOGUE).flat(), AUTO_INITIALIZER]
  .flatMap(({ summary, documentation, formula, parameters }: Entry) => [
    summary,
    documentation,
    formula && prose.test(formula) ? formula : '',
    ...parameters.flatMap((parameter) => [
      parameter.documentation,
      parameter.defaultText ?? '',
      ...(parameter.choices ?? []).map((choice) => choice.documentation),
    ]),
  ])
  .concat(RULES.flatMap(({ severity, summary }) => (severity === 'error' ? [] : [summary])))
  .concat(CONSTANT_VALUE.documentation)
  .filter((text) => text !== '');

const found = files.map((file) => textsOf(file, read(file)));
const used = [
  ...new Set([...found.flatMap(({ texts }) => texts), ...tabled, ...catalogued]),
].sort();
const indonesian = json('l10n/id.json');
const manifest = read('package.json');

/** `{0}`, `{1}` … */
function placesOf(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

test('every text is there in Indonesian, and none that nobody says', () => {
  assert.ok(used.length > 200, `only ${used.length} texts were found`);
  assert.deepEqual(Object.keys(indonesian).sort(), used);
});

test('a translation has the places of its text, and says something', () => {
  const wrong = Object.entries(indonesian).filter(
    ([text, translation]) =>
      translation.trim() === '' || placesOf(text).join() !== placesOf(translation).join(),
  );
  assert.deepEqual(wrong, []);
});

test('texts are handed to the translation as they stand, or as a table of the language has them', () => {
  const columns =
    /\b(label|usual|whenUnderfitting|whenOverfitting|refinement\.text|summary|documentation|defaultText|formula)$/;
  const computed = found.flatMap((one) => one.computed).filter((text) => !columns.test(text));
  assert.deepEqual(computed, []);
});

test('an error that a person sees is looked up', () => {
  const untold = found.flatMap((one) => one.untold);
  assert.deepEqual(untold, []);
});

test('texts are said when the language is known; only a page knows it when its modules are loaded', () => {
  const early = found.flatMap((one) => one.early);
  assert.deepEqual(
    early.filter((place) => !place.startsWith('webview/src/page')),
    [],
  );
});

after(() => speak({}));

test('a text is looked up by the English one, as a call and as a template', () => {
  speak({ 'Epoch {0} of {1}': 'Dari {1} epoch yang ke-{0}' });
  const [epoch, all] = [3, 10];
  assert.equal(t`Epoch ${epoch} of ${all}`, 'Dari 10 epoch yang ke-3');
  assert.equal(t('Epoch {0} of {1}', epoch, all), 'Dari 10 epoch yang ke-3');
  assert.equal(t`${epoch} samples`, '3 samples');
  assert.deepEqual(Object.keys(spokenTexts()), ['Epoch {0} of {1}']);
  speak({});
  assert.equal(t`Epoch ${epoch} of ${all}`, 'Epoch 3 of 10');
});

test('the manifest takes its texts from package.nls.json, in both languages', () => {
  const keys = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key))].sort();
  assert.ok(keys.length > 10);
  assert.deepEqual(Object.keys(json('package.nls.json')).sort(), keys);
  assert.deepEqual(Object.keys(json('package.nls.id.json')).sort(), keys);
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

test('the pages of the walkthrough are there in Indonesian, which VS Code finds by their names', () => {
  const pages = globSync('docs/walkthrough/*.md', { cwd: root });
  const english = pages.filter((page) => !page.includes('.nls.'));
  const expected = english.flatMap((page) => [page, page.replace(/\.md$/, '.nls.id.md')]);
  assert.deepEqual(pages.sort(), expected.sort());
});

test('every symptom has a name in the panel', () => {
  const names = read('webview/src/page/names.ts');
  const missing = SYMPTOMS.filter((id) => !new RegExp(`^  '?${id}'?: t\\(`, 'm').test(names));
  assert.deepEqual(missing, []);
});
