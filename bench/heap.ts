/**
 * What a training step costs beside its arithmetic: `node --expose-gc bench/heap.ts`.
 *
 * 1. Memory: growth of the JavaScript heap over 10⁵ steps, garbage collected before and after, and
 *    how often the collector had to run in between: a step that allocates nothing never calls it.
 * 2. Time: microseconds a step of networks of 1 to 64 small layers, at the start and after 10⁵
 *    steps.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { createTrainer, type Kernels, type Trainer } from '#engine';
import { Session } from '../engine/src/session.ts';
import { Stepper } from '../engine/src/stepper.ts';
import { taskOf } from '../engine/src/task.ts';
import type { ActivationPlan, PhasePlan, Plan } from '../language/src/plan.ts';
import { dataSetOf, denseStack, kernelsOf, normals, planOf } from '../test/engine/plans.ts';
import { workloads } from './workloads.ts';

const STEPS = 100_000;
/** Until then the host compiles what runs often. */
const WARM_UP_STEPS = 30_000;
const SAMPLES = 512;
const WIDTH = 32;
const LAYERS = [1, 2, 4, 8, 16, 32, 64];
const ROUNDS = 60;
const ROUND_STEPS = 200;

const { gc } = globalThis;
if (!gc) throw new Error('Start it as: node --expose-gc bench/heap.ts');
const collect = gc;

/** Runs something and tells the bytes that stayed and the collections that it took. */
async function watch(run: () => void): Promise<{ readonly bytes: number; readonly runs: number }> {
  let runs = 0;
  const observer = new PerformanceObserver((list) => {
    runs += list.getEntries().length;
  });
  collect();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = process.memoryUsage().heapUsed;
  observer.observe({ entryTypes: ['gc'] });
  run();
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  collect();
  return { bytes: process.memoryUsage().heapUsed - before, runs };
}

/** Bare steps: what `advance` repeats, without epochs and events. */
function bareSteps(plan: Plan, kernels: Kernels, data: ReturnType<typeof dataSetOf>) {
  const phase = plan.train.phases[0] as PhasePlan;
  const options = { plan, phase, data, kernels, shuffle: true, memoryLimitBytes: 2 ** 31 };
  const session = new Session({ ...options, task: taskOf(plan, data) });
  const stepper = new Stepper(plan, phase, session);
  session.beginEpoch(0);
  return (count: number) => {
    for (let step = 0; step < count; step++) {
      const index = step % session.stepsPerEpoch;
      stepper.differentiate(session.prepareBatch(index, step));
      session.keepOutputs(index, session.prepareBatch(index, step));
      stepper.update(1e-4, false);
    }
  };
}

function stack(layers: number) {
  const tanh: ActivationPlan = { name: 'tanh' };
  const body = Array.from({ length: layers }, () => [WIDTH, tanh] as const);
  const plan = planOf({
    layers: denseStack(WIDTH, body),
    loss: { name: 'mse' },
    epochs: 1_000_000,
  });
  const inputs = normals(SAMPLES * WIDTH, 1);
  return { plan, data: dataSetOf([WIDTH], [WIDTH], inputs, normals(SAMPLES * WIDTH, 2)) };
}

/** The least time of a step in several rounds, in microseconds. */
function time(trainer: Trainer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    trainer.advance(Number.POSITIVE_INFINITY, ROUND_STEPS);
    best = Math.min(best, (1000 * (performance.now() - begin)) / ROUND_STEPS);
  }
  return best;
}

const kernels = await kernelsOf();
console.log(`heap after ${STEPS} steps${'growth'.padStart(18)}${'collections'.padStart(14)}`);
for (const { name, plan, data } of workloads.filter(({ name }) => name === 'W1')) {
  const bare = bareSteps(plan, kernels, data);
  bare(WARM_UP_STEPS);
  tell(`${name}, bare steps`, await watch(() => bare(STEPS)));
  for (const probes of [false, true]) {
    const trainer = createTrainer({ plan, data, kernels, probes });
    trainer.advance(Number.POSITIVE_INFINITY, WARM_UP_STEPS);
    const result = await watch(() => {
      for (let step = 0; step < STEPS; step += ROUND_STEPS) {
        trainer.advance(Number.POSITIVE_INFINITY, ROUND_STEPS);
      }
    });
    tell(`${name}, trainer${probes ? ', probes' : ''}`, result);
  }
}

console.log(
  `\nlayers of ${WIDTH} units${'µs a step'.padStart(14)}${'a layer'.padStart(10)}${'more than one'.padStart(16)}`,
);
const first = { layers: 0, step: 0 };
for (const layers of LAYERS) {
  const { plan, data } = stack(layers);
  const step = time(createTrainer({ plan, data, kernels, probes: false }));
  const more = first.layers ? ((step - first.step) / (layers - first.layers)).toFixed(2) : '-';
  if (!first.layers) Object.assign(first, { layers, step });
  console.log(
    `${String(layers).padStart(18)}${step.toFixed(2).padStart(14)}${(step / layers).toFixed(2).padStart(10)}${more.padStart(16)}`,
  );
}

const { plan, data } = stack(4);
const trainer = createTrainer({ plan, data, kernels, probes: false });
const fresh = time(trainer);
trainer.advance(Number.POSITIVE_INFINITY, STEPS);
console.log(
  `\n4 layers: ${fresh.toFixed(2)} µs a step at the start, ${time(trainer).toFixed(2)} µs after ${STEPS}`,
);

function tell(name: string, { bytes, runs }: { readonly bytes: number; readonly runs: number }) {
  const kilobytes = `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(`${name.padEnd(24)}${kilobytes.padStart(18)}${String(runs).padStart(14)}`);
}
