/**
 * What the probes cost: the time of whole trainings of the examples with probes and without, start
 * and end included, in alternation; each gets the least of its turns. Long trainings are cut off.
 * `node bench/probes.ts [--rounds 5] [--seconds 1] [iris …]`.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { planTraining } from '../cli/src/plans.ts';
import { createTrainer, type DataSet, loadData } from '../engine/src/index.ts';
import type { Plan } from '../language/src/plan.ts';
import { kernelsOf } from '../test/engine/plans.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
  },
});

/** The most that probes may take of a training's time. */
const BAR = 0.05;

const kernels = await kernelsOf();

interface Training {
  readonly milliseconds: number;
  readonly steps: number;
  /** What the epochs' records say. */
  readonly told: number;
}

/** Trains for so many steps, or so long. */
function train(
  plan: Plan,
  data: DataSet,
  probes: boolean,
  { steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY },
): Training {
  const trainer = createTrainer({ plan, data, kernels, probes });
  const begin = performance.now();
  let done = 0;
  let told = 0;
  let left = steps;
  while (!trainer.done && left > 0 && performance.now() - begin < 1000 * seconds) {
    const before = done;
    for (const event of trainer.advance(100, left)) {
      if (event.type === 'steps') done = event.points.at(-1)?.step ?? done;
      if (event.type === 'epoch') told = event.record.probeSeconds;
    }
    left -= done - before;
  }
  return { milliseconds: performance.now() - begin, steps: done, told: 1000 * told };
}

const paths = globSync('examples/*.nnspec', { cwd: resolve(import.meta.dirname, '..') }).sort();
const chosen = paths.filter(
  (path) => positionals.length === 0 || positionals.includes(basename(path, '.nnspec')),
);
const heads = ['steps', 'ms without', 'ms with', 'told', 'share'].map((head) => head.padStart(11));
console.log(`${'example'.padEnd(16)}${heads.join('')}`);
let over = 0;
for (const path of chosen) {
  const { plan, folder } = await planTraining(resolve(import.meta.dirname, '..', path), {});
  const { shape } = plan.data;
  const data = await loadData(plan.data, shape, async (file) =>
    readFileSync(resolve(folder, file)),
  );
  const { steps } = train(plan, data, true, { seconds: Number(values.seconds) });
  const without: Training[] = [];
  const having: Training[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    without.push(train(plan, data, false, { steps }));
    having.push(train(plan, data, true, { steps }));
  }
  const least = (all: Training[]) =>
    all.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
  const [plain, probed] = [least(without), least(having)];
  const share = (probed.milliseconds - plain.milliseconds) / plain.milliseconds;
  if (share > BAR) over += 1;
  const cells = [
    String(steps),
    plain.milliseconds.toFixed(1),
    probed.milliseconds.toFixed(1),
    `${((100 * probed.told) / probed.milliseconds).toFixed(1)} %`,
    `${(100 * share).toFixed(1)} %`,
  ].map((cell) => cell.padStart(11));
  console.log(
    `${basename(path, '.nnspec').padEnd(16)}${cells.join('')}${share > BAR ? '  over' : ''}`,
  );
}
console.log(`\n${over} trainings lose more than ${100 * BAR} % to probes.`);
