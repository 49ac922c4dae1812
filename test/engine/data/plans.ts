import type { DataPlan, GeneratorName, SourcePlan } from '#plan';

const utf8 = new TextEncoder();

/** Reads from texts and bytes given by path, as a host reads from a folder. */
export function files(contents: Readonly<Record<string, string | Uint8Array>>) {
  return async (path: string): Promise<Uint8Array> => {
    const content = contents[path];
    if (content === undefined) throw new Error(`${path} was not expected to be read`);
    return typeof content === 'string' ? utf8.encode(content) : content;
  };
}

/** A csv's plan: class labels in column `y`, everything in the training part, nothing scaled. */
export function csvPlan(changes: Partial<DataPlan> = {}): DataPlan {
  return planOf({ kind: 'file', format: 'csv', path: 'table.csv', targetPath: null }, changes);
}

export function generatorPlan(
  name: GeneratorName,
  args: Readonly<Record<string, number>>,
  changes: Partial<DataPlan> = {},
): DataPlan {
  return planOf({ kind: 'generator', name, args }, changes);
}

export function planOf(source: SourcePlan, changes: Partial<DataPlan> = {}): DataPlan {
  return {
    name: 'Table',
    source,
    testSource: null,
    target: { columns: ['y'], encoding: 'class_index', scale: { kind: 'none' } },
    features: null,
    shape: [2],
    scale: { kind: 'none' },
    split: { train: 1, validation: 0, test: 0 },
    seed: 7,
    origin: { start: 0, end: 0, line: 0 },
    ...changes,
  };
}

export const REAL_TARGET: DataPlan['target'] = {
  columns: ['y'],
  encoding: 'real',
  scale: { kind: 'none' },
};
