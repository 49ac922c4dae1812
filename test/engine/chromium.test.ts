import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createTrainer, type DataSet, loadKernels, type ThreadPort } from '#engine';
import type { Plan } from '#plan';
import { findChromium } from '../../scripts/vscode/install.ts';
import { mixedData, mixedPlan } from './mixed.ts';
import { bits as bitsOf, train as trainShared } from './parallel/threads.ts';

const root = new URL('../../', import.meta.url);

let browser: Browser;
let page: Page;
/** The engine as a script. */
let bundle: string;

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
  bundle = outputFiles[0]?.text ?? '';
  await page.addScriptTag({ content: bundle });
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

/** The same with a second thread that exchanges messages: a worker, here or in the page. */
async function trainTogether(run: Run, engine: Engine, script: string): Promise<number[]> {
  const { plan, data, bytes, build } = run;
  const simd = Uint8Array.from(bytes.simd);
  const relaxed = Uint8Array.from(bytes.relaxed);
  const kernels = await engine.loadKernels({ simd, relaxed }, build);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const port: ThreadPort = {
    post: (message, transfer) => worker.postMessage(message, [...(transfer ?? [])]),
    receive: (handler) => {
      worker.onmessage = (event) => handler(event.data);
    },
  };
  const parallel = { ports: [port], kernels: null };
  const trainer = engine.createTrainer({ plan, data, kernels, parallel });
  while (!trainer.done) await trainer.advanceTogether(1000);
  worker.terminate();
  return [
    trainer.threads,
    ...trainer.weights().flatMap(({ values }) => Array.from(new Uint32Array(values.buffer))),
  ];
}

test('two threads that exchange messages in Chromium give the bits of two that share memory in Node', async () => {
  const read = (name: string) => [...readFileSync(new URL(`dist/kernels/${name}.wasm`, root))];
  const bytes = { simd: read('simd'), relaxed: read('relaxed') };
  const plan = withoutBatchNorm(mixedPlan());
  const run: Run = { plan, data: mixedData, bytes, build: 'relaxed' };
  const { trainer } = await trainShared(plan, mixedData, 2);
  const script = `${bundle}
    engine.serveThread({
      post: (message, transfer) => postMessage(message, transfer ?? []),
      receive: (handler) => { onmessage = ({ data }) => handler(data); },
    });`;
  const there = await page.evaluate(
    `(${trainTogether.toString()})(${serialize(run)}, engine, ${JSON.stringify(script)})`,
  );
  assert.deepEqual(there, [2, ...bitsOf(trainer)]);
});

/** Batch norm keeps a model on one thread. */
function withoutBatchNorm(plan: Plan): Plan {
  const layers = plan.model.layers.filter(({ type }) => type !== 'batch_norm');
  return { ...plan, model: { ...plan.model, layers } };
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
