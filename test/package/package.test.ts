import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { unzipSync } from 'fflate';
import { root } from '../../scripts/build.ts';
import { packageExtension } from '../../scripts/package.ts';
import { launchChromium, startServer } from '../../scripts/vscode/server.ts';
import { openFile, openWindow, panelSays } from '../../scripts/vscode/window.ts';

/** Most bytes that the package may have. */
const largest = 3_000_000;

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder)).map((file) => `${folder}/${file}`);
}

/** Every file that the package may have, and must. */
const expected = [
  'CHANGELOG.md',
  'LICENSE.txt',
  'README.md',
  'dist/cli.cjs',
  'dist/client/browser.cjs',
  'dist/client/node.cjs',
  'dist/kernels/relaxed-threads.wasm',
  'dist/kernels/relaxed.wasm',
  'dist/kernels/simd-threads.wasm',
  'dist/kernels/simd.wasm',
  'dist/server/browser.js',
  'dist/server/inspector.cjs',
  'dist/server/inspector.js',
  'dist/server/node.cjs',
  'dist/server/on-demand.cjs',
  'dist/server/on-demand.js',
  'dist/thread.cjs',
  'dist/trial.cjs',
  'dist/webview/page.css',
  'dist/webview/page.js',
  'dist/webview/worker.js',
  'docs/images/file-dark.svg',
  'docs/images/file-light.svg',
  'docs/images/icon.png',
  ...filesOf('docs/rules'),
  ...filesOf('docs/walkthrough'),
  ...filesOf('examples/faulty'),
  ...filesOf('examples/gallery'),
  'examples/README.md',
  'examples/breast_cancer.nnspec',
  'examples/data/README.md',
  'examples/data/breast_cancer.csv',
  'examples/data/diabetes.csv',
  'examples/data/digits.csv',
  'examples/data/iris.csv',
  'examples/data/penguins.csv',
  'examples/data/wine.csv',
  'examples/diabetes.nnspec',
  'examples/digits.nnspec',
  'examples/digits_conv.nnspec',
  'examples/digits_dense.nnspec',
  'examples/iris.nnspec',
  'examples/penguins.nnspec',
  'examples/sine_forecast.nnspec',
  'examples/spirals.nnspec',
  'examples/wine.nnspec',
  'l10n/id.json',
  'language-configuration.json',
  'package.json',
  'package.nls.id.json',
  'package.nls.json',
  'syntaxes/nnspec.tmLanguage.json',
].sort();

let packagePath: string;
let bytes: Buffer;

before(async () => {
  packagePath = await packageExtension();
  bytes = readFileSync(packagePath);
});

test('the package is small', () => {
  assert.ok(bytes.length <= largest, `${bytes.length} bytes`);
});

test('the package has the files of the list and no other', () => {
  const files = Object.keys(unzipSync(bytes))
    .filter((path) => path.startsWith('extension/'))
    .map((path) => path.slice('extension/'.length));
  // vsce writes these two in lower case, and the licence with an ending.
  const known = new Map(expected.map((file) => [file.toLowerCase(), file]));
  assert.deepEqual(files.map((file) => known.get(file.toLowerCase()) ?? file).sort(), expected);
});

test('installed from the package it checks and trains', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-package-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const workspace = join(folder, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const server = await startServer({ extensions: [packagePath] });
  context.after(() => server.stop());
  const browser = await launchChromium();
  context.after(() => browser.close());

  const look = { width: 1200, height: 800, scheme: 'light' } as const;
  const page = await openWindow(browser, server.address(workspace), look);
  await openFile(page, 'digits.nnspec');
  await page.locator('.squiggly-warning').first().waitFor();
  await page.keyboard.press('Control+Alt+t');
  await panelSays(page, /Finished/);
});

after(() => rmSync(packagePath, { force: true }));
