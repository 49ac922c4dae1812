/** Where a training step's time goes, call by call: `node bench/profile.ts W2`. */

import { Session } from '../engine/src/session.ts';
import { Stepper } from '../engine/src/stepper.ts';
import { taskOf } from '../engine/src/task.ts';
import type { PhasePlan } from '../language/src/plan.ts';
import { kernelsOf } from '../test/engine/plans.ts';
import { leastTime } from './least-time.ts';
import { workloads } from './workloads.ts';

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

/** Microseconds of one run. */
const time = (run: () => void) => 1000 * leastTime(run, { rounds: 15, milliseconds: 10 });

const rows = [
  ['prepareBatch', '', time(() => session.prepareBatch(0, 0))] as const,
  ...program.calls.map((call, i) => {
    return [program.kernels[i] ?? '', program.layers[i] ?? '', time(call)] as const;
  }),
  ['keepOutputs', '', time(() => session.keepOutputs(0, program))] as const,
  ['update', '', time(() => stepper.update(1e-6, false))] as const,
];
for (const [kernel, layer, microseconds] of rows) {
  console.log(`${microseconds.toFixed(2).padStart(9)}  ${kernel.padEnd(28)} ${layer}`);
}
const total = rows.reduce((sum, [, , microseconds]) => sum + microseconds, 0);
const whole = time(() => {
  const prepared = session.prepareBatch(0, 0);
  stepper.differentiate(prepared);
  session.keepOutputs(0, prepared);
  stepper.update(1e-6, false);
});
console.log(`${total.toFixed(2).padStart(9)}  in all; a whole step takes ${whole.toFixed(2)}`);
