/**
 * Builds everything that runs: `node scripts/build.ts [--development] [--watch]`.
 *
 * One target per host; each becomes one file below `dist/`. The packaged extension contains nothing
 * else: no source, no node_modules.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, context, build as esbuild } from 'esbuild';
import { buildKernels } from './kernels.ts';
import { withoutRulePages } from './rule-pages.ts';

/** The folder of package.json. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** One bundle: what runs where. */
interface Target {
  readonly entry: string;
  readonly output: string;
  readonly options: BuildOptions;
}

const node: BuildOptions = { platform: 'node', format: 'cjs', target: 'node20' };
const browser: BuildOptions = { platform: 'browser', format: 'iife', target: 'es2022' };
/** VS Code hands `vscode` to the extension when it loads it; templates of specifications are part of it as text. */
const vscode: BuildOptions = { external: ['vscode'], loader: { '.nnspec': 'text' } };

const targets: readonly Target[] = [
  {
    entry: 'client/src/node/main.ts',
    output: 'client/node.cjs',
    options: { ...node, ...vscode },
  },
  // The package is of type "module", but VS Code's web host loads CommonJS only: hence `.cjs` here too.
  {
    entry: 'client/src/browser/main.ts',
    output: 'client/browser.cjs',
    options: { ...browser, ...vscode, format: 'cjs' },
  },
  {
    entry: 'server/src/node/main.ts',
    output: 'server/node.cjs',
    options: { ...node, plugins: [withoutRulePages] },
  },
  {
    entry: 'server/src/on-demand.ts',
    output: 'server/on-demand.cjs',
    options: { ...node, plugins: [withoutRulePages] },
  },
  {
    entry: 'server/src/on-demand.ts',
    output: 'server/on-demand.js',
    options: { ...browser, plugins: [withoutRulePages], globalName: 'nnspecOnDemand' },
  },
  { entry: 'server/src/node/inspector.ts', output: 'server/inspector.cjs', options: node },
  {
    entry: 'server/src/browser/inspector.ts',
    output: 'server/inspector.js',
    options: { ...browser, globalName: 'nnspecInspector' },
  },
  {
    entry: 'server/src/browser/main.ts',
    output: 'server/browser.js',
    options: { ...browser, plugins: [withoutRulePages] },
  },
  { entry: 'webview/src/page.ts', output: 'webview/page.js', options: browser },
  { entry: 'webview/src/page.css', output: 'webview/page.css', options: browser },
  { entry: 'webview/src/worker.ts', output: 'webview/worker.js', options: browser },
  {
    entry: 'cli/src/main.ts',
    output: 'cli.cjs',
    options: { ...node, banner: { js: '#!/usr/bin/env node' } },
  },
  { entry: 'cli/src/thread.ts', output: 'thread.cjs', options: node },
  { entry: 'cli/src/trial.ts', output: 'trial.cjs', options: node },
];

/** The engine's WebAssembly, which a build of its own makes. */
const kernels = ['simd', 'relaxed', 'simd-threads', 'relaxed-threads'].map(
  (name) => `kernels/${name}.wasm`,
);

/** What {@link build} may be told. */
export interface BuildSettings {
  /** Minified, without source maps: what is packaged. Otherwise readable, with source maps. */
  readonly production: boolean;
}

/**
 * Builds all targets into `dist/`.
 * @returns the paths of the files written, relative to `dist/`
 */
export async function build({ production }: BuildSettings): Promise<string[]> {
  await buildKernels();
  await Promise.all(targets.map((target) => esbuild(optionsFor(target, production))));
  const written = [...outputs, ...kernels];
  if (production) await removeAllBut(written);
  return written;
}

/**
 * Builds one target as it is packaged, and leaves the others as they are.
 * @param output its path relative to `dist/`: `server/node.cjs`
 * @returns the path of the file
 */
export async function buildTarget(output: string): Promise<string> {
  await esbuild(optionsFor(targetOf(output), true));
  return join(dist, output);
}

/** The paths of all bundles relative to `dist/`. */
export const outputs: readonly string[] = targets.map(({ output }) => output);

/**
 * Builds one target as it is packaged, without writing it.
 * @returns its size, and the bytes that each source file takes in it
 */
export async function buildInMemory(
  output: string,
): Promise<{ bytes: number; inputs: readonly (readonly [path: string, bytes: number])[] }> {
  const options = optionsFor(targetOf(output), true);
  const { metafile } = await esbuild({ ...options, write: false, metafile: true });
  const [built] = Object.values(metafile.outputs);
  const inputs = Object.entries(built?.inputs ?? {});
  return {
    bytes: built?.bytes ?? 0,
    inputs: inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
  };
}

function targetOf(output: string): Target {
  const target = targets.find((one) => one.output === output);
  if (!target) throw new Error(`There is no target ${output}.`);
  return target;
}

/** Builds once and again whenever a source file changes, until the process ends. */
async function watch(): Promise<void> {
  await buildKernels();
  for (const target of targets) {
    const options = optionsFor(target, false);
    await (await context({ ...options, logLevel: 'info' })).watch();
  }
}

/** What an earlier build left behind, source maps for example, must not get into the package. */
async function removeAllBut(kept: readonly string[]): Promise<void> {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const output = relative(dist, path).replaceAll('\\', '/');
    if (entry.isFile() && !kept.includes(output)) await rm(path);
  }
}

function optionsFor(target: Target, production: boolean): BuildOptions {
  return {
    ...target.options,
    absWorkingDir: root,
    entryPoints: [target.entry],
    outfile: join(dist, target.output),
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
    // Where a library offers both, its ES module: it can be tree-shaken and needs no `require`.
    mainFields:
      target.options.platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  };
}

/** One line per file: its size, and its size when compressed, as it is in the package. */
async function sizeReport(written: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const output of written) {
    const path = join(dist, output);
    const { size } = await stat(path);
    const compressed = gzipSync(await readFile(path)).length;
    lines.push(`${relative(root, path).padEnd(26)}${kilobytes(size)}${kilobytes(compressed)} gzip`);
  }
  return lines.join('\n');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { development: { type: 'boolean' }, watch: { type: 'boolean' } },
  });
  if (values.watch) await watch();
  else console.log(await sizeReport(await build({ production: !values.development })));
}
