/**
 * `npm run transfer`: what a transfer is worth. For each of five seeds a network learns the digits 0 to 4, then the digits 5 to 9 from
 * 100 labelled images in three ways: from scratch, with a new head on frozen layers, and with the head and then everything fine-tuned
 * (examples/transfer). The seed sets the initial weights, the batches and which 100 images there are; nothing looks at the 4861 test
 * images before the end. Fails where a claim does not hold.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planTraining } from '../cli/src/plans.ts';
import { runTraining } from '../cli/src/run.ts';
import { readModelFile } from '../engine/src/index.ts';
import type { Plan } from '../language/src/plan.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** Points of test accuracy that the transfer has to gain over the training from scratch. */
const LEAST_GAIN = 0.05;

const examples = fileURLToPath(new URL('../examples/transfer/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'nnspec-transfer-'));

/** The plan of a train block, everything that is random drawn from `seed`. */
async function seededPlan(file: string, train: string, seed: number): Promise<Plan> {
  const { plan } = await planTraining(join(examples, file), { train, seed });
  return { ...plan, data: { ...plan.data, seed } };
}

/** Trains and keeps the weights; gives the accuracy on the test part. */
async function accuracyOf(plan: Plan, save: string): Promise<number> {
  const { end } = await runTraining(plan, { folder: examples, save });
  if (end.type === 'diverged') throw new Error(`${plan.model.name} diverged.`);
  return end.test?.accuracy ?? Number.NaN;
}

/** The same, starting from another file of weights. */
function startingFrom(plan: Plan, path: string): Plan {
  const { weights } = plan.model;
  if (!weights) throw new Error(`${plan.model.name} starts from no weights.`);
  return { ...plan, model: { ...plan.model, weights: { ...weights, path } } };
}

/** Without the fine-tuning; its epochs go to the head. */
function headAlone(plan: Plan): Plan {
  const epochs = plan.train.phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const phases = plan.train.phases.slice(0, 1).map((phase) => ({ ...phase, epochs }));
  return { ...plan, train: { ...plan.train, phases } };
}

/** Whether the tensors of these layers are the same bytes in both files, all of them there. */
function unchanged(before: string, after: string, layers: readonly string[]): boolean {
  const [old, fresh] = [before, after].map((path) => {
    const { tensors } = readModelFile(readFileSync(path));
    return new Map(tensors.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]));
  });
  const names = [...(old?.keys() ?? [])].filter((name) =>
    layers.some((layer) => name.startsWith(`${layer}.`)),
  );
  return names.length > 0 && names.every((name) => old?.get(name) === fresh?.get(name));
}

interface Row {
  readonly base: number;
  readonly scratch: number;
  readonly head: number;
  readonly tuned: number;
  readonly frozen: boolean;
}

async function runSeed(seed: number): Promise<Row> {
  const file = (name: string) => join(scratch, `${name}-${seed}.safetensors`);
  const basePlan = await seededPlan('digits_0_4.nnspec', 'LowNet', seed);
  const base = await accuracyOf(basePlan, file('base'));
  const transfer = startingFrom(
    await seededPlan('digits_5_9.nnspec', 'HighNet', seed),
    file('base'),
  );
  const head = await accuracyOf(headAlone(transfer), file('head'));
  const tuned = await accuracyOf(transfer, file('tuned'));
  const alone = await seededPlan('digits_5_9.nnspec', 'FromScratch', seed);
  const fromScratch = await accuracyOf(alone, file('scratch'));
  const layers = transfer.model.weights?.layers ?? [];
  const frozen = unchanged(file('base'), file('head'), layers);
  return { base, scratch: fromScratch, head, tuned, frozen };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function line(first: string, cells: readonly (string | number)[]): string {
  const shown = cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(4) : cell));
  return first.padEnd(8) + shown.map((cell) => cell.padStart(13)).join('');
}

const COLUMNS = ['base', 'scratch', 'head', 'tuned'] as const;
console.log(
  line('seed', ['digits 0-4', 'from scratch', 'frozen+head', 'fine-tuned', 'frozen bits']),
);
const rows: Row[] = [];
for (const seed of SEEDS) {
  const row = await runSeed(seed);
  rows.push(row);
  const bits = row.frozen ? 'unchanged' : 'CHANGED';
  console.log(line(String(seed), [...COLUMNS.map((column) => row[column]), bits]));
}
rmSync(scratch, { recursive: true });

const medians = Object.fromEntries(
  COLUMNS.map((column) => [column, median(rows.map((row) => row[column]))]),
) as Record<(typeof COLUMNS)[number], number>;
console.log(
  line(
    'median',
    COLUMNS.map((column) => medians[column]),
  ),
);

const claims: readonly (readonly [claim: string, holds: boolean])[] = [
  [
    `the transfer gains ${(100 * (medians.tuned - medians.scratch)).toFixed(1)} points over scratch, at least ${100 * LEAST_GAIN}`,
    medians.tuned - medians.scratch >= LEAST_GAIN,
  ],
  ['fine-tuning is better than the head on frozen layers', medians.tuned > medians.head],
  ['frozen weights keep every bit', rows.every(({ frozen }) => frozen)],
];
for (const [claim, holds] of claims) console.log(`${holds ? 'holds' : 'FAILS'}: ${claim}`);
process.exitCode = claims.every(([, holds]) => holds) ? 0 : 1;
