import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyEdits } from '#language';
import { examples, folderOf, nnspec } from './command.ts';
import { specification, TABLE } from './specifications.ts';

const RELU = specification({ layer: 'dense(16, relu)' });

interface JsonReport {
  readonly summary: { readonly files: number; readonly errors: number; readonly warnings: number };
  readonly findings: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly rule: string;
    readonly severity: string;
    readonly fixes: readonly { readonly edits: Parameters<typeof applyEdits>[1] }[];
  }[];
}

test('a clean file: exit code 0', async () => {
  const cwd = folderOf({ 'net.nnspec': specification(), 'table.csv': TABLE });
  const { code, stdout, stderr } = await nnspec(['check', 'net.nnspec'], { cwd });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /in 1 file/);
});

test('a warning is shown with its place, its line and a caret under what is meant', async () => {
  const cwd = folderOf({ 'net.nnspec': RELU, 'table.csv': TABLE });
  const { code, stdout } = await nnspec(['check', 'net.nnspec', '--level', 'warning'], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^net\.nnspec:10:\d+ warning .*\[relu-without-he\]$/m);
  const [, column = ''] = /net\.nnspec:10:(\d+)/.exec(stdout) ?? [];
  const lines = stdout.split('\n');
  const shown = lines.findIndex((line) => line.includes('dense(16, relu)'));
  const caret = (lines[shown + 1] ?? '').indexOf('^') - (lines[shown] ?? '').indexOf('│') - 2;
  assert.equal(caret, Number(column) - 1);
  assert.match(stdout, /^fix: /m);
  assert.match(stdout, /0 errors, 1 warning in 1 file\.$/m);
});

test('--max-warnings turns warnings into exit code 1', async () => {
  const cwd = folderOf({ 'net.nnspec': RELU, 'table.csv': TABLE });
  const allowed = await nnspec(['check', 'net.nnspec', '--max-warnings', '1'], { cwd });
  assert.equal(allowed.code, 0);
  const refused = await nnspec(['check', 'net.nnspec', '--max-warnings', '0'], { cwd });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /1 warning, at most 0 are allowed/);
});

test('an error: exit code 1; the other files are checked all the same', async () => {
  const wrong = specification().replace('on Parity', 'on Purity');
  const cwd = folderOf({ 'a.nnspec': wrong, 'b.nnspec': RELU, 'table.csv': TABLE });
  const { code, stdout } = await nnspec(['check', 'a.nnspec', 'b.nnspec'], { cwd });
  assert.equal(code, 1);
  assert.match(stdout, /a\.nnspec:14:\d+ error .*Purity.*\[unknown-name\]/);
  assert.match(stdout, /b\.nnspec:10:\d+ warning/);
});

test('json: places, and fixes that can be applied', async () => {
  const cwd = folderOf({ 'net.nnspec': RELU, 'table.csv': TABLE });
  const { stdout } = await nnspec(['check', 'net.nnspec', '--format', 'json'], { cwd });
  const report = JSON.parse(stdout) as JsonReport;
  assert.deepEqual(report.summary, { files: 1, errors: 0, warnings: 1 });
  const finding = report.findings.find(({ rule }) => rule === 'relu-without-he');
  assert.deepEqual(
    [finding?.file, finding?.line, finding?.severity],
    ['net.nnspec', 10, 'warning'],
  );
  writeFileSync(join(cwd, 'net.nnspec'), applyEdits(RELU, finding?.fixes[0]?.edits ?? []));
  const again = await nnspec(['check', 'net.nnspec', '--format', 'json'], { cwd });
  assert.equal((JSON.parse(again.stdout) as JsonReport).summary.warnings, 0);
});

test('sarif: version 2.1.0 with regions counted from 1 and paths relative to the folder', async () => {
  const cwd = folderOf({ 'my net.nnspec': RELU, 'table.csv': TABLE });
  const { stdout } = await nnspec(['check', 'my net.nnspec', '--format', 'sarif'], { cwd });
  const { version, runs } = JSON.parse(stdout);
  assert.equal(version, '2.1.0');
  const [{ tool, results }] = runs;
  const warning = results.find(({ level }: { level: string }) => level === 'warning');
  assert.equal(warning.ruleId, 'relu-without-he');
  assert.equal(tool.driver.rules[warning.ruleIndex].id, warning.ruleId);
  const { artifactLocation, region } = warning.locations[0].physicalLocation;
  assert.deepEqual(artifactLocation, { uri: 'my%20net.nnspec', uriBaseId: 'ROOT' });
  assert.equal(region.startLine, 10);
  assert.ok(warning.fixes[0].artifactChanges[0].replacements.length > 0);
});

