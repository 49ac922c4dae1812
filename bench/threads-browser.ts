/**
 * What threads gain in Chromium, where pages share no memory and weights and gradients travel as
 * messages: microseconds a training step with one thread and with two, in alternation.
 * `node bench/threads-browser.ts [--seconds 2] [W3b …]`
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { createTrainer, loadKernels, ThreadPort } from '../engine/src/index.ts';
import { multiplyAdds, threadsFor } from '../engine/src/parallel/choice.ts';
import { findChromium } from '../scripts/vscode/install.ts';
import { workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '2' } },
});

const root = new URL('../', import.meta.url);

interface Job {
  readonly plan: unknown;
  readonly data: unknown;
  readonly bytes: { readonly simd: readonly number[]; readonly relaxed: readonly number[] };
  readonly seconds: number;
  /** Source of a worker's script. */
  readonly script: string;
}

interface Engine {
  createTrainer: typeof createTrainer;
  loadKernels: typeof loadKernels;
}

/** Runs in a worker of the page: answers with the median times of one thread and of two. */
async function measure(job: Job, engine: Engine): Promise<{ one: number; two: number }> {
  const revived = (value: unknown): unknown => {
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
    const { floats, ...rest } = value as { floats?: number[] };
    if (floats) return Float32Array.from(floats);
    return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, revived(inner)]));
  };
  const options = {
    plan: job.plan as Parameters<typeof createTrainer>[0]['plan'],
    data: revived(job.data) as Parameters<typeof createTrainer>[0]['data'],
    kernels: await engine.loadKernels({
      simd: Uint8Array.from(job.bytes.simd),
      relaxed: Uint8Array.from(job.bytes.relaxed),
    }),
    probes: false,
  };
  const url = URL.createObjectURL(new Blob([job.script], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const port: ThreadPort = {
    post: (message, transfer) => worker.postMessage(message, [...(transfer ?? [])]),
    receive: (handler) => {
      worker.onmessage = ({ data }) => handler(data);
    },
  };
  const one = engine.createTrainer(options);
  const two = engine.createTrainer({ ...options, parallel: { ports: [port], kernels: null } });
  const trainers = [one, two];
  for (const trainer of trainers) await trainer.advanceTogether(500);
  const times: number[][] = [[], []];
  const end = performance.now() + 2000 * job.seconds;
  while (performance.now() < end) {
    for (const [index, trainer] of trainers.entries()) {
      const begin = performance.now();
      await trainer.advanceTogether(Number.POSITIVE_INFINITY, 20);
      times[index]?.push(((performance.now() - begin) * 1000) / 20);
    }
  }
  worker.terminate();
  const [alone = 0, together = 0] = times.map(
    (list) => list.sort((a, b) => a - b)[list.length >> 1],
  );
  return { one: alone, two: together };
}

/** The engine as a script; what follows it sees `engine`. */
const { outputFiles } = await build({
  entryPoints: [new URL('engine/src/index.ts', root).pathname],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'engine',
  write: false,
});
const bundle = outputFiles[0]?.text ?? '';
const thread = `${bundle}
engine.serveThread({
  post: (message, transfer) => postMessage(message, transfer ?? []),
  receive: (handler) => { onmessage = ({ data }) => handler(data); },
});`;
const trainerScript = `${bundle}
onmessage = async ({ data }) => postMessage(await (${measure.toString()})(data, engine));`;

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
const page = await browser.newPage();
const read = (name: string) => [...readFileSync(new URL(`dist/kernels/${name}.wasm`, root))];
const bytes = { simd: read('simd'), relaxed: read('relaxed') };
console.log(`Chromium ${browser.version()}, microseconds a step\n`);
console.log(
  `${'million products'.padStart(22)}${'1 thread'.padStart(10)}${'2 threads'.padStart(11)}${'gain'.padStart(7)}   auto`,
);
for (const { name, plan, data } of workloads) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const job: Job = {
    plan,
    data: plain(data),
    bytes,
    seconds: Number(values.seconds),
    script: thread,
  };
  const { one, two } = await page.evaluate(
    ([given, source]) =>
      new Promise<{ one: number; two: number }>((resolve, reject) => {
        const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
        const worker = new Worker(url);
        worker.onmessage = ({ data: answer }) => resolve(answer);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(given);
      }),
    [job, trainerScript] as const,
  );
  const millions = (multiplyAdds(plan) / 1e6).toFixed(2);
  const auto = threadsFor(plan, { wanted: 'auto', cores: 2, exchange: 'messages' });
  console.log(
    `${name.padEnd(6)}${millions.padStart(16)}${one.toFixed(0).padStart(10)}${two.toFixed(0).padStart(11)}${(one / two).toFixed(2).padStart(7)}${String(auto).padStart(7)}`,
  );
}
await browser.close();

/** Typed arrays as what a page can be handed. */
function plain(value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Float64Array) return { floats: [...value] };
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
