/**
 * `npm test`: builds what runs, then tests it layer by layer, and stops at the first layer that fails.
 * `npm test -- protocol cli` runs only these layers; `--verbose` names every test.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { build, root } from './build.ts';

/** Tests of one kind: what they meet is closer to the person's window from layer to layer. */
interface Layer {
  readonly name: string;
  readonly folders: readonly string[];
  /** How many test files run at once. Browsers and timings want the machine for themselves. */
  readonly concurrency: number;
  /** Whether its tests start servers and browsers. */
  readonly startsProcesses: boolean;
}

const cores = availableParallelism();

const layers: readonly Layer[] = [
  {
    name: 'pure',
    folders: ['architecture', 'language', 'engine', 'diagnosis', 'exchange', 'client'],
    concurrency: cores,
    startsProcesses: false,
  },
  { name: 'protocol', folders: ['protocol'], concurrency: 1, startsProcesses: true },
  { name: 'cli', folders: ['cli'], concurrency: cores, startsProcesses: false },
  { name: 'webview', folders: ['webview'], concurrency: 1, startsProcesses: true },
  { name: 'vscode', folders: ['vscode'], concurrency: 1, startsProcesses: true },
  { name: 'package', folders: ['package'], concurrency: 1, startsProcesses: true },
];

/** A test that waits longer than this hangs. */
const longestTest = 5 * 60_000;

/**
 * A process or browser that a failed test left behind must not keep its file from ending. Only where there are any: a file
 * that is ended by force may lose its last reports.
 */
const endWithTests = '--test-force-exit';

interface Counts {
  passed: number;
  failed: number;
  /** How many tests could not run here, by the reason they give. */
  readonly skipped: Map<string, number>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', short: 'v', default: false } },
});
const unknown = positionals.filter((name) => !layers.some((layer) => layer.name === name));
if (unknown.length > 0) {
  const known = layers.map((layer) => layer.name).join(', ');
  console.error(`There is no test layer '${unknown.join("', '")}'. The layers: ${known}.`);
  process.exit(2);
}
const chosen = layers.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const started = performance.now();
await build({ production: true });
console.log(`${pc.bold('build'.padEnd(10))} ${seconds(started)}`);

const total = { passed: 0, failed: 0 };
for (const layer of chosen) {
  const counts = await runLayer(layer);
  total.passed += counts.passed;
  total.failed += counts.failed;
  if (counts.failed > 0) break;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runLayer(layer: Layer): Promise<Counts> {
  const { name, folders } = layer;
  const since = performance.now();
  const patterns = folders.map((folder) => `test/${folder}/**/*.test.ts`);
  const files = globSync(patterns, { cwd: root }).sort();
  if (files.length === 0) throw new Error(`The test layer ${name} has no tests.`);
  const counts = await runFiles(files, layer);
  const colour = counts.failed === 0 ? pc.green : pc.red;
  const summary = colour(`${counts.passed} passed, ${counts.failed} failed`);
  console.log(`${pc.bold(name.padEnd(10))} ${seconds(since)}  ${summary}`);
  for (const [reason, count] of counts.skipped) {
    console.log(pc.yellow(`${' '.repeat(20)}  ${count} skipped: ${reason}`));
  }
  return counts;
}

/** Counts each test and subtest, and each file that ends without having run its tests. */
async function runFiles(files: readonly string[], layer: Layer): Promise<Counts> {
  const { concurrency, startsProcesses } = layer;
  const counts: Counts = { passed: 0, failed: 0, skipped: new Map() };
  const execArgv = startsProcesses ? [endWithTests] : [];
  const settings = { cwd: root, files, concurrency, timeout: longestTest, execArgv };
  for await (const { type, data } of run(settings)) {
    if (type === 'test:stdout' || type === 'test:stderr') process.stdout.write(data.message);
    if (type === 'test:pass' && data.details.type !== 'suite') {
      if (data.skip !== undefined) {
        const reason = String(data.skip);
        counts.skipped.set(reason, (counts.skipped.get(reason) ?? 0) + 1);
        continue;
      }
      counts.passed += 1;
      if (values.verbose) console.log(`  ${pc.green('✓')} ${data.name}`);
    }
    if (type === 'test:fail' && data.details.type !== 'suite') {
      counts.failed += 1;
      console.log(`  ${pc.red(`✗ ${data.name}`)}  ${pc.dim(place(data.file, data.line))}`);
      console.log(indented(describe(data.details.error)));
    }
  }
  return counts;
}

function describe(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error.message);
}

function place(file: string | undefined, line: number | undefined): string {
  return file === undefined ? '' : `${relative(root, file)}:${line ?? 1}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(8);
}
