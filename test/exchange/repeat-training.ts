/** Exports trainings to PyTorch, repeats them there and gives both engines' losses. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pytorchScript } from '#exchange';
import { taskOf } from '../../exchange/src/head.ts';
import { className } from '../../exchange/src/python/names.ts';
import { runPython } from './python.ts';
import { recordTraining, writeRecord } from './recorded-training.ts';

const program = fileURLToPath(new URL('repeat_training.py', import.meta.url));

export interface Comparison {
  readonly text: string;
  readonly script: string;
  readonly ours: readonly number[];
  /** Empty where Python failed. */
  readonly theirs: readonly number[];
  readonly error: string | undefined;
}

/** All texts in one Python process. */
export async function compareWithPyTorch(
  texts: readonly string[],
  folder: string,
): Promise<Comparison[]> {
  const records = [];
  const cases = [];
  for (const [index, text] of texts.entries()) {
    const record = await recordTraining(text);
    const script = join(folder, `case_${index}.py`);
    const place = { specification: 'case.nnspec', script: 'case.py', folder: '' };
    const source = pytorchScript(record.plan, place);
    writeFileSync(script, source);
    const weights = join(folder, `weights_${index}.safetensors`);
    const data = join(folder, `data_${index}.safetensors`);
    writeRecord(record, weights, data);
    const task = taskOf(record.plan);
    const targetShape = task.indices ? task.outputShape.slice(0, -1) : task.outputShape;
    const classes = task.kind === 'classes' && !task.indices ? task.columns : null;
    const model = className(record.plan.model.name);
    cases.push({ script, weights, data, model, indices: task.indices, targetShape, classes });
    records.push({ text, script: source, ours: record.losses });
  }
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(cases));
  const output = await runPython([program, file]);
  const answers = JSON.parse(output.slice(output.lastIndexOf('\n'))) as readonly {
    readonly losses?: readonly number[];
    readonly error?: string;
  }[];
  return records.map((record, index) => ({
    ...record,
    theirs: answers[index]?.losses ?? [],
    error: answers[index]?.error,
  }));
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
