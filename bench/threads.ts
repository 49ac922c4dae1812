/**
 * What threads gain: microseconds a training step with one thread and with several, in alternation,
 * on the workloads of bench/workloads.ts and on dense networks of growing size, beside what the counted
 * costs foretell. `node bench/threads.ts [--threads 2] [--seconds 2] [--stretch 40] [--peer] [W3b …]`;
 * with `--peer` PyTorch on one thread takes turns too. `--costs` measures the costs themselves
 * (`COSTS` in engine/src/parallel/choice.ts) instead.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startThreads } from '../cli/src/threads.ts';
import { createTrainer, loadSharedKernels, type Trainer, threadsFor } from '../engine/src/index.ts';
import {
  COSTS,
  meetingsOf,
  multiplyAdds,
  stepCost,
  weightsOf,
} from '../engine/src/parallel/choice.ts';
import { dataSetOf, denseStack, kernelsOf, normals, planOf } from '../test/engine/plans.ts';
import { type Peer, python, startPeer } from './peers/peer.ts';
import { type Workload, workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '2' },
    stretch: { type: 'string', default: '40' },
    peer: { type: 'boolean', default: false },
    costs: { type: 'boolean', default: false },
  },
});

/**
 * How long each takes its turn: long enough to hide the clock, short enough for a busy machine to be
 * busy for all in turn, and on a very busy one to leave both cores alone for once.
 */
const STRETCH_MILLISECONDS = Number(values.stretch);
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
if (values.costs) reportCosts();
else await reportGains();
peer?.end();
await threads.close();

async function reportGains(): Promise<void> {
  console.log(
    `${'million products'.padStart(29)}${'1 thread'.padStart(10)}${`${count} threads`.padStart(11)}${'gain'.padStart(7)}${'best'.padStart(7)}${'counted'.padStart(9)}   auto${peer ? `   ${peer.name}, over ${count} threads` : ''}`,
  );
  const chosen = workloads.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  for (const workload of chosen) await report(workload);
  if (positionals.length > 0) return;
  for (const size of [16, 24, 32, 48, 64, 96, 128, 192]) await report(square(size));
}

async function report({ name, plan, data }: Pick<Workload, 'name' | 'plan' | 'data'>) {
  const [alone, together] = timesOf({ plan, data });
  const rows = plan.train.batchSize;
  const counted = stepCost(plan, rows, 1, 'memory') / stepCost(plan, rows, count, 'memory');
  const millions = (multiplyAdds(plan) / 1e6).toFixed(2);
  const gain = (median(alone) / median(together)).toFixed(2);
  const best = (Math.min(...alone) / Math.min(...together)).toFixed(2);
  const theirs = peer ? await peer.measure(name, Number(values.seconds)) : null;
  const ratio = theirs
    ? `   ${theirs.toFixed(0)} (×${(theirs / median(together)).toFixed(2)})`
    : '';
  console.log(
    `${name.padEnd(12)}${millions.padStart(17)}${shown(median(alone)).padStart(10)}` +
      `${shown(median(together)).padStart(11)}${gain.padStart(7)}${best.padStart(7)}` +
      `${counted.toFixed(2).padStart(9)}` +
      `${String(threadsFor(plan, { wanted: 'auto', cores: count })).padStart(7)}${ratio}`,
  );
}

/** Microseconds a step of every stretch, by one thread and by all. */
function timesOf({ plan, data }: Pick<Workload, 'plan' | 'data'>): readonly [number[], number[]] {
  const one = createTrainer({ plan, data, kernels, probes: false });
  const many = createTrainer({ plan, data, kernels, probes: false, parallel: threads });
  const [alone = [], together = []] = alternate([one, many], Number(values.seconds));
  many.close();
  return [alone, together];
}

/**
 * The costs that the choice of threads counts with, from networks in which one of them matters most:
 * of products from a large one, of meetings from a tiny one, of weights from a wide one with few samples.
 */
function reportCosts(): void {
  const [large] = workloads.filter(({ name }) => name === 'W3b') as [Workload];
  const product = Math.min(...timesOf(large)[0]) / multiplyAdds(large.plan);
  const tiny = square(8);
  const meeting = exchangeOf(tiny) / meetingsOf(tiny.plan);
  const wide = square(768);
  const weights = weightsOf(wide.plan);
  const weight = (exchangeOf(wide) - meetingsOf(wide.plan) * meeting) / weights;
  const { meeting: counted, weight: countedWeight } = COSTS.memory;
  console.log(`${''.padEnd(12)}${'measured'.padStart(12)}${'counted'.padStart(12)}`);
  for (const [name, measured, used] of [
    ['product', product, COSTS.product],
    ['meeting', meeting, counted],
    ['weight', weight, countedWeight],
  ] as const) {
    const cells = [measured, used].map((cost) => cost.toExponential(1).padStart(12));
    console.log(`${name.padEnd(12)}${cells.join('')}`);
  }
}

/** What two threads lose on halves of the work: the least of what was measured. */
function exchangeOf(workload: Pick<Workload, 'plan' | 'data'>): number {
  const [alone, together] = timesOf(workload);
  return Math.min(...together) - Math.min(...alone) / 2;
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
