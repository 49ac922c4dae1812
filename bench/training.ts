/**
 * `npm run bench`: microseconds a training step, the engine's and its peers', on the workloads of bench/workloads.ts,
 * everyone on one thread. Engine and peers take turns, several times, so that a busy machine is busy for all of them;
 * each gets the median of its turns. Peers that are not installed are named and left out.
 */
import { fileURLToPath } from 'node:url';
import { createTrainer, type Kernels } from '#engine';
import { kernelsOf } from '../test/engine/plans.ts';
import { type Peer, startPeer } from './peers/peer.ts';
import { type Workload, workloads } from './workloads.ts';

const ROUNDS = 3;
const SECONDS = 1;
const WARM_UP_MILLISECONDS = 200;
const CHUNK_MILLISECONDS = 50;

/** Microseconds a step of the engine on one workload. */
function engineOn(workload: Workload, kernels: Kernels): (seconds: number) => number {
  const trainer = createTrainer({ ...workload, kernels, probes: false });
  let done = 0;
  const advance = (milliseconds: number) => {
    const start = performance.now();
    const before = done;
    for (const event of trainer.advance(milliseconds)) {
      if (event.type === 'steps') done = Math.max(done, ...event.points.map(({ step }) => step));
    }
    return (1000 * (performance.now() - start)) / (done - before);
  };
  return (seconds) => {
    advance(WARM_UP_MILLISECONDS);
    const chunks = Math.ceil((1000 * seconds) / CHUNK_MILLISECONDS);
    return median(Array.from({ length: chunks }, () => advance(CHUNK_MILLISECONDS)));
  };
}

async function peers(): Promise<Peer[]> {
  const script = (name: string) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));
  const started = await Promise.all([
    startPeer('python', [script('pytorch.py')]),
    startPeer('python', [script('jax_steps.py')]),
    startPeer(process.execPath, [script('tfjs.mjs')]),
  ]);
  const names = ['PyTorch', 'JAX', 'TensorFlow.js'];
  return started.flatMap((peer, index) => {
    if (typeof peer !== 'string') return [peer];
    console.log(`${names[index]} is left out: ${peer}`);
    return [];
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

const others = await peers();
const kernels = await kernelsOf();
const width = 22;
const heads = ['engine'.padStart(8), ...others.map(({ name }) => name.padStart(width))];
console.log(`\nµs a step${heads.join('')}`);
for (const workload of workloads) {
  const measure = engineOn(workload, kernels);
  const own: number[] = [];
  const theirs = others.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    own.push(measure(SECONDS));
    for (const [index, peer] of others.entries()) {
      const time = await peer.measure(workload.name, SECONDS);
      if (time !== null) theirs[index]?.push(time);
    }
  }
  const engine = median(own);
  const columns = theirs.map((times) => {
    if (times.length === 0) return '-'.padStart(width);
    const peer = median(times);
    return `${shown(peer)} (×${(peer / engine).toFixed(2)})`.padStart(width);
  });
  const cells = [shown(engine).padStart(8), ...columns].join('');
  console.log(`${workload.name.padEnd(9)}${cells}   ${workload.description}`);
}
for (const peer of others) peer.end();
console.log('\n×: how many times longer the peer takes; below 1 it is faster than the engine.');

function shown(microseconds: number): string {
  return microseconds.toFixed(microseconds < 100 ? 1 : 0);
}
