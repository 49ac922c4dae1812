/**
 * What threads gain: microseconds a training step with one thread and with several, in alternation,
 * on the workloads of bench/workloads.ts and on dense networks of growing size, from which the bound
 * for choosing threads by themselves was taken. `node bench/threads.ts [--threads 2] [--seconds 2]
 * [--peer] [W3b …]`; with `--peer` PyTorch on one thread takes turns too.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startThreads } from '../cli/src/threads.ts';
import { createTrainer, loadSharedKernels, type Trainer, threadsFor } from '../engine/src/index.ts';
import { multiplyAdds } from '../engine/src/parallel/choice.ts';
import { dataSetOf, denseStack, kernelsOf, normals, planOf } from '../test/engine/plans.ts';
import { type Peer, python, startPeer } from './peers/peer.ts';
import { type Workload, workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '2' },
    peer: { type: 'boolean', default: false },
  },
});

/** Long enough to hide the clock, short enough for a busy machine to be busy for all in turn. */
const STRETCH_MILLISECONDS = 40;
const WARM_UP_MILLISECONDS = 400;

const count = Number(values.threads);
const kernels = await kernelsOf();
const built = (name: string) =>
  readFileSync(new URL(`../dist/kernels/${name}-threads.wasm`, import.meta.url));
const shared = await loadSharedKernels({ simd: built('simd'), relaxed: built('relaxed') });
const threads = startThreads(
  count - 1,
  shared,
  fileURLToPath(new URL('../cli/src/', import.meta.url)),
);
const peer = values.peer ? await pyTorch() : null;

console.log(`Node ${process.versions.node}, ${shared.build} build, microseconds a step\n`);
console.log(
  `${'million products'.padStart(29)}${'1 thread'.padStart(10)}${`${count} threads`.padStart(11)}${'gain'.padStart(7)}${'best'.padStart(7)}   auto${peer ? `   ${peer.name}, over ${count} threads` : ''}`,
);
const chosen = workloads.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
for (const workload of chosen) await report(workload);
if (positionals.length === 0)
  for (const size of [16, 24, 32, 48, 64, 96, 128, 192]) await report(square(size));
peer?.end();
await threads.close();

async function report({ name, plan, data }: Pick<Workload, 'name' | 'plan' | 'data'>) {
  const one = createTrainer({ plan, data, kernels, probes: false });
  const many = createTrainer({ plan, data, kernels, probes: false, parallel: threads });
  const times = alternate([one, many], Number(values.seconds));
  const taken = many.threads;
  many.close();
  const [alone = [], together = []] = times;
  const millions = (multiplyAdds(plan) / 1e6).toFixed(2);
  const gain = (median(alone) / median(together)).toFixed(2);
  const best = (Math.min(...alone) / Math.min(...together)).toFixed(2);
  const theirs = peer ? await peer.measure(name, Number(values.seconds)) : null;
  const ratio = theirs
    ? `   ${theirs.toFixed(0)} (×${(theirs / median(together)).toFixed(2)})`
    : '';
  const note = taken === 1 ? '   batch norm: whole batches' : '';
  console.log(
    `${name.padEnd(12)}${millions.padStart(17)}${shown(median(alone)).padStart(10)}` +
      `${shown(median(together)).padStart(11)}${gain.padStart(7)}${best.padStart(7)}` +
      `${String(threadsFor(plan, 'auto', count)).padStart(7)}${ratio}${note}`,
  );
}

/** Microseconds a step of each trainer in every stretch. */
function alternate(trainers: readonly Trainer[], seconds: number): number[][] {
  const steps = trainers.map((trainer) => {
    run(trainer, WARM_UP_MILLISECONDS);
    const trial = timeOf(trainer, 20);
    return Math.max(1, Math.round((1000 * STRETCH_MILLISECONDS) / trial));
  });
  const times = trainers.map((): number[] => []);
  const end = performance.now() + 1000 * seconds * trainers.length;
  while (performance.now() < end) {
    for (const [index, trainer] of trainers.entries()) {
      times[index]?.push(timeOf(trainer, steps[index] ?? 1));
    }
  }
  return times;
}

function run(trainer: Trainer, milliseconds: number): void {
  trainer.advance(milliseconds);
}

function timeOf(trainer: Trainer, steps: number): number {
  const begin = performance.now();
  trainer.advance(Number.POSITIVE_INFINITY, steps);
  return ((performance.now() - begin) * 1000) / steps;
}

/** A dense network of two hidden layers, batch 32. */
function square(size: number): Pick<Workload, 'name' | 'plan' | 'data'> {
  const relu = { name: 'relu' } as const;
  const plan = planOf({
    layers: denseStack(size, [
      [size, relu],
      [size, relu],
      [1, { name: 'linear' }],
    ]),
    loss: { name: 'mse' },
    epochs: 1_000_000,
  });
  return {
    name: `dense ${size}×3`,
    plan,
    data: dataSetOf([size], [1], normals(512 * size, 1), normals(512, 2)),
  };
}

async function pyTorch(): Promise<Peer | null> {
  const script = fileURLToPath(new URL('peers/pytorch.py', import.meta.url));
  const started = await startPeer(python, [script]);
  if (typeof started !== 'string') return started;
  console.log(`PyTorch is left out: ${started}`);
  return null;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function shown(microseconds: number): string {
  return microseconds.toFixed(microseconds < 100 ? 1 : 0);
}
