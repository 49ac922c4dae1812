/**
 * `npm run bench`: microseconds a training step, the engine's and its peers', on the workloads of bench/workloads.ts,
 * everyone on one thread. Engine and peers take turns, several times, so that a busy machine is busy for all of them;
 * each gets the median of its turns. Peers that are not installed are named and left out. The engine itself runs in
 * Chromium as well. `node bench/training.ts [--rounds 3] [--seconds 1] [--peer PyTorch --peer JAX] [W1 W3 …]` measures some.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelsOf } from '../test/engine/plans.ts';
import { engineOn, median } from './engine-clock.ts';
import { startChromium } from './peers/chromium.ts';
import { type Peer, python, startPeer } from './peers/peer.ts';
import { pixelWorkload } from './pixels.ts';
import { workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1' },
    peer: { type: 'string', multiple: true },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const script = (name: string) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

const PEERS: Readonly<Record<string, () => Promise<Peer | string>>> = {
  PyTorch: () => startPeer(python, [script('pytorch.py')]),
  'PyTorch fused': () => startPeer(python, [script('pytorch.py'), 'fused']),
  JAX: () => startPeer(python, [script('jax_steps.py')]),
  'TensorFlow.js wasm': () => startPeer(process.execPath, [script('tfjs.mjs'), 'wasm']),
  'TensorFlow.js cpu': () => startPeer(process.execPath, [script('tfjs.mjs'), 'cpu']),
  Chromium: startChromium,
};

async function peers(): Promise<Peer[]> {
  const wanted = Object.entries(PEERS).filter(([name]) => values.peer?.includes(name) ?? true);
  const started = await Promise.all(wanted.map(([, start]) => start()));
  return started.flatMap((peer, index) => {
    if (typeof peer !== 'string') return [peer];
    console.log(`${wanted[index]?.[0]} is left out: ${peer}`);
    return [];
  });
}

const others = await peers();
const kernels = await kernelsOf();
const width = 22;
const heads = ['engine'.padStart(8), ...others.map(({ name }) => name.padStart(width))];
console.log(`\nµs a step${heads.join('')}`);
const all = [...workloads, await pixelWorkload()];
const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
for (const workload of chosen) {
  const measure = engineOn(workload, kernels);
  const own: number[] = [];
  const theirs = others.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    own.push(measure(seconds));
    for (const [index, peer] of others.entries()) {
      const time = await peer.measure(workload.name, seconds);
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
