import type { Metrics } from '#engine';
import type { SweptConstant, Trial } from '#exchange';
import { t } from '#l10n';

/** One training of a sweep. */
export interface SweepRow {
  readonly trial: Trial;
  readonly text: string;
  /** NaN where it has diverged or could not be trained. */
  readonly value: number;
  readonly epochs: number;
  readonly test: Metrics | null;
}

/** For programs: the trials, best first; a value is null where the training has diverged. */
export function sweepJson(rows: readonly SweepRow[], metric: string): string {
  const trials = rows.map(({ trial, value, epochs, test }) => ({
    values: trial,
    [metric]: Number.isNaN(value) ? null : value,
    epochs,
    test,
  }));
  return JSON.stringify({ metric, trials }, null, 2);
}

/** The trials, best first: their values, what they are compared by, and the figures of the test part. */
export function sweepTable(
  rows: readonly SweepRow[],
  constants: readonly SweptConstant[],
  metric: string,
): string {
  const tested = Object.keys(rows.find(({ test }) => test !== null)?.test ?? {});
  const titles = [...constants.map(({ name }) => name), metric, t`epochs`];
  const head = [...titles, ...tested.map((name) => `test ${name}`)];
  const body = rows.map(({ trial, value, epochs, test }) => [
    ...constants.map(({ name }) => String(trial[name])),
    Number.isNaN(value) ? t`diverged` : value.toFixed(4),
    String(epochs),
    ...tested.map((name) => test?.[name]?.toFixed(4) ?? ''),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  return [head, ...body].map(line).join('\n');
}
