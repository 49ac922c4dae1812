import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createTrainer, type DataSet, type Kernels, type StepPoint, type Trainer } from '#engine';
import type { DataPlan, Plan } from '#plan';

/** Relative; PyTorch's side is in float64, so this bounds the engine's own rounding over 100 steps. */
export const TOLERANCE = 1e-4;

/** One training in PyTorch: see make_golden.py. */
export interface GoldenCase {
  readonly name: string;
  readonly plan: Plan;
  readonly data: number;
  readonly start: Readonly<Record<string, readonly number[]>>;
  /** Mean loss of each step, penalties included. */
  readonly losses: readonly number[];
  /** Weights after so many steps. */
  readonly after: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

interface GoldenData {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly targetShape: readonly number[];
}

export interface GoldenFile {
  readonly group: string;
  readonly torch: string;
  readonly data: readonly GoldenData[];
  readonly cases: readonly GoldenCase[];
}

export function goldenFiles(): GoldenFile[] {
  const folder = `${import.meta.dirname}/golden`;
  return globSync('*.json', { cwd: folder })
    .sort()
    .map((file) => {
      const content = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as GoldenFile;
      return { ...content, group: basename(file, '.json') };
    });
}

/** The engine's distance from PyTorch after each of the steps that the file has. */
export interface Agreement {
  readonly steps: number;
  /** Of the array that is furthest off: largest difference over largest absolute value. */
  readonly weights: number;
  /** The same for the losses of all steps so far. */
  readonly losses: number;
  /** The array that is furthest off. */
  readonly worst: string;
}

/** Trains the case with the engine from the same start. */
export function compare(file: GoldenFile, golden: GoldenCase, kernels: Kernels): Agreement[] {
  const trainer = startTrainer(file, golden, kernels);
  const points: StepPoint[] = [];
  let done = 0;
  return Object.keys(golden.after).map((key) => {
    const steps = Number(key);
    for (const event of trainer.advance(60_000, steps - done)) {
      if (event.type === 'steps') points.push(...event.points);
      if (event.type === 'diverged') throw new Error(`diverged in step ${event.step}`);
    }
    done = steps;
    const expected = golden.after[key] ?? {};
    const arrays = trainer.weights().map(({ name, values }) => {
      return { name, error: relativeError(values, expected[name] ?? [Number.NaN]) };
    });
    const worst = arrays.reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a));
    const losses = points.map(({ loss }) => loss);
    return {
      steps,
      weights: worst.error,
      losses: relativeError(losses, golden.losses.slice(0, steps)),
      worst: worst.name,
    };
  });
}

/** A trainer at the start of the case; samples come in their order. */
export function startTrainer(file: GoldenFile, golden: GoldenCase, kernels: Kernels): Trainer {
  const plan: Plan = { ...golden.plan, data: { ...DATA, ...golden.plan.data } };
  const data = dataSet(plan, file.data[golden.data] as GoldenData);
  const trainer = createTrainer({ plan, data, kernels, shuffle: false });
  const start = Object.entries(golden.start);
  trainer.setWeights(start.map(([name, values]) => ({ name, values: Float32Array.from(values) })));
  return trainer;
}

/** Largest difference over largest absolute value; NaN where lengths differ. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.NaN;
  const difference = expected.map((value, at) => Math.abs(value - (actual[at] as number)));
  const size = Math.max(...expected.map(Math.abs));
  return Math.max(...difference) / size;
}

const NO_SCALING = { offset: new Float64Array(), divisor: new Float64Array() };
const DATA: Omit<DataPlan, 'target'> = {
  name: 'Golden',
  source: { kind: 'generator', name: 'linear', args: {} },
  testSource: null,
  features: null,
  shape: [],
  scale: { kind: 'none' },
  split: { train: 1, validation: 0, test: 0 },
  seed: 1,
  origin: { start: 0, end: 0, line: 0 },
};

function dataSet(plan: Plan, { inputs, targets, targetShape }: GoldenData): DataSet {
  const size = plan.model.inputShape.reduce((product, extent) => product * extent, 1);
  const empty = { count: 0, inputs: new Float32Array(), targets: new Float32Array() };
  return {
    name: 'Golden',
    inputShape: plan.model.inputShape,
    targetShape,
    classes: [],
    features: [],
    notes: [],
    train: {
      count: inputs.length / size,
      inputs: Float32Array.from(inputs),
      targets: Float32Array.from(targets),
    },
    validation: empty,
    test: empty,
    inputScaling: NO_SCALING,
    targetScaling: NO_SCALING,
  };
}
