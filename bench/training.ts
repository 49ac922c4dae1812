/**
 * `npm run bench`: microseconds a training step, the engine's and its peers', on the workloads of bench/workloads.nnspec,
 * everyone on one thread. Engine and peers take turns, several times, so that a busy machine is busy for all of them;
 * each gets the median of its turns. Peers that are not installed are named and left out.
 */
import { readFileSync } from 'node:fs';
import { createTrainer, loadData } from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { kernelsOf } from '../test/engine/plans.ts';
import { type Peer, startPeer } from './peers/peer.ts';

const ROUNDS = 3;
const SECONDS = 1;
const WARM_UP_MILLISECONDS = 200;
const CHUNK_MILLISECONDS = 50;
/** More than any turn needs. */
const EPOCHS = 10_000_000;

interface Workload {
  readonly name: string;
  measure(seconds: number): number;
}

/** Microseconds a step: the median of chunks of about 50 ms. */
async function workloads(): Promise<Workload[]> {
  const text = readFileSync(new URL('workloads.nnspec', import.meta.url), 'utf8');
  const analysis = analyze(text, EMPTY_ENVIRONMENT);
  const kernels = await kernelsOf();
  return Promise.all(
    analysis.resolved.trains.map(async ({ index, model, data }) => {
      const planned = planFor(analysis, index);
      if (!planned.ok) throw new Error(planned.findings.map(({ message }) => message).join('\n'));
      const { train } = planned.plan;
      const phases = train.phases.map((phase) => ({ ...phase, epochs: EPOCHS }));
      const plan = { ...planned.plan, train: { ...train, phases, metrics: [] } };
      const samples = await loadData(plan.data, plan.model.inputShape, nothingToRead);
      const trainer = createTrainer({ plan, data: samples, kernels, probes: false });
      let done = 0;
      const advance = (milliseconds: number) => {
        const start = performance.now();
        const before = done;
        for (const event of trainer.advance(milliseconds)) {
          if (event.type === 'steps')
            done = Math.max(done, ...event.points.map(({ step }) => step));
        }
        return (1000 * (performance.now() - start)) / (done - before);
      };
      return {
        name: `${model?.name} on ${data?.name}`,
        measure(seconds: number) {
          advance(WARM_UP_MILLISECONDS);
          const chunks = Math.ceil((1000 * seconds) / CHUNK_MILLISECONDS);
          return median(Array.from({ length: chunks }, () => advance(CHUNK_MILLISECONDS)));
        },
      };
    }),
  );
}

async function nothingToRead(path: string): Promise<Uint8Array> {
  throw new Error(`${path}: the workloads make their data themselves`);
}

async function peers(): Promise<Peer[]> {
  const script = (name: string) => new URL(`peers/${name}`, import.meta.url).pathname;
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

function shown(microseconds: number): string {
  return microseconds.toPrecision(3);
}

const others = await peers();
const width = 26;
const cells = others.map(({ name }) => name.padStart(22));
console.log(`\n${'µs a training step'.padEnd(width)}${'engine'.padStart(10)}${cells.join('')}`);
for (const workload of await workloads()) {
  const own: number[] = [];
  const theirs = others.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    own.push(workload.measure(SECONDS));
    for (const [index, peer] of others.entries()) {
      const time = await peer.measure(workload.name, SECONDS);
      if (time !== null) theirs[index]?.push(time);
    }
  }
  const engine = median(own);
  const columns = theirs.map((times) => {
    if (times.length === 0) return '-'.padStart(22);
    const peer = median(times);
    return `${shown(peer)} (×${(peer / engine).toFixed(2)})`.padStart(22);
  });
  console.log(`${workload.name.padEnd(width)}${shown(engine).padStart(10)}${columns.join('')}`);
}
for (const peer of others) peer.end();
console.log('\n×: how many times longer the peer takes; below 1 it is faster than the engine.');
