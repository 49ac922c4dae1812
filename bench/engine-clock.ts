import { createTrainer, type Kernels } from '../engine/src/index.ts';
import type { Workload } from './workloads.ts';

const WARM_UP_MILLISECONDS = 200;
const CHUNK_MILLISECONDS = 50;

/** How to measure the engine on one workload: microseconds a step, the median over chunks. */
export function engineOn(workload: Workload, kernels: Kernels): (seconds: number) => number {
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

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
