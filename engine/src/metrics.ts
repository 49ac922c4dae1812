import type { MetricPlan } from '#plan';

export type MetricName = MetricPlan['name'];

/** Outputs and targets of all samples of a part, as they are compared. */
export interface Predictions {
  /** `rows × columns` numbers: probabilities, scores or real values. */
  readonly outputs: Float32Array;
  /** One class index a row, or one number for each output. */
  readonly targets: Float32Array;
  readonly columns: number;
  /** What the targets are: one class of several, yes or no for each output, or real numbers. */
  readonly task: 'classes' | 'binary' | 'real';
  /** For one class of several: whether a target is an index or a unit vector. */
  readonly indices: boolean;
  /** An output at or over it says yes. */
  readonly threshold: number;
  /** Real outputs and targets times their column's factor are in the data's units. */
  readonly units: readonly number[];
}

type Measure = (predictions: Predictions, plan: MetricPlan) => number;

/**
 * Every metric of the catalogue. Class-wise ones are averaged over classes; binary ones look at the
 * positive class.
 */
export const metrics: Readonly<Record<MetricName, Measure>> = {
  accuracy: (p) => (p.task === 'classes' ? shareInTop(p, 1) : agreement(p)),
  top_k: (p, plan) => shareInTop(p, plan.name === 'top_k' ? plan.k : 1),
  precision: (p) => meanOf(counts(p).map(precisionOf)),
  recall: (p) => meanOf(counts(p).map(recallOf)),
  f1: (p) =>
    meanOf(
      counts(p).map((count) => {
        const precision = precisionOf(count);
        const recall = recallOf(count);
        return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      }),
    ),
  auc: (p) => meanOf(scores(p).map(areaUnderCurve).filter(Number.isFinite)),
  mae: (p) => meanError(p, Math.abs),
  rmse: (p) => Math.sqrt(meanError(p, (error) => error * error)),
  r2: (p) => determination(p),
};

/**
 * The metrics that a plan asks for, by the names under which events report them (`top_5` for
 * top_k(k: 5)).
 */
export function measure(
  plans: readonly MetricPlan[],
  predictions: Predictions,
): Record<string, number> {
  return Object.fromEntries(
    plans.map((plan) => [metricName(plan), metrics[plan.name](predictions, plan)]),
  );
}

/** `top_5` for top_k(k: 5); the others' own name. */
export function metricName(plan: MetricPlan): string {
  return plan.name === 'top_k' ? `top_${plan.k}` : plan.name;
}

function rowsOf({ outputs, columns }: Predictions): number {
  return outputs.length / columns;
}

/** Index of the largest of a row. */
function largest(values: Float32Array, start: number, columns: number): number {
  let best = 0;
  for (let j = 1; j < columns; j++) {
    if ((values[start + j] as number) > (values[start + best] as number)) best = j;
  }
  return best;
}

function targetClass(p: Predictions, row: number): number {
  return p.indices ? (p.targets[row] as number) : largest(p.targets, row * p.columns, p.columns);
}

/** Share of rows whose class is among the k largest outputs; ties count against the model. */
function shareInTop(p: Predictions, k: number): number {
  const rows = rowsOf(p);
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * p.columns;
    const target = targetClass(p, row);
    const score = p.outputs[start + target] as number;
    let above = 0;
    for (let j = 0; j < p.columns; j++) {
      const other = p.outputs[start + j] as number;
      if (other > score || (other === score && j < target)) above += 1;
    }
    if (above < k && Number.isFinite(score)) hits += 1;
  }
  return hits / rows;
}

function agreement({ outputs, targets, threshold }: Predictions): number {
  let hits = 0;
  for (let i = 0; i < outputs.length; i++) {
    const yes = (outputs[i] as number) >= threshold;
    if (yes === (targets[i] as number) >= 0.5) hits += 1;
  }
  return hits / outputs.length;
}

interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** One count a class, or one for each yes-or-no output. */
function counts(p: Predictions): Counts[] {
  const result = Array.from({ length: p.columns }, () => ({
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
  }));
  const rows = rowsOf(p);
  for (let row = 0; row < rows; row++) {
    const start = row * p.columns;
    const target = p.task === 'classes' ? targetClass(p, row) : -1;
    const guess = p.task === 'classes' ? largest(p.outputs, start, p.columns) : -1;
    for (const [j, count] of result.entries()) {
      const actual = target >= 0 ? target === j : (p.targets[start + j] as number) >= 0.5;
      const said = guess >= 0 ? guess === j : (p.outputs[start + j] as number) >= p.threshold;
      if (said && actual) count.truePositives += 1;
      else if (said) count.falsePositives += 1;
      else if (actual) count.falseNegatives += 1;
    }
  }
  return result;
}

function precisionOf({ truePositives, falsePositives }: Counts): number {
  const said = truePositives + falsePositives;
  return said === 0 ? 0 : truePositives / said;
}

function recallOf({ truePositives, falseNegatives }: Counts): number {
  const actual = truePositives + falseNegatives;
  return actual === 0 ? 0 : truePositives / actual;
}

function meanOf(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** Each class against the rest, or each yes-or-no output. */
function scores(p: Predictions): Scored[][] {
  const rows = rowsOf(p);
  return Array.from({ length: p.columns }, (_, j) =>
    Array.from({ length: rows }, (__, row) => ({
      score: p.outputs[row * p.columns + j] as number,
      positive:
        p.task === 'classes'
          ? targetClass(p, row) === j
          : (p.targets[row * p.columns + j] as number) >= 0.5,
    })),
  );
}

/**
 * Mann and Whitney's statistic: the chance that a positive sample scores over a negative one, ties
 * counting half.
 */
function areaUnderCurve(samples: Scored[]): number {
  samples.sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < samples.length; ) {
    let end = start;
    while (end < samples.length && samples[end]?.score === samples[start]?.score) end += 1;
    if (end === start) return Number.NaN;
    const tied = samples.slice(start, end).filter(({ positive }) => positive).length;
    rankSum += tied * ((start + 1 + end) / 2);
    positives += tied;
    start = end;
  }
  const negatives = samples.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The number an output is compared with, unit vectors for class indices. */
function targetValue(p: Predictions, index: number): number {
  if (p.task !== 'classes' || !p.indices) return p.targets[index] as number;
  const row = Math.floor(index / p.columns);
  return p.targets[row] === index % p.columns ? 1 : 0;
}

function meanError(p: Predictions, of: (error: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.outputs.length; i++) {
    const unit = p.units[i % p.columns] ?? 1;
    sum += of(((p.outputs[i] as number) - targetValue(p, i)) * unit);
  }
  return sum / p.outputs.length;
}

/** Relative distance from 1 to the next float32. */
const FLOAT32_EPSILON = 2 ** -23;

/** 1 − residual over total sum of squares, the mean over the outputs; 0 for a constant target. */
function determination(p: Predictions): number {
  const rows = rowsOf(p);
  const values: number[] = [];
  for (let j = 0; j < p.columns; j++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += targetValue(p, row * p.columns + j) / rows;
    let residual = 0;
    let total = 0;
    for (let i = j; i < p.outputs.length; i += p.columns) {
      residual += ((p.outputs[i] as number) - targetValue(p, i)) ** 2;
      total += (targetValue(p, i) - mean) ** 2;
    }
    // Targets are float32: what is left of a constant one is the rounding of its mean.
    const constant = total <= rows * (FLOAT32_EPSILON * mean) ** 2;
    values.push(constant ? 0 : 1 - residual / total);
  }
  return meanOf(values);
}
