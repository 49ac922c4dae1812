/**
 * `npm run verify`: how far the engine is from PyTorch, case by case, after 1, 10 and 100 steps from the same weights.
 * Fails where a case is further off than the tolerance.
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
const width = 34;
let failures = 0;
let cases = 0;
let largest = 0;

console.log(`Relative distance of the weights from PyTorch ${files[0]?.torch} (float64)\n`);
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
console.log(
  `\n${cases} cases, ${failures} beyond ${TOLERANCE}; largest distance ${largest.toExponential(1)}`,
);
process.exitCode = failures > 0 ? 1 : 0;

function agreementsOf(file: GoldenFile, golden: GoldenCase): string {
  try {
    const agreements = compare(file, golden, kernels);
    const worst = agreements.reduce((a, b) => (b.weights > a.weights ? b : a));
    largest = Math.max(largest, worst.weights);
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
