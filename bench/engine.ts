/**
 * Microseconds a whole training step of the engine takes on each workload (median and tenth
 * percentile of 50 ms stretches): `node bench/engine.ts [--seconds 2] [--build simd] [W1 W3 …]`.
 */
import { parseArgs } from 'node:util';
import { createTrainer } from '../engine/src/index.ts';
import { kernelsOf } from '../test/engine/plans.ts';
import { type Workload, workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '2' },
    build: { type: 'string', default: 'relaxed' },
  },
});

const kernels = await kernelsOf(values.build === 'simd' ? 'simd' : 'relaxed');
const chosen = workloads.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
console.log(`Node ${process.versions.node}, ${kernels.build} build, microseconds a step`);
for (const workload of chosen) {
  const { median, fast } = measure(workload, Number(values.seconds));
  const { name, description } = workload;
  console.log(
    `${name.padEnd(4)} ${median.toFixed(1).padStart(8)} ${fast.toFixed(1).padStart(8)}   ${description}`,
  );
}

/** Steps in stretches of about 50 ms, after half a second to warm up. */
function measure({ plan, data }: Workload, seconds: number) {
  const trainer = createTrainer({ plan, data, kernels, probes: false });
  const stretch = (milliseconds: number, steps: number) => {
    const begin = performance.now();
    let done = 0;
    while (done < steps && performance.now() - begin < milliseconds) {
      trainer.advance(1, 1);
      done += 1;
    }
    return ((performance.now() - begin) * 1000) / done;
  };
  const warm = stretch(500, Number.POSITIVE_INFINITY);
  const perStretch = Math.max(1, Math.round(50_000 / warm));
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 5) {
    const begin = performance.now();
    trainer.advance(Number.POSITIVE_INFINITY, perStretch);
    times.push(((performance.now() - begin) * 1000) / perStretch);
  }
  times.sort((a, b) => a - b);
  return {
    median: times[times.length >> 1] as number,
    fast: times[Math.floor(times.length / 10)] as number,
  };
}