test('colours follow NO_COLOR and FORCE_COLOR', async () => {
  const cwd = folderOf({ 'net.nnspec': RELU, 'table.csv': TABLE });
  const sequence = '\u001b[';
  const plain = await nnspec(['check', 'net.nnspec'], { cwd });
  assert.ok(!plain.stdout.includes(sequence));
  const env = { NO_COLOR: undefined, FORCE_COLOR: '1' };
  const coloured = await nnspec(['check', 'net.nnspec'], { cwd, env });
  assert.ok(coloured.stdout.includes(sequence));
});

/** What is given, and what stderr has to say. */
const UNUSABLE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a file that is missing', ['check', 'none.nnspec'], /^none\.nnspec: there is no such file\.$/m],
  ['a folder', ['check', '.'], /^\.: this is a folder/m],
  ['a binary file', ['check', 'binary.nnspec'], /^binary\.nnspec: this is not a text file/m],
  ['no file', ['check'], /the argument 'file' is missing/],
  ['an unknown format', ['check', 'net.nnspec', '--format', 'xml'], /human, json, sarif/],
  ['an unknown option', ['check', 'net.nnspec', '--quick'], /unknown option '--quick'/],
  ['an unknown command', ['chekc', 'net.nnspec'], /unknown command 'chekc'/],
  ['a count that is none', ['check', 'net.nnspec', '--max-warnings', 'few'], /whole number/],
];

for (const [name, args, message] of UNUSABLE) {
  test(`${name}: exit code 2 and one clear sentence`, async () => {
    const cwd = folderOf({ 'binary.nnspec': Uint8Array.of(0xff, 0, 1), 'net.nnspec': RELU });
    const { code, stderr } = await nnspec(args, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/);
  });
}

/** What is wrong with the data, and what check says of it. */
const DATA_FAULTS: readonly (readonly [string, string | undefined, RegExp])[] = [
  [
    'a data file that is missing',
    undefined,
    /net\.nnspec:2:\d+ error .*table\.csv.*does not exist/,
  ],
  ['an empty data file', '', /net\.nnspec:2:\d+ error .*empty/],
  [
    'a column that is missing',
    'a,b,z\n1,2,x\n',
    /net\.nnspec:3:\d+ error .*'?y'?.*\[unknown-name\]/,
  ],
];

for (const [name, table, message] of DATA_FAULTS) {
  test(`${name} is an error at the line that names it`, async () => {
    const files = {
      'net.nnspec': specification(),
      ...(table !== undefined && { 'table.csv': table }),
    };
    const { code, stdout } = await nnspec(['check', 'net.nnspec'], { cwd: folderOf(files) });
    assert.equal(code, 1);
    assert.match(stdout, message);
  });
}

test('the examples are clean at warning level, but for the one that has flaws on purpose', async () => {
  const { stdout } = await nnspec(
    [
      'check',
      '--format',
      'json',
      '--level',
      'warning',
      ...EXAMPLES.map((name) => `${name}.nnspec`),
    ],
    { cwd: examples },
  );
  const { summary, findings } = JSON.parse(stdout) as JsonReport;
  const rules = findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
  assert.deepEqual(
    rules.filter((rule) => !rule.startsWith('digits.nnspec')),
    [],
  );
  assert.equal(summary.errors, 0);
  const flaws = findings.filter(({ file }) => file === 'digits.nnspec').map(({ rule }) => rule);
  assert.deepEqual(flaws, ['relu-without-he', 'dropout-rate', 'relu-without-he', 'learning-rate']);
});

const EXAMPLES = [
  'breast_cancer',
  'diabetes',
  'digits',
  'digits_conv',
  'digits_dense',
  'iris',
  'mnist',
  'penguins',
  'sine_forecast',
  'spirals',
  'wine',
];
