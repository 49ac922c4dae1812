/**
 * Runs the corpus and prints what was found: `npm run corpus`, `npm run corpus -- --only AT --seeds 1 --repair`.
 * Two threads; the numbers do not depend on how many.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  type Examination,
  examine,
  examineRepair,
  idsOf,
  type Kind,
  type RepairExamination,
} from './examine.ts';
import { printTables } from './tables.ts';

const THREADS = 2;
/** Trainings of changed texts that a repair may use (design: 8). */
const RETRAINS = 8;

interface Task {
  readonly kind: Kind;
  readonly id: string;
  /** Null: repair, verified on all seeds. */
  readonly seed: number | null;
}

interface Shard {
  readonly tasks: readonly Task[];
  readonly seeds: readonly number[];
}

export type Message =
  | { readonly examination: Examination }
  | { readonly repair: RepairExamination | null };

async function work({ tasks, seeds }: Shard): Promise<void> {
  for (const { kind, id, seed } of tasks) {
    const message: Message =
      seed === null
        ? { repair: await examineRepair(id, seeds, RETRAINS) }
        : { examination: await examine(kind, id, seed) };
    parentPort?.postMessage(message);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      seeds: { type: 'string', default: '3' },
      repair: { type: 'boolean', default: false },
    },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
  const tasks: Task[] = [];
  for (const kind of ['cases', 'healthy'] as const) {
    for (const id of await idsOf(kind)) {
      if (!id.includes(values.only)) continue;
      for (const seed of seeds) tasks.push({ kind, id, seed });
      if (values.repair && kind === 'cases') tasks.push({ kind, id, seed: null });
    }
  }
  const examinations: Examination[] = [];
  const repairs: (RepairExamination | null)[] = [];
  const shards = Array.from({ length: THREADS }, (_, shard) =>
    tasks.filter((_task, index) => index % THREADS === shard),
  );
  const begin = performance.now();
  await Promise.all(
    shards.map((shard) =>
      inThread({ tasks: shard, seeds }, (message) => {
        if ('examination' in message) examinations.push(message.examination);
        else repairs.push(message.repair);
      }),
    ),
  );
  printTables(examinations, repairs, (performance.now() - begin) / 1000);
}

function inThread(shard: Shard, receive: (message: Message) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: shard });
    worker.on('message', receive);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

await (isMainThread ? main() : work(workerData as Shard));
