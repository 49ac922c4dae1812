/** What a model answers on a part of the data, as numbers that can be shown. */
import { calibration, type DataPart, type DataSet, type Trainer, unscale } from '#engine';
import type { Plan } from '#plan';
import type {
  ClassificationResults,
  DecisionBoundary,
  Mistake,
  RegressionResults,
  Results,
} from '../protocol.ts';
import { classOf, decide, inputSize, unscaleInput } from './decisions.ts';
import { sequenceForecast } from './sequence.ts';
import { uncertaintyOf } from './uncertainty.ts';

/** More mistakes, points and pixels than these help nobody. */
const MOST_MISTAKES = 24;
const MOST_POINTS = 1000;
const LARGEST_INPUT = 3072;
const GRID = 64;

/**
 * @param wanted the part to look at; where the split has none: validation, else training
 * @param trainer its present weights are used
 */
export function evaluate(
  plan: Plan,
  trainer: Trainer,
  data: DataSet,
  wanted: 'validation' | 'test',
): Results {
  const candidates = wanted === 'test' ? (['test', 'validation'] as const) : ([wanted] as const);
  const part = candidates.find((name) => data[name].count > 0) ?? 'train';
  const samples = data[part];
  const outputs = trainer.predict(samples.inputs);
  const classified = isClassified(data, samples, outputs);
  const real = plan.data.target.encoding === 'real';
  return {
    part,
    samples: samples.count,
    classification: classified ? classification(data, samples, outputs) : null,
    regression: real ? regression(data, samples, outputs) : null,
    boundary: classified && inputSize(data) === 2 ? boundary(trainer, data, samples) : null,
    sequence: real ? sequenceForecast(data, samples, outputs) : null,
    calibration: classified ? calibration(outputs, labelsOf(samples)) : null,
    // Many predictions of each sample: only of a model that is done.
    uncertainty: wanted === 'test' ? uncertaintyOf(plan, trainer, data, samples, classified) : null,
  };
}

/** One answer a sample, one of the classes: neither several labels at once nor a sequence of them. */
function isClassified(data: DataSet, part: DataPart, outputs: Float32Array): boolean {
  const width = outputs.length / part.count;
  const classes = data.classes.length;
  return classes >= 2 && (width === classes || (width === 1 && classes === 2));
}

function labelsOf({ targets, count }: DataPart): number[] {
  const width = targets.length / count;
  return Array.from({ length: count }, (_, at) =>
    classOf(targets.subarray(at * width, (at + 1) * width)),
  );
}

function classification(
  data: DataSet,
  part: DataPart,
  outputs: Float32Array,
): ClassificationResults {
  const count = data.classes.length;
  const confusion = new Array<number>(count * count).fill(0);
  const mistakes: Mistake[] = [];
  const size = inputSize(data);
  const width = outputs.length / part.count;
  const targetWidth = part.targets.length / part.count;
  for (let index = 0; index < part.count; index++) {
    const actual = classOf(part.targets.subarray(index * targetWidth, (index + 1) * targetWidth));
    const { winner, probability } = decide(outputs.subarray(index * width, (index + 1) * width));
    const cell = actual * count + winner;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    if (winner !== actual) {
      mistakes.push({ index, actual, predicted: winner, probability, input: [] });
    }
  }
  mistakes.sort((a, b) => b.probability - a.probability);
  const shown = mistakes.slice(0, MOST_MISTAKES).map((mistake) => {
    const scaled = part.inputs.subarray(mistake.index * size, (mistake.index + 1) * size);
    return size > LARGEST_INPUT ? mistake : { ...mistake, input: unscaleInput(data, scaled) };
  });
  return { classes: data.classes, confusion, mistakes: shown };
}

function regression(data: DataSet, part: DataPart, outputs: Float32Array): RegressionResults {
  const width = outputs.length / part.count;
  const count = Math.min(part.count, MOST_POINTS);
  const first = (values: Float32Array) =>
    Array.from({ length: count }, (_, at) =>
      unscale(data.targetScaling, values[at * width] ?? 0, 0),
    );
  return { actual: first(part.targets), predicted: first(outputs) };
}

/** The plane of two features, a tenth wider than the data on every side. */
function boundary(trainer: Trainer, data: DataSet, part: DataPart): DecisionBoundary {
  const xRange = rangeOf(part.inputs, 0);
  const yRange = rangeOf(part.inputs, 1);
  const inputs = new Float32Array(GRID * GRID * 2);
  for (let cell = 0; cell < GRID * GRID; cell++) {
    inputs[2 * cell] = between(xRange, (cell % GRID) / (GRID - 1));
    inputs[2 * cell + 1] = between(yRange, Math.floor(cell / GRID) / (GRID - 1));
  }
  const outputs = trainer.predict(inputs);
  const width = outputs.length / (GRID * GRID);
  const decisions = Array.from({ length: GRID * GRID }, (_, cell) =>
    decide(outputs.subarray(cell * width, (cell + 1) * width)),
  );
  const raw = (value: number, column: number) => unscale(data.inputScaling, value, column);
  const targetWidth = part.targets.length / part.count;
  const samples = Array.from({ length: Math.min(part.count, MOST_POINTS) }, (_, at) => [
    raw(part.inputs[2 * at] ?? 0, 0),
    raw(part.inputs[2 * at + 1] ?? 0, 1),
    classOf(part.targets.subarray(at * targetWidth, (at + 1) * targetWidth)),
  ]).flat();
  return {
    columns: GRID,
    rows: GRID,
    xRange: [raw(xRange[0], 0), raw(xRange[1], 0)],
    yRange: [raw(yRange[0], 1), raw(yRange[1], 1)],
    classes: decisions.map(({ winner }) => winner),
    certainty: decisions.map(({ probability }) => probability),
    samples,
  };
}

function rangeOf(inputs: Float32Array, column: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = column; at < inputs.length; at += 2) {
    low = Math.min(low, inputs[at] ?? 0);
    high = Math.max(high, inputs[at] ?? 0);
  }
  const margin = (high - low) / 10;
  return [low - margin, high + margin];
}

function between([low, high]: readonly [number, number], share: number): number {
  return low + (high - low) * share;
}
