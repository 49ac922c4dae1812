import { t } from '#l10n';
import type { Plan } from '#plan';
import type { DataPart, DataSet } from '../data/dataset.ts';
import { type EvaluationHost, evaluate } from '../evaluation.ts';
import { PlanError } from '../plan-error.ts';
import { sizeOf } from '../program/build.ts';
import type { Task } from '../task.ts';
import { calibration } from './calibration.ts';
import { predictStochastic } from './sampling.ts';
import { type StochasticPredictions, summarizeUncertainty } from './summarize.ts';
import type { UncertaintyReport } from './uncertainty-report.ts';

/** Which share of the samples counts as certain. */
const CERTAIN_SHARE = 0.8;

/** Answers are kept until the end, and summed up in copies of them. */
const COPIES = 2;

/** Throws a PlanError where the answers of a plan that asks for a report need more memory than the limit. */
export function requireRoomForReport(plan: Plan, data: DataSet, limitBytes: number): void {
  const rounds = plan.train.mcDropoutSamples ?? 0;
  const { outputShape } = plan.model.layers.at(-1) ?? { outputShape: plan.model.inputShape };
  const { count } = data[partOf(data)];
  const bytes = COPIES * 4 * rounds * count * sizeOf(outputShape);
  if (bytes <= limitBytes) return;
  const most = Math.floor((rounds * limitBytes) / bytes);
  throw new PlanError(
    t`mc_dropout with ${rounds} predictions of ${count} samples would need ${Math.ceil(bytes / 2 ** 20)} MiB; the limit is ${Math.floor(limitBytes / 2 ** 20)} MiB. Use at most ${most} samples; 50 are usual.`,
  );
}

/** The part that the report is about: held-out samples where there are any. */
function partOf(data: DataSet) {
  const parts = ['test', 'validation', 'train'] as const;
  return parts.find((name) => data[name].count > 0) ?? 'train';
}

/** The report of a plan that asks for one; null for others. */
export function uncertaintyOf(
  plan: Plan,
  host: EvaluationHost,
  task: Task,
  data: DataSet,
): UncertaintyReport | null {
  const rounds = plan.train.mcDropoutSamples;
  if (rounds === null) return null;
  const part = partOf(data);
  const samples = data[part];
  const predictions = predictStochastic(plan, host, task, samples.inputs, rounds);
  const { mean, std, entropy, mutualInformation } = summarizeUncertainty(predictions);
  const labels = labelsOf(samples, predictions);
  const plain = evaluate(host, task, plan.model.inputShape, samples).outputs;
  return {
    part,
    rounds,
    std: meanOf(std),
    entropy: entropy && meanOf(entropy),
    mutualInformation: mutualInformation && meanOf(mutualInformation),
    classes:
      labels && entropy
        ? {
            ...accuracies(mean, labels, entropy),
            certainShare: CERTAIN_SHARE,
            calibration: calibration(mean, labels),
            plainCalibration: calibration(plain, labels),
          }
        : null,
  };
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The right class of each row; null where a row has none or several. */
function labelsOf(part: DataPart, { rows, columns, kind }: StochasticPredictions) {
  const { targets } = part;
  if (kind === 'real' || (kind === 'binary' && columns > 1)) return null;
  if (targets.length === rows) return targets;
  if (targets.length !== rows * columns) return null;
  return Float32Array.from({ length: rows }, (_, row) =>
    winnerOf(targets.subarray(row * columns, (row + 1) * columns)),
  );
}

function winnerOf(values: Float32Array): number {
  const [first = 0] = values;
  if (values.length === 1) return first >= 0.5 ? 1 : 0;
  return values.reduce((best, value, at) => (value > (values[best] as number) ? at : best), 0);
}

function accuracies(mean: Float32Array, labels: Float32Array, entropy: Float32Array) {
  const columns = mean.length / labels.length;
  const right = Array.from(labels, (label, row) => {
    return winnerOf(mean.subarray(row * columns, (row + 1) * columns)) === label ? 1 : 0;
  });
  const share = (rows: readonly number[]) =>
    rows.reduce<number>((sum, row) => sum + (right[row] ?? 0), 0) / Math.max(1, rows.length);
  const rows = right.map((_, row) => row);
  const byEntropy = rows.toSorted((a, b) => (entropy[a] ?? 0) - (entropy[b] ?? 0));
  const certain = byEntropy.slice(0, Math.round(CERTAIN_SHARE * rows.length));
  return { accuracy: share(rows), certainAccuracy: share(certain) };
}
