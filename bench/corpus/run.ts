/**
 * Runs a corpus and prints what was found: `npm run corpus`; `npm run corpus -- --only AT --seeds 1`;
 * `npm run corpus -- --held-out`, `-- --unseen`, `-- --blind`; `npm run corpus -- --generated 60 --seed 3`; `--records FOLDER` trains each plan once and
 * for all. The numbers do not depend on how many jobs.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { coverageTable } from './coverage.ts';
import { README, writeBetweenMarks } from './documentation.ts';
import { type Examination, examine, type Train, trainIfPossible } from './examine.ts';
import { examineRepair, type RepairExamination } from './examine-repair.ts';
import { recordOf } from './records.ts';
import { blind, generated, heldOut, literature, type Specimen, unseen } from './specimens.ts';
import { printTables } from './tables.ts';

/** Trainings of changed texts that a repair may use. */
const RETRAINS = 8;

interface Task {
  readonly specimen: Specimen;
  /** Null: repair, verified on all seeds. */
  readonly seed: number | null;
}

type Result = { readonly examination: Examination } | { readonly repair: RepairExamination | null };

interface WorkerOptions {
  readonly seeds: readonly number[];
  /** The folder that keeps what trainings gave. */
  readonly records?: string | undefined;
}

/** A worker does one task after the other and asks for the next by its answer. */
function work({ seeds, records }: WorkerOptions): void {
  const train: Train = (plan, place) =>
    records === undefined
      ? trainIfPossible(plan, place)
      : recordOf(records, plan, () => trainIfPossible(plan, place));
  parentPort?.on('message', async ({ specimen, seed }: Task) => {
    const result: Result =
      seed === null
        ? { repair: await examineRepair(specimen, seeds, RETRAINS, train) }
        : { examination: await examine(specimen, seed, train) };
    parentPort?.postMessage(result);
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      seeds: { type: 'string', default: '3' },
      repair: { type: 'boolean', default: false },
      'held-out': { type: 'boolean', default: false },
      unseen: { type: 'boolean', default: false },
      blind: { type: 'boolean', default: false },
      generated: { type: 'string' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      records: { type: 'string' },
      show: { type: 'boolean', default: false },
      coverage: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.coverage) {
    const table = coverageTable();
    await writeBetweenMarks('coverage', table, README);
    console.log(table);
    return;
  }
  const chosen = values['held-out']
    ? heldOut()
    : values.unseen
      ? await unseen()
      : values.blind
        ? await blind()
        : values.generated === undefined
          ? await literature()
          : generated(Number(values.generated), Number(values.seed));
  const specimens = chosen.filter(({ id }) => id.includes(values.only));
  if (values.show) {
    for (const { text } of specimens) console.log(text);
    return;
  }
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
  const tasks = specimens.flatMap((specimen): Task[] => [
    ...(values.repair && specimen.expected ? [{ specimen, seed: null }] : []),
    ...seeds.map((seed) => ({ specimen, seed })),
  ]);
  const begin = performance.now();
  const results = await inThreads(tasks, { seeds, records: values.records }, Number(values.jobs));
  const examinations = results.flatMap((result) =>
    'examination' in result ? [result.examination] : [],
  );
  const repairs = results.flatMap((result) =>
    'repair' in result && result.repair ? [result.repair] : [],
  );
  const table = printTables(examinations, repairs, (performance.now() - begin) / 1000);
  if (values.write) await writeBetweenMarks(nameOf(values), table);
}

/** What the page calls a run: the command that makes it. */
function nameOf(values: {
  readonly 'held-out': boolean;
  readonly unseen: boolean;
  readonly blind: boolean;
  readonly generated?: string | undefined;
}): string {
  if (values['held-out']) return 'corpus:held-out';
  if (values.unseen) return 'corpus:unseen';
  if (values.blind) return 'corpus:blind';
  return values.generated === undefined ? 'corpus' : 'corpus:drawn';
}

/** Results in the order of the tasks. */
async function inThreads(
  tasks: readonly Task[],
  options: WorkerOptions,
  jobs: number,
): Promise<Result[]> {
  const results: Result[] = new Array(tasks.length);
  let next = 0;
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: options });
      let current = -1;
      const give = () => {
        current = next++;
        const task = tasks[current];
        if (task) worker.postMessage(task);
        else resolve(void worker.terminate());
      };
      worker.on('message', (result: Result) => {
        results[current] = result;
        give();
      });
      worker.on('error', (error) => {
        reject(new Error(`${tasks[current]?.specimen.id}: ${error.message}`, { cause: error }));
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, lane));
  return results;
}

if (isMainThread) await main();
else work(workerData as WorkerOptions);
