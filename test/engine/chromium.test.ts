import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createTrainer, type DataSet, loadKernels } from '#engine';
import type { Plan } from '#plan';
import { findChromium } from '../../scripts/vscode/install.ts';
import { mixedData, mixedPlan } from './mixed.ts';

const root = new URL('../../', import.meta.url);

let browser: Browser;
let page: Page;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('engine/src/index.ts', root).pathname],
    bundle: true,
    format: 'iife',
    globalName: 'engine',
    write: false,
  });
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
});

after(() => browser.close());

interface Run {
  readonly plan: Plan;
  readonly data: DataSet;
  readonly bytes: { readonly simd: readonly number[]; readonly relaxed: readonly number[] };
  readonly build: 'simd' | 'relaxed';
}

/**
 * Trains to the end and returns the weights' bits: runs here and in the page, so it may use nothing
 * around it.
 */
async function train(run: Run, engine: Engine): Promise<number[]> {
  const { plan, data, bytes, build } = run;
  const simd = Uint8Array.from(bytes.simd);
  const relaxed = Uint8Array.from(bytes.relaxed);
  const kernels = await engine.loadKernels({ simd, relaxed }, build);
  const trainer = engine.createTrainer({ plan, data, kernels });
  while (!trainer.done) trainer.advance(1000);
  return trainer.weights().flatMap(({ values }) => Array.from(new Uint32Array(values.buffer)));
}

type Engine = { createTrainer: typeof createTrainer; loadKernels: typeof loadKernels };

for (const kind of ['simd', 'relaxed'] as const) {
  test(`${kind}: Chromium trains to the same bits as Node`, async () => {
    const read = (name: string) => [...readFileSync(new URL(`dist/kernels/${name}.wasm`, root))];
    const bytes = { simd: read('simd'), relaxed: read('relaxed') };
    const run: Run = { plan: mixedPlan(), data: mixedData, bytes, build: kind };
    const here = await train(run, { createTrainer, loadKernels });
    const there = await page.evaluate(`(${train.toString()})(${serialize(run)}, engine)`);
    assert.ok(here.length > 100);
    assert.deepEqual(there, here);
  });
}

/** JavaScript source of a value with typed arrays in it. */
function serialize(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const numbers = [...(value as Float32Array)].join(',');
    return `new ${value.constructor.name}([${numbers}])`;
  }
  if (Array.isArray(value)) return `[${value.map(serialize).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}:${serialize(inner)}`,
  );
  return `{${entries.join(',')}}`;
}
