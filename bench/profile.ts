/**
 * Where a training step's time goes, call by call, while it trains: `node bench/profile.ts W2`. Of each call the
 * time under which a tenth of the steps stayed: what a shared machine disturbs little.
 */

import { Session } from '../engine/src/session.ts';
import { Stepper } from '../engine/src/stepper.ts';
import { taskOf } from '../engine/src/task.ts';
import type { PhasePlan } from '../language/src/plan.ts';
import { kernelsOf } from '../test/engine/plans.ts';
import { BATCHES, workloads } from './workloads.ts';

const STEPS = 3000;
const WARM_UP_STEPS = 500;
const LEARNING_RATE = 1e-3;

const name = process.argv[2] ?? 'W1';
const workload = workloads.find((candidate) => candidate.name === name);
if (!workload) throw new Error(`There is no workload '${name}'.`);
const { plan, data } = workload;
const phase = plan.train.phases[0] as PhasePlan;
const session = new Session({
  plan,
  phase,
  data,
  task: taskOf(plan, data),
  kernels: await kernelsOf(),
  shuffle: true,
  memoryLimitBytes: 2 ** 31,
});
const stepper = new Stepper(plan, phase, session);
session.beginEpoch(0);
const program = session.prepareBatch(0, 0);

/** What a step does, in its order. */
const parts = [
  {
    kernel: 'prepareBatch',
    layer: '',
    run: (step: number) => void session.prepareBatch(step % BATCHES, step),
  },
  ...program.calls.map((run, i) => ({
    kernel: program.kernels[i] ?? '',
    layer: program.layers[i] ?? '',
    run,
  })),
  { kernel: 'keepOutputs', layer: '', run: () => session.keepOutputs(0, program) },
  { kernel: 'update', layer: '', run: () => stepper.update(LEARNING_RATE, false) },
];
const times = parts.map(() => new Float64Array(STEPS));
const whole = new Float64Array(STEPS);
const clock = new Float64Array(STEPS);
for (let step = -WARM_UP_STEPS; step < STEPS; step++) {
  let last = performance.now();
  for (let i = 0; i < parts.length; i++) {
    parts[i]?.run(step + WARM_UP_STEPS);
    const now = performance.now();
    if (step >= 0) (times[i] as Float64Array)[step] = now - last;
    last = now;
  }
  const begin = performance.now();
  if (step >= 0) clock[step] = begin - last;
  for (const { run } of parts) run(step + WARM_UP_STEPS);
  if (step >= 0) whole[step] = performance.now() - begin;
}

/** Microseconds under which a tenth of the steps stayed. */
const usual = (of: Float64Array) => 1000 * (of.toSorted()[Math.floor(STEPS / 10)] as number);
const tick = usual(clock);
const rows = parts.map(({ kernel, layer }, i) => ({
  kernel,
  layer,
  time: usual(times[i] as Float64Array) - tick,
}));
const line = (time: number, text: string) => console.log(`${time.toFixed(2).padStart(9)}  ${text}`);
for (const { kernel, layer, time } of rows) line(time, `${kernel.padEnd(28)} ${layer}`);
console.log();
for (const kernel of new Set(rows.map((row) => row.kernel))) {
  const same = rows.filter((row) => row.kernel === kernel);
  line(sum(same), `${kernel} ×${same.length}`);
}
line(sum(rows), `in all; a whole step takes ${usual(whole).toFixed(2)}`);

function sum(some: readonly { time: number }[]): number {
  return some.reduce((total, { time }) => total + time, 0);
}
