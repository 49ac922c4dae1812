/** Exports trainings, repeats them in the other framework and gives both engines' losses. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXPORT_FORMATS } from '#exchange';
import { taskOf } from '../../exchange/src/head.ts';
import { className } from '../../exchange/src/python/names.ts';
import { runPython } from './python.ts';
import { type RecordedTraining, recordTraining, writeRecord } from './recorded-training.ts';

export interface Comparison {
  readonly text: string;
  readonly ours: readonly number[];
  /** Empty where Python failed. */
  readonly theirs: readonly number[];
  readonly error: string | undefined;
}

const PROGRAMS = { pytorch: 'repeat_pytorch.py', keras: 'repeat_keras.py' } as const;

/** All texts in one Python process: importing a framework takes longer than training. */
export async function compareWith(
  framework: keyof typeof PROGRAMS,
  texts: readonly string[],
  folder: string,
): Promise<Comparison[]> {
  const records: RecordedTraining[] = [];
  for (const text of texts) records.push(await recordTraining(text));
  const cases = records.map((record, index) => caseOf(framework, record, folder, index));
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(cases));
  const program = fileURLToPath(new URL(PROGRAMS[framework], import.meta.url));
  const output = await runPython([program, file]);
  const answers = JSON.parse(output.slice(output.lastIndexOf('\n'))) as readonly {
    readonly losses?: readonly number[];
    readonly error?: string;
  }[];
  return records.map(({ losses }, index) => ({
    text: texts[index] ?? '',
    ours: losses,
    theirs: answers[index]?.losses ?? [],
    error: answers[index]?.error,
  }));
}

/** Writes what Python needs for one training. */
function caseOf(framework: string, record: RecordedTraining, folder: string, index: number) {
  const { plan } = record;
  const format = EXPORT_FORMATS.find(({ id }) => id === framework);
  if (format?.makes.from !== 'plan') throw new Error(`${framework} is no script of a plan.`);
  const script = join(folder, `case_${index}.py`);
  const place = { specification: 'case.nnspec', script: 'case.py', folder: '' };
  writeFileSync(script, format.makes.script(plan, place));
  const weights = join(folder, `weights_${index}.safetensors`);
  const data = join(folder, `data_${index}.safetensors`);
  writeRecord(record, weights, data);
  const task = taskOf(plan);
  const targetShape = task.indices ? task.outputShape.slice(0, -1) : task.outputShape;
  const classes = task.kind === 'classes' && !task.indices ? task.columns : null;
  const model = className(plan.model.name);
  return { script, weights, data, model, indices: task.indices, targetShape, classes };
}

/** The largest relative difference of two trainings' losses; infinite where one is shorter. */
export function largestDifference({ ours, theirs }: Comparison): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  const differences = ours.map((loss, step) => {
    const other = theirs[step] as number;
    return Math.abs(loss - other) / Math.max(Math.abs(loss), 1e-3);
  });
  return Math.max(...differences);
}
