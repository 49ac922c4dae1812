import type { DataPart, DataSet } from './data/dataset.ts';
import type { DataProbe } from './events.ts';

/** Validation samples that are looked for in the training part. */
const LOOKED_FOR = 1024;
/** Numbers of a sample that make its key; a hit is then compared in full. */
const KEY_NUMBERS = 32;
/** Values of an input that are counted, at most. */
const MOST_VALUES = 64;
/** Possible samples for each training sample: with fewer, repetitions come by chance. */
const ROOM = 100;

/** Shares of the classes and of validation samples that are trained on as well, and the targets' range. */
export function probeData(data: DataSet): DataProbe {
  return {
    classShares: classSharesOf(data),
    sharedShare: sharedShareOf(data),
    targetRange: targetRangeOf(data),
  };
}

function targetRangeOf({ classes, train }: DataSet): DataProbe['targetRange'] {
  if (classes.length > 0) return null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of train.targets) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** In the order of the data's classes, over all targets of the training part. */
function classSharesOf(data: DataSet): number[] {
  const { classes, train } = data;
  if (classes.length === 0) return [];
  const counts = classes.map(() => 0);
  const { targets } = train;
  const oneHot = data.targetShape.at(-1) === classes.length;
  for (const [at, value] of targets.entries()) {
    const index = oneHot ? at % classes.length : value;
    counts[index] = (counts[index] ?? 0) + (oneHot ? value : 1);
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Several labels at once are no classes.
  if (oneHot && total * classes.length !== targets.length) return [];
  return counts.map((count) => count / total);
}

function sharedShareOf({ inputShape, train, validation }: DataSet): number | null {
  // What stands at one place of a sequence or an image is one value: of a one-hot symbol's numbers only one is 1.
  const together = inputShape.length > 1 ? (inputShape.at(-1) ?? 1) : 1;
  if (validation.count === 0 || repeatByChance(train, together)) return null;
  const [trainKey, validationKey] = [keysOf(train), keysOf(validation)];
  const wanted = new Map<number, number[]>();
  const step = Math.max(1, validation.count / LOOKED_FOR);
  let looked = 0;
  for (let at = 0; at < validation.count; at += step) {
    const row = Math.floor(at);
    const key = validationKey(row);
    wanted.set(key, [...(wanted.get(key) ?? []), row]);
    looked++;
  }
  const found = new Set<number>();
  for (let row = 0; row < train.count; row++) {
    for (const other of wanted.get(trainKey(row)) ?? []) {
      if (isSame(train, row, validation, other)) found.add(other);
    }
  }
  return found.size / looked;
}

/** Whether the inputs take so few values at each place, counted on some samples, that few samples are possible. */
function repeatByChance({ inputs, count }: DataPart, together: number): boolean {
  const width = inputs.length / count;
  const rows = Math.min(count, LOOKED_FOR);
  const enough = ROOM * count;
  let possible = 1;
  for (let column = 0; column < width && possible < enough; column += together) {
    const values = new Set<number | string>();
    for (let row = 0; row < rows && values.size < MOST_VALUES; row++) {
      const at = row * width + column;
      const one = inputs[at] as number;
      values.add(together === 1 ? one : inputs.subarray(at, at + together).join());
    }
    possible *= values.size >= MOST_VALUES ? enough : values.size;
  }
  return possible < enough;
}

/** A hash (FNV-1a) of some of a sample's numbers, by their bits, for each row. */
function keysOf({ inputs, count }: DataPart): (row: number) => number {
  const bits = new Int32Array(inputs.buffer, inputs.byteOffset, inputs.length);
  const width = inputs.length / count;
  const step = Math.max(1, Math.floor(width / KEY_NUMBERS));
  return (row) => {
    let key = 0x811c9dc5;
    const end = (row + 1) * width;
    for (let at = row * width; at < end; at += step)
      key = Math.imul(key ^ (bits[at] as number), 0x01000193);
    return key;
  };
}

function isSame(a: DataPart, row: number, b: DataPart, other: number): boolean {
  const rowOf = (part: DataPart, which: 'inputs' | 'targets', index: number) => {
    const width = part[which].length / part.count;
    return part[which].subarray(index * width, (index + 1) * width);
  };
  return (['inputs', 'targets'] as const).every((which) => {
    const mine = rowOf(a, which, row);
    return rowOf(b, which, other).every((value, i) => value === mine[i]);
  });
}
