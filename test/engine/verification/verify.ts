/**
 * `npm run verify`: how far the engine is from PyTorch, case by case, after 1, 10 and 100 steps from the same weights,
 * and each optimizer on each kind of cell in one table. Fails where a case is further off than the tolerance.
 */
import { kernelsOf } from '../plans.ts';
import {
  type Agreement,
  compare,
  type GoldenCase,
  type GoldenFile,
  goldenFiles,
  TOLERANCE,
} from './golden.ts';

const kernels = await kernelsOf();
const files = goldenFiles();
const width = 46;
let failures = 0;
let cases = 0;
let largest = 0;

console.log(`Relative distance of the weights from PyTorch ${files[0]?.torch} (float64)\n`);
/** Distances after the last steps, by optimizer and cell. */
const table = new Map<string, Map<string, string>>();
const OPTIMIZERS = 'optimizers_';

for (const file of files) {
  console.log(
    `${file.group.padEnd(width)}${'1 step'.padStart(10)}${'10'.padStart(10)}${'100'.padStart(10)}`,
  );
  for (const golden of file.cases) {
    const row = agreementsOf(file, golden);
    cases++;
    console.log(`  ${golden.name.padEnd(width - 2)}${row}`);
  }
}
printTable();
console.log(
  `\n${cases} cases, ${failures} beyond ${TOLERANCE}; largest distance ${largest.toExponential(1)}`,
);
process.exitCode = failures > 0 ? 1 : 0;

function agreementsOf(file: GoldenFile, golden: GoldenCase): string {
  try {
    const agreements = compare(file, golden, kernels);
    const worst = agreements.reduce((a, b) => (b.weights > a.weights ? b : a));
    largest = Math.max(largest, worst.weights);
    note(file.group, golden.name, cell(agreements.at(-1) ?? worst));
    const good = agreements.every(
      ({ weights, losses }) => weights <= TOLERANCE && losses <= TOLERANCE,
    );
    if (!good) failures++;
    return agreements.map(cell).join('') + (good ? '' : `   ${worst.worst}`);
  } catch (error) {
    failures++;
    return `   ${(error as Error).message}`;
  }
}

function cell({ weights }: Agreement): string {
  return weights.toExponential(1).padStart(10);
}

/** Keeps what belongs into the table of optimizers. */
function note(group: string, optimizer: string, distance: string): void {
  if (!group.startsWith(OPTIMIZERS)) return;
  const row = table.get(optimizer) ?? new Map<string, string>();
  table.set(optimizer, row.set(group.slice(OPTIMIZERS.length), distance));
}

function printTable(): void {
  const cells = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))];
  console.log('\nOptimizers on cells, after 100 steps\n');
  console.log(`${''.padEnd(18)}${cells.map((name) => name.padStart(12)).join('')}`);
  for (const [optimizer, row] of table) {
    const distances = cells.map((name) => (row.get(name)?.trim() ?? '-').padStart(12));
    console.log(`${optimizer.padEnd(18)}${distances.join('')}`);
  }
}
