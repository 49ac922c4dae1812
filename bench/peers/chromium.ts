import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/vscode/install.ts';
import { readPixels } from '../pixels.ts';
import type { Peer } from './peer.ts';

/** Plans and data sets come from a module of the tests that can also read files: not in a page. */
const withoutFiles: Plugin = {
  name: 'without files',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:fs$/ }, () => ({ path: 'fs', namespace: 'none' }));
    bundler.onLoad({ filter: /.*/, namespace: 'none' }, () => ({
      contents: 'export const readFileSync = null;',
    }));
  },
};

/** The engine in headless Chromium, asked like a peer; the reason where there is none. */
export async function startChromium(): Promise<Peer | string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'bench',
    write: false,
    define: { 'import.meta.url': '"http://localhost/"' },
    plugins: [withoutFiles],
  });
  let browser: Browser;
  try {
    browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  const kernels = (name: string) =>
    readFileSync(new URL(`../../dist/kernels/${name}.wasm`, import.meta.url)).toString('base64');
  const { images, labels } = await readPixels();
  const files = {
    simd: kernels('simd'),
    relaxed: kernels('relaxed'),
    images: images.toString('base64'),
    labels: labels.toString('base64'),
  };
  const used = await page.evaluate(`bench.prepare(${JSON.stringify(files)})`);
  const major = browser.version().split('.')[0];
  return {
    name: `Chromium ${major}, ${used}`,
    measure: (workload, seconds) =>
      page.evaluate<number | null>(`bench.measure(${JSON.stringify(workload)}, ${seconds})`),
    end: () => void browser.close(),
  };
}
