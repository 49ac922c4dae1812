/**
 * `npm run accuracy [EXAMPLE…]`: trains the examples and compares them, on held-out samples, with the bar that each has to reach.
 *
 * Each example runs five times. The seed of a run sets the initial weights, the order of the batches and dropout, and the split
 * into parts as well (MNIST's test part is a file of its own: there the seed splits off the validation part). Early
 * stopping looks at the validation part; nothing looks at the test part before the end. The median has to reach the bar.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planTraining } from '../cli/src/plans.ts';
import { runTraining } from '../cli/src/run.ts';

const SEEDS = [1, 2, 3, 4, 5];

/** The metric on the test part and the least its median may be. */
const BARS: readonly (readonly [example: string, metric: string, bar: number])[] = [
  ['digits_dense', 'accuracy', 0.96],
  ['digits_conv', 'accuracy', 0.98],
  ['iris', 'accuracy', 0.94],
  ['wine', 'accuracy', 0.96],
  ['breast_cancer', 'accuracy', 0.96],
  ['penguins', 'accuracy', 0.96],
  ['spirals', 'accuracy', 0.95],
  ['mnist', 'accuracy', 0.975],
  ['sine_forecast', 'r2', 0.98],
];

interface Result {
  readonly value: number;
  readonly epochs: number;
  readonly seconds: number;
}

/** One run with everything that is random drawn from `seed`. */
async function runOnce(path: string, metric: string, seed: number): Promise<Result> {
  const { plan, folder } = await planTraining(path, { seed });
  const seeded = { ...plan, data: { ...plan.data, seed } };
  const { end, epochs } = await runTraining(seeded, { folder });
  if (end.type === 'diverged') throw new Error(`${path} diverged with seed ${seed}.`);
  const value = end.test?.[metric];
  if (value === undefined) throw new Error(`${path} has no ${metric} on a test part.`);
  return { value, epochs: epochs.length, seconds: end.seconds };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

const wanted = process.argv.slice(2).map((path) => basename(path, '.nnspec'));
const chosen = BARS.filter(([example]) => wanted.length === 0 || wanted.includes(example));
const header = ['median', 'lowest', 'highest', 'bar', 'epochs', 'seconds'];
const width = 16;
console.log(['example'.padEnd(width), ...header.map((name) => name.padStart(9))].join(''));

let missed = 0;
for (const [example, metric, bar] of chosen) {
  const path = fileURLToPath(new URL(`../examples/${example}.nnspec`, import.meta.url));
  const results: Result[] = [];
  for (const seed of SEEDS) results.push(await runOnce(path, metric, seed));
  const values = results.map(({ value }) => value);
  const middle = median(values);
  if (middle < bar) missed++;
  const numbers = [middle, Math.min(...values), Math.max(...values), bar].map((value) =>
    value.toFixed(4),
  );
  const costs = [
    String(median(results.map(({ epochs }) => epochs))),
    median(results.map(({ seconds }) => seconds)).toFixed(1),
  ];
  const cells = [...numbers, ...costs].map((cell) => cell.padStart(9)).join('');
  console.log(`${example.padEnd(width)}${cells}  ${metric}${middle < bar ? '  MISSED' : ''}`);
}
process.exitCode = missed > 0 ? 1 : 0;
