import { type DataSet, type OutputKind, type Uncertainty, unscale } from '#engine';
import { t } from '#l10n';

/** What a model answered to some samples. */
export interface Predictions {
  readonly model: string;
  /** The file of its weights. */
  readonly weights: string;
  /** Predictions of each sample with dropout on; 0: one without. */
  readonly rounds: number;
  readonly count: number;
  readonly kind: OutputKind;
  readonly classes: readonly string[];
  readonly targetScaling: DataSet['targetScaling'];
  readonly uncertainty: Uncertainty;
}

/** One row of the model's output in words. */
interface Row {
  /** The predicted class, or null for values. */
  readonly label: string | null;
  readonly values: readonly number[];
  readonly std: readonly number[];
  readonly entropy: number | null;
  readonly mutualInformation: number | null;
}

/** Classes listed one by one at most; the likeliest first. */
const LISTED = 3;

/** A line a sample. */
export function predictionsReport(predictions: Predictions): string {
  const { rounds, kind, count, uncertainty } = predictions;
  const rows = rowsOf(predictions);
  const perSample = rows.length / Math.max(1, count);
  const lines = rows.map((row, index) => {
    const sample = String(Math.floor(index / perSample) + 1);
    const step = perSample > 1 ? `.${(index % perSample) + 1}` : '';
    const answer = kind === 'real' ? valuesOf(row, rounds) : classOf(row, predictions);
    const doubt =
      row.entropy === null || rounds === 0
        ? []
        : [row.entropy.toFixed(3), (row.mutualInformation ?? 0).toFixed(3)];
    return [sample + step, ...answer, ...doubt];
  });
  const doubt = rounds > 0 && uncertainty.entropy ? [t`entropy`, t`mutual information`] : [];
  const answer =
    kind === 'real'
      ? [t`value`]
      : [t`class`, rounds > 0 ? t`probability ± std` : t`probability`, t`others`];
  const how =
    rounds > 0 ? t`Mean of ${rounds} predictions with dropout on.` : t`One prediction a sample.`;
  return `${table([[t`sample`, ...answer, ...doubt], ...lines])}\n\n${how}`;
}

/** For programs: everything that is known of each sample. */
export function predictionsJson(predictions: Predictions): string {
  const { model, weights, rounds, classes, kind } = predictions;
  const rows = rowsOf(predictions).map(({ label, values, std, entropy, mutualInformation }) => ({
    ...(label === null ? {} : { class: label }),
    [kind === 'real' ? 'values' : 'probabilities']: values,
    ...(rounds > 0 && { std }),
    ...(rounds > 0 && entropy !== null && { entropy, mutualInformation }),
  }));
  return JSON.stringify({ model, weights, rounds, classes, predictions: rows }, null, 2);
}

function rowsOf({ uncertainty, classes, kind, targetScaling }: Predictions): Row[] {
  const { rows, columns, mean, std, entropy, mutualInformation } = uncertainty;
  return Array.from({ length: rows }, (_, row) => {
    const own = (values: Float32Array) => [...values.subarray(row * columns, (row + 1) * columns)];
    const values = own(mean);
    const spread = own(std);
    const divisor = (column: number) =>
      targetScaling.divisor[targetScaling.divisor.length === 1 ? 0 : column] ?? 1;
    const real = kind === 'real';
    return {
      label: real ? null : labelOf(values, kind, classes),
      values: real ? values.map((value, at) => unscale(targetScaling, value, at)) : values,
      std: real ? spread.map((value, at) => value * divisor(at)) : spread,
      entropy: entropy?.[row] ?? null,
      mutualInformation: mutualInformation?.[row] ?? null,
    };
  });
}

function labelOf(values: readonly number[], kind: OutputKind, classes: readonly string[]): string {
  const name = (index: number) => classes[index] ?? String(index);
  if (kind === 'classes') return name(values.indexOf(Math.max(...values)));
  const [only = 0] = values;
  if (values.length === 1) return name(only >= 0.5 ? 1 : 0);
  const on = values.flatMap((value, index) => (value >= 0.5 ? [name(index)] : []));
  return on.join(' ') || t`none`;
}

/** Class, its probability, and the next ones. */
function classOf(
  { label, values, std }: Row,
  { kind, classes, rounds }: Predictions,
): readonly string[] {
  const shown = (index: number) => {
    const value = (values[index] ?? 0).toFixed(3);
    return rounds > 0 ? `${value} ± ${(std[index] ?? 0).toFixed(3)}` : value;
  };
  if (kind === 'binary')
    return [label ?? '', values.map((_, index) => shown(index)).join('  '), ''];
  const order = values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const others = order
    .slice(1, LISTED)
    .map((index) => `${classes[index] ?? index} ${(values[index] ?? 0).toFixed(3)}`);
  return [label ?? '', shown(order[0] ?? 0), others.join(', ')];
}

function valuesOf({ values, std }: Row, rounds: number): readonly string[] {
  const shown = values.map((value, column) => {
    const spread = rounds > 0 ? ` ± ${Number((std[column] ?? 0).toPrecision(3))}` : '';
    return `${Number(value.toPrecision(6))}${spread}`;
  });
  return [shown.join('  ')];
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
